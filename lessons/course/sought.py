"""Which hops a lesson means: conditions on a hop, and the search for the hops that meet them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from lessons.course.evidence import Evidence

LaneOf: TypeAlias = Literal["main", "serving", "thread", "process", "other"]
LANES: tuple[LaneOf, ...] = ("main", "serving", "thread", "process", "other")
"""``serving``: the lane in which ``serve_forever`` or ``handle_request`` runs; ``other``: any other
lane; ``thread`` and ``process``: of that kind (a fork is a process)."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Conditions that a hop meets; those that are None do not matter.

    Classes and functions are named by the last part of their qualified name.
    """

    function: str | None = None
    """Name of the function that ran: ``process_request``."""
    owner: str | None = None
    """The class in whose ``__dict__`` it was found."""
    receiver: str | None = None
    """An object (``handler#2``) or a role (``handler``)."""
    receiver_class: str | None = None
    caller: str | None = None
    """Name of the function that made the call."""
    within: str | None = None
    """Name of a function that encloses it, at any distance."""
    dispatch: str | None = None
    outcome: str | None = None
    raised: str | None = None
    """Type of the exception that left it."""
    value: str | None = None
    """What it returned, as it was recorded: ``"None"``, ``"2"``."""
    lane: LaneOf | None = None
    request: int | None = None
    nth: int | None = None
    """Of those that meet all else: the first is 1, the last is -1. None: the first, or all."""

    def __str__(self) -> str:
        parts = (f"{f.name} = {getattr(self, f.name)}" for f in fields(self) if self._says(f.name))
        return ", ".join(parts)

    def _says(self, name: str) -> bool:
        return getattr(self, name) is not None

    def all(self, evidence: Evidence) -> list[int]:
        """Ids of the hops that it means, in order of their start."""
        found = [hop for hop in evidence.order if self.fits(evidence, hop)]
        if self.nth is None:
            return found
        place = self.nth - 1 if self.nth > 0 else len(found) + self.nth
        return found[place : place + 1] if place >= 0 else []

    def first(self, evidence: Evidence) -> int | None:
        """Id of the first of them; None where there is none."""
        found = self.all(evidence)
        return found[0] if found else None

    def fits(self, evidence: Evidence, id: int) -> bool:
        """Whether a hop meets every condition, ``nth`` left aside."""
        hop = evidence.hop(id)
        return (
            self.function in (None, evidence.function(id))
            and self.outcome in (None, evidence.outcome(id))
            and self.request in (None, hop.request)
            and self.receiver in (None, hop.receiver, evidence.role(id))
            and self.raised in (None, hop.exception and hop.exception.type)
            and self.value in (None, hop.value)
            and (self.owner is None or self.owner == evidence.owner(id))
            and (self.receiver_class is None or self.receiver_class == evidence.receiver_class(id))
            and (self.lane is None or self.lane in evidence.lane_words(id))
            and (self.caller is None or self.caller == evidence.caller(id))
            and (self.within is None or self.within in evidence.enclosing(id))
            and (self.dispatch is None or self.dispatch == evidence.step(id).dispatch)
        )
