"""What a generated program says of itself. It is copied beside the program, which imports it.

Every function of the program that makes a hop begins with :func:`note`, so the
log holds the hops of each thread in order, whatever a recorder makes of them.
"""

from __future__ import annotations

import gc
import itertools
import json
import sys
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

LOG: list[list[Any]] = []
"""Thread name, tag (``Class.function``, ``@.function`` for an object's own), who, snapshot."""
SNAPSHOTS: list[dict[str, Any]] = []
"""Of each class at some time: its MRO and the names in its ``__dict__``."""

_numbers = itertools.count(1)
_fuel = 0


def note(tag: str, who: Any = None) -> str:
    """Say which function runs, and on what: an object, a class, or None."""
    LOG.append([threading.current_thread().name, tag, _label(who), max(len(SNAPSHOTS) - 1, 0)])
    return tag


def _label(who: Any) -> list[Any] | None:
    if who is None:
        return None
    if isinstance(who, type):
        return ["class", who.__name__]
    number = vars(who).setdefault("_number", next(_numbers))
    return ["object", type(who).__name__, number]


def refuel(amount: int) -> None:
    """Let methods call each other that many times more."""
    global _fuel  # noqa: PLW0603
    _fuel = len(LOG) + amount


def fuel() -> bool:
    """Whether a method may still call others: what makes every program end."""
    return len(LOG) < _fuel


def _order(thing: Any) -> tuple[type, ...]:
    cls = thing if isinstance(thing, type) else type(thing)
    return type.__dict__["__mro__"].__get__(cls)  # type: ignore[no-any-return]


def _first(order: tuple[type, ...], name: str) -> bool:
    for each in order:
        if name in vars(each):
            return each is not object
    return False


def has(thing: Any, name: str) -> bool:
    """Whether a class of its MRO other than object has the name, before object."""
    return _first(_order(thing), name)


def is_plain(cls: type, name: str) -> bool:
    """Whether what a class has under a name is simply a function."""
    found = next((vars(each)[name] for each in _order(cls) if name in vars(each)), None)
    return type(found) is type(is_plain)


def holds(thing: Any, name: str) -> bool:
    """Whether the object's own dictionary has the name."""
    return name in vars(thing)


def follows(cls: type, thing: Any, name: str) -> bool:
    """Whether ``super()`` written in ``cls`` finds the name on ``thing``."""
    order = _order(thing)
    places = [place for place, each in enumerate(order) if each is cls]
    return bool(places) and _first(order[places[0] + 1 :], name)


def above(cls: type, thing: Any) -> bool:
    """Whether a class is in the MRO of an object or class."""
    return any(each is cls for each in _order(thing))


def on_main() -> bool:
    """Whether signal handlers can be set here."""
    return threading.current_thread() is threading.main_thread()


def fresh() -> str:
    """A name that no other thread of the program has."""
    return f"lane{next(_numbers)}"


def identity(value: Any) -> Any:
    return value


def apply(function: Callable[..., Any], *args: Any) -> Any:
    return function(*args)


def drive(coroutine: Coroutine[Any, Any, Any]) -> None:
    """Run a coroutine that never really waits."""
    with suppress(StopIteration):
        coroutine.send(None)


class Boom(Exception):
    """What the methods that raise raise."""


class Thing:
    """Something to watch the end of."""


def stand_in(tag: str, holder: Any) -> Callable[..., str]:
    """A function for an object's own dictionary: all of them share one code object."""

    def answer(*args: Any) -> str:
        return note(tag, holder)

    return answer


def watched(tag: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that names what it wraps: both the wrapper and the wrapped make hops."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(self: Any, *args: Any) -> Any:
            note(tag, self)
            return function(self, *args)

        wrapper.__wrapped__ = function  # type: ignore[attr-defined]
        return wrapper

    return decorate


def hidden(tag: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that does not say what it wraps: the wrapper alone makes a hop."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*args: Any) -> str:
            note(tag, args[0])
            function(*args)
            return tag

        return wrapper

    return decorate


def step_of(thing: Any) -> bool:
    """True and False in turn: a ``__next__`` that gives one item a loop."""
    own = vars(thing)
    own["_left"] = not own.get("_left", False)
    return bool(own["_left"])


def snapshot(*classes: type) -> None:
    """Keep how these classes and all they derive from stand."""
    found = {}
    for cls in (*classes, threading.Thread):
        for each in _order(cls):
            order = [base.__name__ for base in _order(each)]
            found[each.__name__] = {"mro": order, "names": sorted(vars(each))}
    SNAPSHOTS.append(found)


def finish() -> None:
    """Let every object die, then write what was said to the file named by the program's argument."""
    refuel(0)
    gc.collect()
    with open(sys.argv[1], "w", encoding="utf-8") as file:  # noqa: PTH123
        json.dump({"log": LOG, "snapshots": SNAPSHOTS}, file)


gc.disable()  # a collection in mid-run would let finalizers strike between a hop and its note
threading.excepthook = lambda given: None
