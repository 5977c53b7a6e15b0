"""What a recording says of itself: how many hops, which of them cannot be explained, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.explain.steps import Steps
from lessons.source.call_site import Dispatch
from tracer.notes import note_words
from tracer.recording import Recording

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Soundness:
    """``unknown`` counts the hops that are not explained, by reason and function."""

    hops: int
    complete: bool
    exit_code: int | None
    """How the program itself ended; 128 and the signal where one killed it."""
    notes: tuple[str, ...]
    dispatches: Counter[str]
    unknown: Counter[tuple[str, str]]

    def faults(self) -> list[str]:
        """What no recording may show, whatever the program does."""
        found = [f"note: {note}" for note in self.notes if "an error of the recorder" in note]
        found += [
            f"unknown without a reason: {name}" for reason, name in self.unknown if not reason
        ]
        if not self.hops:
            found.append("nothing was recorded")
        return found


def read_soundness(file: Path) -> Soundness:
    """Explain every hop of a recording."""
    recording = Recording(file)
    try:
        steps = Steps(recording)
        dispatches: Counter[str] = Counter()
        unknown: Counter[tuple[str, str]] = Counter()
        for hop in recording.hops():
            step = steps.step(hop.id)
            dispatches[step.dispatch] += 1
            if step.dispatch is Dispatch.UNKNOWN:
                reason = (step.lookup.reason if step.lookup else None) or ""
                unknown[reason, recording.code(hop.code).qualname] += 1
        meta = recording.meta
        return Soundness(
            len(recording),
            meta.complete,
            meta.exit_code,
            tuple(map(note_words, meta.notes)),
            dispatches,
            unknown,
        )
    finally:
        recording.close()
