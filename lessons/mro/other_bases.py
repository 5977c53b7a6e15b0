"""What if a class had these bases, in this order: its MRO, and where its lookups would end.

Pure. Each prediction is what building the class would give: the tests build it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lessons.mro.c3 import Merge, merge
from lessons.mro.inherited import Resolution, resolve_methods
from tracer.model import ClassFacts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A class that is not there, made of bases in one order."""

    bases: tuple[int, ...]
    merge: Merge
    # dataclasses would take type.mro, which every class answers to, for this field's default.
    mro: tuple[int, ...] | None = field()
    """Its MRO after the class itself; None where there is none."""
    found: Mapping[str, Resolution]
    """Where each method is found, by name; empty without an MRO."""


@dataclass(frozen=True, slots=True)
class Change:
    """One lookup that ends elsewhere in another order."""

    name: str
    here: int | None
    """The class that it is found in; None where no class has the name."""
    there: int | None


def predict(
    classes: Mapping[int, ClassFacts],
    bases: Sequence[int],
    mro: tuple[int, ...] | None = None,
    *,
    refused: bool = False,
) -> WhatIf:
    """Predict the MRO and every lookup of an empty class with these bases.

    ``mro`` is the one that Python really gave it, where that is known: a
    metaclass may decide otherwise than C3. ``refused`` says that Python did not build
    it, whatever C3 says (two layouts in C that do not fit, a final class).
    """
    merged = merge(bases, {base: classes[base].mro for base in bases})
    order = merged.order if mro is None else mro
    if order is None or refused or len(set(bases)) != len(bases):
        return WhatIf(tuple(bases), merged, None, {})
    made = max(classes) + 1
    facts = ClassFacts(
        id=made,
        revision=1,
        module="",
        qualname="WhatIf",
        file=None,
        line=None,
        bases=tuple(bases),
        mro=(made, *order),
        metaclass=None,
    )
    found = resolve_methods({**classes, made: facts}, made)
    return WhatIf(tuple(bases), merged, order, {one.name: one for one in found})


def compare_orders(here: WhatIf, there: WhatIf) -> list[Change]:
    """List the lookups that end in another class, in the order of the first one's methods."""
    changes = []
    for name in dict.fromkeys((*here.found, *there.found)):
        one, other = (
            each.found[name].found_in if name in each.found else None for each in (here, there)
        )
        if one != other:
            changes.append(Change(name, one, other))
    return changes
