"""The search for an attribute: which class was asked, which one had it, which are shadowed.

Pure: class facts in, :class:`~lessons.explain.step.Lookup` out. One rule holds for
every lookup that is told: **the chosen class's own entry is, or wraps, the code
that really ran.** Where it does not hold, nothing is claimed
(:func:`untold`), for a wrong explanation is worse than none.

:func:`choose` and :func:`start_after` are the two decisions that all else rests on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from lessons.explain.step import Candidate, FoundIn, Lookup
from tracer.language import _
from tracer.model import ClassFacts

ClassTable: TypeAlias = Callable[[int], ClassFacts]
"""Gives the facts of a class as one hop saw them."""

_DATA_DESCRIPTORS = frozenset({"property", "data_descriptor"})


@dataclass(frozen=True, slots=True)
class Ran:
    """What is known of the function that ran, apart from how it was called."""

    code: int
    owner: int | None
    """The class whose entry it is, by identity; None where that is not known."""
    attribute: str | None
    """The name under which the owner holds it."""
    receiver_class: int | None
    """The receiver's class, or the receiver where that is a class: its MRO tells ``super``."""


def choose(has: Sequence[bool]) -> int | None:
    """Index of the class in which a search ends: the first that has the name."""
    return next((index for index, each in enumerate(has) if each), None)


def start_after(mro: Sequence[int], written_in: int) -> int | None:
    """Index at which ``super()`` begins its search: after the class that it is written in."""
    place = next((index for index, each in enumerate(mro) if each == written_in), None)
    return None if place is None else place + 1


def untold(name: str, reason: str) -> Lookup:
    """The lookup of which nothing can be said but why."""
    return Lookup(name, None, None, None, (), (), None, reason)


def look_up(
    classes: ClassTable,
    name: str,
    order: Sequence[int],
    ran: Ran,
    *,
    written_in: int | None = None,
    found_in: FoundIn = "class",
) -> Lookup:
    """Search ``order`` for ``name``; untold unless what is found there is what ran."""
    has = [name in classes(each).members for each in order]
    end = choose(has)
    if end is None or end >= len(order):
        return untold(name, _("no class of the search has {name}").format(name=name))
    chosen = order[end]
    if (reason := _broken_rule(classes, name, chosen, ran)) is not None:
        return untold(name, reason)
    return Lookup(
        name,
        order[0],
        written_in,
        found_in,
        tuple(
            Candidate(each, has[index], asked=index <= end, chosen=index == end)
            for index, each in enumerate(order)
        ),
        tuple(each for index, each in enumerate(order) if has[index] and index > end),
        next_after(classes, name, chosen, ran.receiver_class),
        None,
    )


def look_up_super(
    classes: ClassTable, name: str, mro: Sequence[int], written_in: int, ran: Ran
) -> Lookup:
    """Search as ``super()`` does when written in a class of that MRO."""
    start = start_after(mro, written_in)
    if start is None:
        return untold(name, _("the class that super() is written in is not in the MRO"))
    return look_up(classes, name, mro[start:], ran, written_in=written_in)


def look_up_own(classes: ClassTable, name: str, mro: Sequence[int]) -> Lookup:
    """The object's own ``__dict__`` had it: untold if a data descriptor comes before."""
    has = [name in classes(each).members for each in mro]
    if is_data_descriptor(classes, name, mro):
        return untold(
            name,
            _("a data descriptor {name} of the class comes before the object's own").format(
                name=name
            ),
        )
    return Lookup(
        name,
        mro[0],
        None,
        "instance",
        tuple(
            Candidate(each, has[index], asked=False, chosen=False) for index, each in enumerate(mro)
        ),
        tuple(each for index, each in enumerate(mro) if has[index]),
        None,
        None,
    )


def look_up_getattr(classes: ClassTable, name: str, mro: Sequence[int], ran: Ran) -> Lookup:
    """``__getattr__`` answered for ``name``: untold unless its own search gives what ran."""
    answered = look_up(classes, "__getattr__", mro, ran)
    if answered.reason is not None:
        return replace(answered, name=name)
    candidates = tuple(
        Candidate(each, name in classes(each).members, asked=True, chosen=False) for each in mro
    )
    return Lookup(name, mro[0], None, "getattr", candidates, (), None, None)


def look_up_class(classes: ClassTable, name: str, start: int, ran: Ran) -> Lookup:
    """Search as ``Class.name`` does: the class's MRO, then its metaclass's."""
    facts = classes(start)
    meta = classes(facts.metaclass).mro if facts.metaclass is not None else ()
    if meta and not any(name in classes(each).members for each in facts.mro):
        return look_up(classes, name, (*facts.mro, *meta), ran, found_in="metaclass")
    return look_up(classes, name, facts.mro, ran)


def is_data_descriptor(classes: ClassTable, name: str, mro: Sequence[int]) -> bool:
    """Whether the first entry of that name in an MRO comes before the object's own."""
    first = next((classes(each) for each in mro if name in classes(each).members), None)
    return first is not None and first.members[name].kind in _DATA_DESCRIPTORS


def next_after(
    classes: ClassTable, name: str, owner: int, receiver_class: int | None
) -> int | None:
    """The class that ``super().name`` written in ``owner`` would reach on this receiver."""
    if receiver_class is None:
        return None
    mro = classes(receiver_class).mro
    start = start_after(mro, owner)
    if start is None:
        return None
    return next((each for each in mro[start:] if name in classes(each).members), None)


def _broken_rule(classes: ClassTable, name: str, chosen: int, ran: Ran) -> str | None:
    """Why the chosen class's entry is not what ran; None where it is."""
    facts = classes(chosen)
    member = facts.members.get(name)
    if member is None or ran.code not in member.codes:
        return _("{qualname}.{name} is not what ran").format(qualname=facts.qualname, name=name)
    if ran.owner is not None and ran.owner != chosen and ran.attribute == name:
        # One decorator's wrapper serves many classes: the identity of the entry decided.
        return _("{qualname}.{name} ran, not {other}'s").format(
            qualname=classes(ran.owner).qualname, name=name, other=facts.qualname
        )
    return None
