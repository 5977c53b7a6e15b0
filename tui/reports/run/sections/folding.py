"""Equal stretches of a call tree, found so that they can be counted and not repeated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lessons.compare.rounds import find_rounds
from lessons.explain.step import Subgoal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.reports.run.story import RunReading


@dataclass(slots=True)
class Fold:
    """Neighbouring calls shown once, and how often they came."""

    hops: list[int]
    """The hops shown: the first round."""
    times: int = 1
    others: list[int] = field(default_factory=list)
    """The hops of later rounds, where those may stand apart (requests, polls)."""


def fold(children: Sequence[int], story: RunReading) -> list[Fold]:
    """Fold the calls that one hop made.

    Requests and polls of one shape are one fold wherever they stand: in which
    order clients came says nothing of the program. Anything else folds only
    where a round follows directly upon its like, up to eight calls a round.
    """
    folds: list[Fold] = []
    apart: dict[int, Fold] = {}
    run: list[int] = []
    for hop in children:
        if not _stands_apart(hop, story):
            run.append(hop)
            continue
        folds += _rounds(run, story)
        run = []
        shape = story.shape(hop)
        first = apart.get(shape)
        if first is None:
            apart[shape] = first = Fold([hop])
            folds.append(first)
        else:
            first.times += 1
            first.others.append(hop)
    return folds + _rounds(run, story)


def _stands_apart(hop: int, story: RunReading) -> bool:
    """Whether a hop begins a request, or is one of a waiting server's rounds."""
    if story.polls[story.place(hop)]:
        return True
    parent, request = story.parent(hop), story.request(hop)
    if request:
        return not parent or story.request(parent) != request
    return story.call(hop).step.subgoal is Subgoal.WAIT and parent != 0


def _rounds(hops: list[int], story: RunReading) -> list[Fold]:
    shapes = [story.shape(hop) for hop in hops]
    return [
        Fold(hops[one.start : one.start + one.period], one.times) for one in find_rounds(shapes)
    ]
