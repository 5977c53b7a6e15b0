"""How a recorded call ended: by what that is compared, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.language import _

if TYPE_CHECKING:
    from lessons.compare.run import Run
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


def tell_ending(run: Run, hop: int) -> str:
    """Say how a hop ended: ``returned``, ``raised OSError``."""
    facts = run.recording.hop(hop)
    ending = ending_of(facts)
    if ending.is_interrupted:
        return _("was interrupted (KeyboardInterrupt)")
    match ending.outcome:
        case "returned":
            return _("returned")
        case "yielded":
            return _("yielded")
        case "raised" if not ending.raised:
            return _("raised an exception")  # a bare raise tells no type
        case "raised":
            return _("raised {error}").format(error=ending.raised)
        case "unfinished" if not run.is_whole:
            return _("has no recorded end")
        case "unfinished" if run.is_of_program(facts.lane):
            return _("was still running when the program ended")
    return _("was still running when its process ended")


def was_cut_short(run: Run, hop: int) -> bool:
    """Whether a call was left behind in a daemon thread, which ends with the program."""
    facts = run.recording.hop(hop)
    lane = run.recording.lane(facts.lane)
    return facts.outcome == "unfinished" and lane is not None and lane.daemon
