"""Where each attribute of a class is found: the searches of :mod:`lessons.explain.lookup`, without a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.explain.lookup import choose, next_after

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tracer.model import ClassFacts, MemberKind

_METHODS = frozenset({"function", "staticmethod", "classmethod", "property", "partialmethod"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where the search for one name in an MRO ends, and what it leaves behind."""

    name: str
    kind: MemberKind
    """What the entry found is."""
    found_in: int
    defined_in: tuple[int, ...]
    """Every class of the MRO that has the name, in order; the first is ``found_in``."""
    shadowed: tuple[int, ...]
    super: int | None
    """The class that ``super().name``, written in ``found_in``, would reach."""


def resolve_name(classes: Mapping[int, ClassFacts], cls: int, name: str) -> Resolution | None:
    """Search a class's MRO for a name; None where no class has it."""
    mro = classes[cls].mro
    has = [name in classes[each].members for each in mro]
    end = choose(has)
    if end is None:
        return None
    found = mro[end]
    defined = tuple(each for each, having in zip(mro, has, strict=True) if having)
    return Resolution(
        name,
        classes[found].members[name].kind,
        found,
        defined,
        tuple(each for each in defined if each != found),
        next_after(classes.__getitem__, name, found, cls),
    )


def resolve_methods(classes: Mapping[int, ClassFacts], cls: int) -> list[Resolution]:
    """Resolve each method found below ``object``, by the MRO of its class, then as defined."""
    found: dict[str, Resolution] = {}
    for each in classes[cls].mro[:-1]:
        for name in classes[each].members:
            resolution = resolve_name(classes, cls, name)
            if resolution is not None and resolution.kind in _METHODS:
                found.setdefault(name, resolution)
    return list(found.values())
