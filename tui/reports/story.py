"""A recording read once for the printed report: equal calls counted, the call tree as columns.

Everything here is flat and walked in loops: a chain of calls may be thousands
deep, a recording may hold a million hops. Hop ids count from 1; column ``i``
is the hop with id ``i + 1``.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.steps import Steps

if TYPE_CHECKING:
    from lessons.step import Step
    from tracer.model import ClassFacts, Lane
    from tracer.recording import Recording


@dataclass(slots=True)
class Call:
    """Hops that are the same call: the same function, found the same way, ended the same way."""

    step: Step
    """The first of them."""
    hops: int = 0


class Story:
    """What the sections of the report ask. Raises HopscopeError where the recording is damaged."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.steps = Steps(recording)
        self.meta = recording.meta
        self.tree = recording.skeleton()
        self.lanes: dict[int, Lane] = {lane.id: lane for lane in recording.lanes()}
        self.classes: dict[int, ClassFacts] = {facts.id: facts for facts in recording.classes()}
        self.calls: list[Call] = []
        self.call_of = array("q", bytes(8 * len(self.tree)))
        self.lasted = array("q", bytes(8 * len(self.tree)))
        """Nanoseconds from entry to end; 0 where a hop never ended."""
        self.polls = array("q", bytes(8 * len(self.tree)))
        """For a poll that stands for equal ones, how many there were; 0 for other hops."""
        self._count_calls()

    def _count_calls(self) -> None:
        known: dict[tuple[object, ...], int] = {}
        for step in self.steps.all():
            hop = step.hop
            key = (
                hop.code, hop.site, hop.receiver_class, hop.owner, hop.attribute, step.dispatch,
                step.subgoal, step.lookup, hop.outcome, hop.exception and hop.exception.type,
                hop.strike, hop.request is None,
            )  # fmt: skip
            index = known.setdefault(key, len(self.calls))
            if index == len(self.calls):
                self.calls.append(Call(step))
            self.calls[index].hops += 1
            self.call_of[hop.id - 1] = index
            self.polls[hop.id - 1] = hop.polls or 0
            if hop.end_ns is not None:
                self.lasted[hop.id - 1] = hop.end_ns - hop.start_ns

    def call(self, hop: int) -> Call:
        """Find the call that a hop is one of."""
        return self.calls[self.call_of[hop - 1]]

    @cached_property
    def first_start(self) -> int:
        """When the run began: the start of its first hop or lane, in nanoseconds."""
        starts = [lane.start_ns for lane in self.lanes.values()] + list(self.tree.starts[:1])
        return min(starts, default=0)

    @cached_property
    def _brothers(self) -> tuple[array[int], array[int]]:
        """First child and next sibling of each hop (0 for none); index 0 holds the roots."""
        count = len(self.tree)
        first, following = array("q", bytes(8 * (count + 1))), array("q", bytes(8 * (count + 1)))
        for hop in reversed(self.steps.order):
            parent = self.tree.parents[hop - 1]
            following[hop] = first[parent]
            first[parent] = hop
        return first, following

    def children(self, hop: int) -> list[int]:
        """List the calls that a hop made, over lanes, in the order they began; 0 gives the roots."""
        first, following = self._brothers
        found = []
        child = first[hop]
        while child:
            found.append(child)
            child = following[child]
        return found

    @cached_property
    def shapes(self) -> array[int]:
        """A number for each hop's whole subtree: equal numbers, equal calls inside."""
        found = array("q", bytes(8 * len(self.tree)))
        known: dict[tuple[int, tuple[int, ...]], int] = {}
        for hop in reversed(self._callers_first()):
            inside = tuple(found[child - 1] for child in self.children(hop))
            found[hop - 1] = known.setdefault((self.call_of[hop - 1], inside), len(known))
        return found

    def _callers_first(self) -> array[int]:
        """All hops, each after the one that called it (ids need not be: a lane may arrive late)."""
        found = array("q", self.children(0))
        for hop in found:  # grows while it is walked
            found.extend(self.children(hop))
        return found

    @cached_property
    def own_ns(self) -> array[int]:
        """Nanoseconds of each hop without the calls it made in its own lane."""
        found = array("q", self.lasted)
        parents, lanes = self.tree.parents, self.tree.lanes
        for index, parent in enumerate(parents):
            if parent and lanes[parent - 1] == lanes[index]:
                found[parent - 1] -= self.lasted[index]
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
        return self._last_ends.get(lane.id)

    @cached_property
    def _last_ends(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for index, lane in enumerate(self.tree.lanes):
            end = self.tree.starts[index] + self.lasted[index]
            found[lane] = max(found.get(lane, 0), end)
        return found

    @cached_property
    def _lane_numbers(self) -> dict[int, int]:
        return {lane: number for number, lane in enumerate(self.lanes)}

    def letter(self, lane: int) -> str:
        """Name a lane by letters: A to Z, then AA."""
        number, found = self._lane_numbers.get(lane, 0), ""
        while number >= 0:
            found = chr(65 + number % 26) + found
            number = number // 26 - 1
        return found

    def function_name(self, step: Step) -> str:
        """Name what a hop calls: the attribute it was found under, else the code's own name."""
        return step.hop.attribute or self.recording.code(step.hop.code).name
