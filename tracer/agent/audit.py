"""Hearing a few audit events at little cost to all the others.

``id()``, ``frame.f_code`` and ``sys._getframe()`` raise an audit event each, so a hook written in
Python would add a Python call to every one of them, the program's and the recorder's. Every hook
here is a C function.
"""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


class _Ear:
    """The key of an event in a table. The table asks a key of the same hash whether it is equal."""

    __slots__ = ("_hash", "_hear")

    def __init__(self, event: str, hear: Callable[[], None]) -> None:
        self._hash = hash(event)
        self._hear = hear

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, _: object) -> bool:
        self._hear()
        return True


def listen(events: Mapping[str, Callable[[], None]]) -> None:
    """Call what stands for an event before it happens in this process.

    ``sys._getframe(2)`` is then the frame that raises it. For good: no audit hook can be taken away.
    The hook is the ``get`` of a dict, which returns and keeps nothing.
    """
    table: dict[object, None] = {}
    for event, hear in events.items():
        table[_Ear(event, hear)] = None
    sys.addaudithook(table.get)


class _Object:
    """Gives its subclass an instance ``__dict__``."""


def _ignore(*_: object) -> None:
    """Take what an event that is named like an attribute of every object would set."""


def listen_closely(
    events: Iterable[str], hear: Callable[[str, Any, tuple[Any, ...]], None]
) -> None:
    """Call ``hear(event, _, args)`` before each of these audit events, ``sys._getframe(1)`` raising it.

    It costs all other events more than :func:`listen` does: the first hook sets an attribute of the
    event's name on an object, where it is a property if somebody listens; the second takes away again
    what the first left behind if nobody does. May be called while an event is heard of: hooks that
    are added meanwhile hear of that one, too.
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
