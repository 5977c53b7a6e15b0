"""A row that only one run has, and what both runs have around it, before it and after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.compare.align import AlignedRow
    from lessons.compare.run import ComparedRun, Node


@dataclass(frozen=True, slots=True)
class Side:
    """One run, seen from such a row."""

    letter: str
    run: ComparedRun
    around: Node
    """What both runs have around the row: a call, a lane, or the whole program."""
    following: Node | None
    """The call that stands in the row, or else the next one of the same caller."""


@dataclass(frozen=True, slots=True)
class Apart:
    """A row that only one run has."""

    rows: Sequence[AlignedRow]
    index: int
    sides: tuple[Side, Side]
    """A and B."""

    @property
    def node(self) -> Node:
        """What stands in the row."""
        row = self.rows[self.index]
        node = row.left or row.right
        assert node is not None
        return node

    @property
    def own(self) -> Side:
        """The run that has it."""
        return self.sides[0 if self.rows[self.index].right is None else 1]

    @property
    def other(self) -> Side:
        """The run that does not."""
        return self.sides[1 if self.rows[self.index].right is None else 0]

    @property
    def runs(self) -> tuple[ComparedRun, ComparedRun]:
        """A's and B's."""
        return self.sides[0].run, self.sides[1].run

    @property
    def around(self) -> tuple[int, int]:
        """The hops around it; 0 for a lane or the whole program."""
        return self.sides[0].around.hop, self.sides[1].around.hop

    def call_before(self) -> tuple[Node, Node] | None:
        """The last call that the same caller had made in both runs, where it is at hand."""
        for row in reversed(self.rows[: self.index]):
            one, other = row.left, row.right
            if one is self.sides[0].around or other is self.sides[1].around:
                return None
            if one is None or other is None or one.loose or not one.hop or not other.hop:
                continue
            hops = [
                run.recording.hop(node.hop)
                for run, node in zip(self.runs, (one, other), strict=True)
            ]
            if (hops[0].parent, hops[1].parent) == self.around:
                lane = hops[0 if self.own is self.sides[0] else 1].lane
                # Of rounds of equal calls the first is at hand; what the last one gave is not.
                is_last = one.times == other.times == 1
                is_at_hand = is_last and lane == self._lane()
                return (one, other) if is_at_hand else None
        return None

    def _lane(self) -> int | None:
        return self.own.run.recording.hop(self.node.hop).lane if self.node.hop else None


def apart(rows: Sequence[AlignedRow], index: int, runs: tuple[ComparedRun, ComparedRun]) -> Apart:
    """Look around a row that only one run has."""
    row, around = rows[index], _around(rows, index)
    ours, theirs = (None, None) if around is None else (around.left, around.right)
    left = row.left or next_call(rows, index, is_left=True)
    right = row.right or next_call(rows, index, is_left=False)
    sides = (
        Side("A", runs[0], ours or runs[0].root, left),
        Side("B", runs[1], theirs or runs[1].root, right),
    )
    return Apart(rows, index, sides)


def _around(rows: Sequence[AlignedRow], index: int) -> AlignedRow | None:
    """The row of what both runs have around a row; None for the programs themselves."""
    is_left = rows[index].left is not None
    level = rows[index].left_level if is_left else rows[index].right_level
    for row in reversed(rows[:index]):
        node, outer = (row.left, row.left_level) if is_left else (row.right, row.right_level)
        if node is None or outer >= level:
            continue
        # A forked process goes on with the calls of the hop that forked.
        if node.face.lane != "fork":
            return row
        level = outer
    return None


def next_call(rows: Sequence[AlignedRow], index: int, *, is_left: bool) -> Node | None:
    """The call that a run makes next after a row that it does not have, of the same caller.

    Requests and lanes do not count: their place among calls says nothing.
    """
    wanted = rows[index].left_level if is_left else rows[index].right_level
    for row in rows[index + 1 :]:
        node, level = (row.left, row.left_level) if is_left else (row.right, row.right_level)
        if node is None:
            continue
        if level < wanted:
            return None
        if level == wanted and not node.loose:
            return node
    return None
