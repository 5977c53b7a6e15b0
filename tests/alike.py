"""Whether hops that share a context are explained alike: what folded reports rest on."""

from __future__ import annotations

from lessons.explain.step import Step
from lessons.explain.steps import Steps
from tracer.recording import Recording


def unlike(recording: Recording) -> list[str]:
    """Name every hop that is not explained as the first of its context is."""
    steps = Steps(recording)
    numbers, place = recording.contexts().numbers, recording.skeleton().place
    first: dict[int, Step] = {}
    found = []
    for step in steps.all():
        same = first.setdefault(numbers[place(step.hop.id)], step)
        if _told(same) != _told(step):
            found.append(
                f"hop {step.hop.id}: {step.sentence!r}; hop {same.hop.id}: {same.sentence!r}"
            )
    return found


def _told(step: Step) -> tuple[object, ...]:
    hop = step.hop
    return (
        step.subgoal, step.loop, step.dispatch, step.place, step.fetch, step.via, step.lookup,
        step.sentence, hop.code, hop.receiver_class, hop.owner, hop.outcome,
        hop.exception and hop.exception.type, hop.polls is None, hop.request is None,
    )  # fmt: skip
