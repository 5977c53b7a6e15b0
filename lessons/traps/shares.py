"""What each base of a class brings to it, and what it loses to a base listed earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.traps.chains import calls_super, reach
from lessons.traps.hierarchy import METHODS, Share

if TYPE_CHECKING:
    from lessons.traps.hierarchy import Hierarchy

_OF_THE_CLASS_ITSELF = frozenset(
    # Hooks that Python calls on the class, or that each class has for itself alone.
    {"__init__", "__new__", "__init_subclass__", "__class_getitem__", "__subclasshook__", "__del__"}
)


def shares_of(hierarchy: Hierarchy, cls: int) -> tuple[Share, ...]:
    """The share of each base; empty where the class has one base or no known MRO."""
    if cls not in hierarchy.shares:
        bases = hierarchy.classes[cls].bases
        several = len(bases) > 1 and hierarchy.mro(cls)
        hierarchy.shares[cls] = tuple(
            _share(hierarchy, cls, at) for at in range(len(bases) if several else 0)
        )
    return hierarchy.shares[cls]


def _share(hierarchy: Hierarchy, cls: int, at: int) -> Share:
    bases = hierarchy.classes[cls].bases
    earlier = {each for base in bases[:at] for each in hierarchy.mro(base)}
    segment = tuple(each for each in hierarchy.mro(bases[at]) if each not in earlier)
    of_base = set(segment)
    root = hierarchy.mro(cls)[-1]
    no_others = {cls, root, *segment}
    gives: list[str] = []
    overrides: list[str] = []
    unknown: list[str] = []
    loses: dict[str, int] = {}
    for name in methods_of(hierarchy, segment):
        reached = reach(hierarchy, cls, name)
        owners = hierarchy.owners(cls, name)
        if not of_base.isdisjoint(reached.owners):
            gives.append(name)
            if not no_others.issuperset(owners):
                overrides.append(name)
        elif not reached.certain:
            unknown.append(name)
        elif (winner := _winner(hierarchy, cls, name)) in earlier and winner != root:
            loses[name] = winner
    return Share(bases[at], segment, tuple(gives), tuple(overrides), loses, tuple(unknown))


def _winner(hierarchy: Hierarchy, cls: int, name: str) -> int:
    """The class whose method is found, or what the class's own goes on to by ``super()``.

    An own method that goes on by name, or not at all, has decided for itself.
    """
    first, *others = hierarchy.owners(cls, name)
    return others[0] if first == cls and others and calls_super(hierarchy, cls, name) else first


def methods_of(hierarchy: Hierarchy, segment: tuple[int, ...]) -> list[str]:
    """The names of the methods that some classes define, ``object`` apart."""
    found: dict[str, None] = {}
    for each in segment:
        if hierarchy.classes[each].bases:  # all but object
            for name, member in hierarchy.classes[each].members.items():
                if member.kind in METHODS and name not in _OF_THE_CLASS_ITSELF:
                    found.setdefault(name)
    return list(found)
