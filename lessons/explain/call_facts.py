"""What is known of one call apart from how it was written, and what may be said of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.explain.lookup import Ran, untold
from lessons.source.call_site import Dispatch

if TYPE_CHECKING:
    from lessons.explain.facts import Facts
    from lessons.explain.lookup import ClassTable
    from lessons.explain.step import Lookup
    from lessons.source.expressions import Expression
    from tracer.model import ClassFacts, Code, Hop


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a hop was dispatched, and the search that found its function."""

    dispatch: Dispatch
    lookup: Lookup | None
    reason: str | None = None
    """Why the dispatch is unknown, where it is."""


def unknown(name: str, reason: str) -> Verdict:
    """The verdict on a call of which nothing can be said but why."""
    return Verdict(Dispatch.UNKNOWN, untold(name, reason), reason)


@dataclass(frozen=True)
class CallFacts:
    """One hop, and who called it. ``caller`` is the hop whose code (or an inner one) made the call."""

    facts: Facts
    hop: Hop
    caller: Hop | None
    caller_code: Code

    @cached_property
    def classes(self) -> ClassTable:
        """The classes as the hop saw them."""
        return self.facts.table(self.hop.revision)

    @cached_property
    def ran(self) -> Ran:
        """The function that ran."""
        return Ran(self.hop.code, self.hop.owner, self.hop.attribute, self.hop.receiver_class)

    def mro(self, class_id: int) -> tuple[int, ...]:
        """The MRO of a class, as the hop saw it."""
        return self.classes(class_id).mro

    def is_named(self, facts: ClassFacts, names: tuple[str, ...]) -> bool:
        """Whether a dotted name may mean a class. Modules re-export, so its last part decides."""
        return bool(names) and facts.qualname.rpartition(".")[2] == names[-1]

    def caller_receiver(self, base: Expression) -> Hop | None:
        """The hop of the method that an expression like ``self`` belongs to."""
        caller = self.caller
        if caller is None:
            return None
        matches = self.facts.is_code_of(self.facts.code(caller.code), base.method)
        return caller if matches else None

    def caller_class(self, base: Expression) -> int | None:
        """The class of the object that ``self``, ``cls`` or ``super()`` stands for."""
        if not (base.is_self or base.is_own_class or base.is_super):
            return None
        found = self.caller_receiver(base)
        return None if found is None else found.receiver_class
