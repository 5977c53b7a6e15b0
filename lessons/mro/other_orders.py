"""What if a class had its bases in another order: which class would answer one hop's call.

Pure. The MROs of the class and of all that are built on it are merged anew; what
is said of a hop is said only where the same reckoning, with the bases as they
are, gives what really ran.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice, permutations
from typing import TYPE_CHECKING, TypeAlias

from lessons.explain.lookup import choose, start_after
from lessons.mro.c3 import Merge, merge
from lessons.source.call_site import Dispatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from lessons.explain.step import Step
    from tracer.model import ClassFacts

Mros: TypeAlias = "Mapping[int, tuple[int, ...]]"
_MOST_ORDERS = 5
"""Other orders of one class's bases that are looked at: all, of up to three bases."""
_BY_THE_OBJECT = frozenset(
    {
        Dispatch.INSTANCE, Dispatch.SUPER, Dispatch.CONSTRUCTOR, Dispatch.SPECIAL, Dispatch.PROPERTY,
        Dispatch.STORED, Dispatch.CALLBACK,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reordered:
    """One class of a receiver's MRO with its bases in another order."""

    cls: int
    bases: tuple[int, ...]
    # dataclasses would take type.mro, which every class answers to, for this field's default.
    mro: tuple[int, ...] | None = field()
    """Of the receiver's class; None where there is no consistent order."""
    refused: tuple[int, Merge] | None
    """Then the class that Python does not make, and the merge that fails."""
    answer: int | None
    """The class that would answer; None where none would."""
    on_the_way: tuple[str, int | None] | None
    """The outermost call on the way to this one that another class would answer, and which."""


@dataclass(frozen=True, slots=True)
class HopOrders:
    """What other orders of bases change for one hop."""

    now: int | None
    """The class that answers as it is."""
    orders: tuple[Reordered, ...]
    reason: str | None
    """Why nothing can be said; a key of ``REASONS``."""


REASONS = (
    "no search",
    "own dict",
    "one base",
    "metaclass",
)
"""No class was searched; the object's own ``__dict__`` had it; no class has two bases; the MRO is
not the one that C3 gives."""


def reorder(step: Step, around: Iterator[Step], class_at: Callable[[int], ClassFacts]) -> HopOrders:
    """Look at other orders for a hop; ``around`` gives the calls around it, the nearest first."""
    lookup, receiver = step.lookup, step.hop.receiver_class
    now = None if lookup is None else lookup.chosen
    if lookup is not None and lookup.found_in == "instance":
        return HopOrders(now, (), "own dict")
    if receiver is None or not _is_searched(step):
        return HopOrders(now, (), "no search")
    classes = {each: class_at(each) for each in class_at(receiver).mro}
    several = [each for each in classes[receiver].mro if len(classes[each].bases) > 1]
    if not several:
        return HopOrders(now, (), "one base")
    as_it_is = _merged(classes, receiver, receiver, classes[receiver].bases)
    if isinstance(as_it_is, tuple) or any(
        as_it_is[each] != facts.mro for each, facts in classes.items()
    ):
        return HopOrders(now, (), "metaclass")
    if answer(step, as_it_is, classes) != now:
        return HopOrders(now, (), "no search")
    outer = [each for each in around if each.hop.receiver_class == receiver and _is_searched(each)]
    found = tuple(
        _reordered(step, outer, classes, cls, bases)
        for cls in several
        for bases in islice(permutations(classes[cls].bases), 1, 1 + _MOST_ORDERS)
    )
    return HopOrders(now, found, None)


def _is_searched(step: Step) -> bool:
    lookup = step.lookup
    return (
        step.dispatch in _BY_THE_OBJECT
        and lookup is not None
        and lookup.found_in == "class"
        and lookup.chosen is not None
    )


def _reordered(
    step: Step,
    outer: list[Step],
    classes: Mapping[int, ClassFacts],
    cls: int,
    bases: tuple[int, ...],
) -> Reordered:
    receiver = step.hop.receiver_class
    assert receiver is not None
    mros = _merged(classes, receiver, cls, bases)
    if isinstance(mros, tuple):
        return Reordered(cls, bases, None, mros, None, None)
    on_the_way = None
    for each in outer:
        there = answer(each, mros, classes)
        if each.lookup is not None and there != each.lookup.chosen:
            on_the_way = each.lookup.name, there
    return Reordered(cls, bases, mros[receiver], None, answer(step, mros, classes), on_the_way)


def _merged(
    classes: Mapping[int, ClassFacts], receiver: int, changed: int, bases: tuple[int, ...]
) -> dict[int, tuple[int, ...]] | tuple[int, Merge]:
    """MROs where one class has other bases; or the class that has none then, and its merge."""
    mros: dict[int, tuple[int, ...]] = {}
    for cls in reversed(classes[receiver].mro):  # a class comes before all that it is built on
        under = bases if cls == changed else classes[cls].bases
        merged = merge(under, mros)
        if merged.order is None:
            return cls, merged
        mros[cls] = (cls, *merged.order)
    return mros


def answer(step: Step, mros: Mros, classes: Mapping[int, ClassFacts]) -> int | None:
    """The class that a hop's search ends in, by these MROs; None where it ends nowhere."""
    lookup, receiver = step.lookup, step.hop.receiver_class
    if lookup is None or receiver is None:
        return None
    order = mros[receiver]
    if lookup.written_in is not None:
        start = start_after(order, lookup.written_in)
        order = () if start is None else order[start:]
    end = choose([lookup.name in classes[each].members for each in order])
    return None if end is None else order[end]
