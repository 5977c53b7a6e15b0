"""The classes that a lookup shows: the receiver's whole MRO, searched or not.

So a class keeps its place from hop to hop, however each call was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.source.call_site import Dispatch
from tracer.language import _

if TYPE_CHECKING:
    from lessons.explain.step import Candidate, Lookup, Step
    from tui.app.model.story import Story


@dataclass(frozen=True, slots=True)
class Rung:
    """One class of the MRO, and what the search had to do with it."""

    class_id: int
    candidate: Candidate | None
    """None where the search did not come by."""
    reason: str = ""
    """Why it did not."""


def ladder(story: Story, step: Step, lookup: Lookup) -> list[Rung]:
    """The receiver's MRO; the searched classes alone where they are not a part of it."""
    searched = {each.class_id: each for each in lookup.candidates}
    mro = _mro(story, step)
    if [each for each in mro if each in searched] != [c.class_id for c in lookup.candidates]:
        return [Rung(each.class_id, each) for each in lookup.candidates]
    start = mro.index(lookup.candidates[0].class_id) if searched else 0
    return [
        Rung(each, searched[each])
        if each in searched
        else Rung(each, None, _skipped(step, lookup, each, is_before=place < start))
        for place, each in enumerate(mro)
    ]


def _mro(story: Story, step: Step) -> tuple[int, ...]:
    hop = step.hop
    if hop.receiver_class is None or step.dispatch not in (Dispatch.SUPER, Dispatch.CLASS):
        return ()
    return story.recording.class_facts(hop.receiver_class, hop.revision).mro


def _skipped(step: Step, lookup: Lookup, class_id: int, *, is_before: bool) -> str:
    if step.dispatch is Dispatch.SUPER and class_id == lookup.written_in:
        return _("super() starts after it")
    # The MRO of a class that a call names may leave out classes between its own.
    return _("skipped") if is_before else _("plays no part")
