"""Hearing a few audit events at no cost to all the others.

``id()``, ``frame.f_code`` and ``sys._getframe()`` raise an audit event each, so a hook written in
Python would add a Python call to every one of them, the program's and the recorder's. The two hooks
here are C functions: the first sets an attribute of the event's name on an object, where it is a
property if somebody listens; the second takes away again what the first left behind if nobody does.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class _Object:
    """Gives its subclass an instance ``__dict__``."""


def _ignore(*_: object) -> None:
    """Take what an event that is named like an attribute of every object would set."""


def listen(events: Iterable[str], hear: Callable[[str, Any, tuple[Any, ...]], None]) -> None:
    """Call ``hear(event, _, args)`` before each of these audit events of this process.

    ``sys._getframe(1)`` is then the frame that raises it. For good: no audit hook can be taken away.
    """
    own: dict[str, Any] = {
        name: property(None, _ignore) for name in ("__class__", "__dict__", "__weakref__")
    }
    own.update((event, property(None, partial(hear, event))) for event in events)
    ear = type("Ear", (_Object,), own)()
    kept = vars(_Object)["__dict__"].__get__(ear)
    sys.addaudithook(object.__setattr__.__get__(ear))
    sys.addaudithook(kept.pop)
    kept.clear()  # the second hook came after the first had heard of it
