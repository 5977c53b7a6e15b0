"""How a recorded call ended, and by what that is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.model import Hop, Outcome

_INTERRUPTED = "KeyboardInterrupt"


@dataclass(frozen=True, slots=True)
class Ending:
    """A hop's recorded outcome."""

    outcome: Outcome
    raised: str
    """Type of the exception that left it; empty for none, or where it is not known."""

    @property
    def key(self) -> str:
        """Equal for endings that count as the same; empty for a return."""
        # A run is stopped from outside by an interrupt: where it strikes says nothing of the program.
        if self.outcome == "returned" or self.is_interrupted:
            return ""
        return self.raised or f"<{self.outcome}>"

    @property
    def is_interrupted(self) -> bool:
        """Whether a KeyboardInterrupt left it."""
        return self.raised.rpartition(".")[2] == _INTERRUPTED


def ending_of(hop: Hop) -> Ending:
    """Read a hop's ending."""
    return Ending(hop.outcome, "" if hop.exception is None else hop.exception.type)
