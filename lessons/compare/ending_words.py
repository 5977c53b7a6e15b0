"""How a call of a run ended, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.compare.endings import ending_of
from tracer.language import _

if TYPE_CHECKING:
    from lessons.compare.run import ComparedRun


def tell_ending(run: ComparedRun, hop: int) -> str:
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


def was_cut_short(run: ComparedRun, hop: int) -> bool:
    """Whether a call was left behind in a daemon thread, which ends with the program."""
    facts = run.recording.hop(hop)
    lane = run.recording.lane(facts.lane)
    return facts.outcome == "unfinished" and lane is not None and lane.daemon
