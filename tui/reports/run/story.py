"""A recording read once for the printed report: equal calls counted, the call tree as columns.

Everything here is flat and walked in loops: a chain of calls may be thousands
deep, a recording may hold a million hops. Where a column is meant it is read by
place (``story.place(hop)``). Hops that share a context are explained once.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.explain.steps import Steps
from tracer.errors import HopscopeError
from tracer.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.explain.step import Step
    from tracer.model import ClassFacts, Lane
    from tracer.recording import Recording

_DAMAGED = N_("its call tree does not fit together")


@dataclass(slots=True)
class Call:
    """Hops that are the same call: the same function, found the same way, ended the same way."""

    step: Step
    """The first of them."""
    hops: int = 0
    ran: int = 0
    """How many calls its hops stand for: a poll, with all in it, stands for its equals."""


class RunReading:
    """What the sections of the report ask. Raises HopscopeError where the recording is damaged."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.steps = Steps(recording)
        self.meta = recording.meta
        self.tree = recording.skeleton()
        self.nesting = recording.nesting()
        contexts = recording.contexts()
        self.contexts, self.ends, self.polls = contexts.numbers, contexts.ends, contexts.polls
        """By place: number of the context, end in ns (0: never), equal polls stood for (or 0)."""
        self.place = self.tree.place
        self.lane_ids = recording.lane_ids()
        self.lane = recording.lane
        self.classes: dict[int, ClassFacts] = {facts.id: facts for facts in recording.classes()}
        self.calls: list[Call] = []
        self.call_of: list[int] = []
        """By context: index of its call."""
        self._count_calls()

    def _count_calls(self) -> None:
        known: dict[tuple[object, ...], int] = {}
        hops = Counter(self.contexts)
        untold = self._untold()
        for context, place in enumerate(self._first_of_contexts()):
            step = self.steps.step(self.tree.ids[place])
            hop = step.hop
            key = (
                hop.code, hop.site, hop.receiver_class, hop.owner, hop.attribute, step.dispatch,
                step.subgoal, step.lookup, hop.outcome, hop.exception and hop.exception.type,
                hop.strike, hop.request is None,
            )  # fmt: skip
            index = known.setdefault(key, len(self.calls))
            if index == len(self.calls):
                self.calls.append(Call(step))
            self.calls[index].hops += hops[context]
            self.calls[index].ran += hops[context] + untold[context]
            self.call_of.append(index)

    def _untold(self) -> Counter[int]:
        """By context: calls that have no hop, for an equal poll stands for them."""
        found: Counter[int] = Counter()
        nesting = self.nesting
        for place, polls in enumerate(self.polls):
            if polls > 1:
                row = nesting.row_of[place]
                for hop in nesting.rows[row : nesting.ends[row]]:
                    found[self.contexts[self.place(hop)]] += polls - 1
        return found

    def _first_of_contexts(self) -> Iterator[int]:
        """Place of each context's first hop: contexts are numbered as they appear."""
        following = 0
        for place, context in enumerate(self.contexts):
            if context == following:
                following += 1
                yield place
            elif not 0 <= context < following:
                raise self.damaged()

    def damaged(self) -> HopscopeError:
        """The error to raise where columns contradict each other."""
        return HopscopeError(
            _("{path} is damaged: {error}").format(path=self.recording.path, error=_(_DAMAGED)),
            _("Record the program again: the file cannot be repaired."),
        )

    def call(self, hop: int) -> Call:
        """Find the call that a hop is one of."""
        return self.call_at(self.place(hop))

    def call_at(self, place: int) -> Call:
        """Find the call of the hop at a place."""
        return self.calls[self.call_of[self.contexts[place]]]

    def request(self, hop: int) -> int:
        """Number of the request that a hop serves; 0 for none."""
        return self.tree.requests[self.place(hop)]

    def parent(self, hop: int) -> int:
        """The hop that called this one; 0 for none."""
        return self.tree.parents[self.place(hop)]

    def lane_of(self, hop: int) -> int:
        """Id of the lane that a hop ran in."""
        return self.tree.lanes[self.place(hop)]

    @cached_property
    def first_start(self) -> int:
        """When the run began: the start of its first hop or that hop's lane, in nanoseconds."""
        if not len(self.tree):
            return 0
        place = self.place(self.nesting.order[0])
        lane = self.lane(self.tree.lanes[place])
        start = self.tree.starts[place]
        return start if lane is None else min(start, lane.start_ns)

    @cached_property
    def lasted(self) -> array[int]:
        """By place: nanoseconds from entry to end; 0 where a hop never ended."""
        pairs = zip(self.tree.starts, self.ends, strict=True)
        return array("q", (end - start if end else 0 for start, end in pairs))

    def children(self, hop: int) -> list[int]:
        """List the calls that a hop made, over lanes, in the order they began; 0 gives the roots."""
        rows, ends = self.nesting.rows, self.nesting.ends
        row, end = -1, len(rows)
        if hop:
            row = self.nesting.row_of[self.place(hop)]
            end = ends[row]
        found = []
        row += 1
        while row < end:
            found.append(rows[row])
            if not row < ends[row] <= end:
                raise self.damaged()
            row = ends[row]
        return found

    @cached_property
    def shapes(self) -> array[int]:
        """By row: a number for the hop's whole subtree: equal numbers, equal calls inside."""
        found = array("i", bytes(4 * len(self.tree)))
        known: dict[tuple[int, ...], int] = {}
        inside: list[list[int]] = [[]]
        levels, call_of, contexts = self.nesting.levels, self.call_of, self.contexts
        # What a hop called comes before it.
        places = zip(range(len(found) - 1, -1, -1), self._places_backwards(), strict=True)
        for row, place in places:
            level = levels[row]
            while len(inside) < level + 2:
                inside.append([])
            called = inside[level + 1]
            key = (call_of[contexts[place]], *called)
            called.clear()
            shape = known.get(key)
            if shape is None:
                shape = known[key] = len(known)
            found[row] = shape
            inside[level].append(shape)
        return found

    def _places_backwards(self) -> Iterator[int]:
        """Places of the hops from the last row to the first."""
        return (hop - 1 for hop in reversed(self.nesting.rows))

    def shape(self, hop: int) -> int:
        """The number for a hop's whole subtree."""
        return self.shapes[self.nesting.row_of[self.place(hop)]]

    @cached_property
    def own_ns(self) -> array[int]:
        """By place: nanoseconds of each hop without the calls it made in its own lane."""
        found = array("q", self.lasted)
        lanes = self.tree.lanes
        for place, parent in enumerate(self.tree.parents):
            if parent:
                above = parent - 1
                if lanes[above] == lanes[place]:
                    found[above] -= self.lasted[place]
        return found

    @cached_property
    def _shared_names(self) -> set[str]:
        counts = Counter(facts.qualname for facts in self.classes.values())
        return {name for name, count in counts.items() if count > 1}

    def class_name(self, id: int | None) -> str:
        """Name a class: without its module where one class alone is called so."""
        if id is None or id not in self.classes:
            return "?"
        facts = self.classes[id]
        return (
            f"{facts.module}.{facts.qualname}"
            if facts.qualname in self._shared_names
            else facts.qualname
        )

    def lane_end(self, lane: Lane) -> int | None:
        """When a lane ended, in nanoseconds: by its last hop where its own end was not seen."""
        if lane.end_ns is not None or not self.meta.complete:
            return lane.end_ns
        hops = map(self.place, self.recording.hops_in_lane(lane.id))
        ends = [self.tree.starts[place] + self.lasted[place] for place in hops]
        return max(ends, default=None)

    def letter(self, lane: int) -> str:
        """Name a lane by letters: A to Z, then AA."""
        number, found = bisect_left(self.lane_ids, lane), ""
        while number >= 0:
            found = chr(65 + number % 26) + found
            number = number // 26 - 1
        return found

    def function_name(self, step: Step) -> str:
        """Name what a hop calls: the attribute it was found under, else the code's own name."""
        return step.hop.attribute or self.recording.code(step.hop.code).name
