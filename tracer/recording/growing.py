"""The call tree of a recording that grows, and its orders: extended by what is new, not made anew.

Most of what comes is at the end of every order, so taking it in costs no more
the longer the recording is; what belongs further back moves what is after it.
The result is what :func:`tracer.recording.nesting.nest` makes of the same hops,
but that a call that is told later than a younger one of the same caller stands after it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tracer.recording.columns import zeros
from tracer.recording.nesting import Nesting
from tracer.recording.skeleton import Skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HopRow: TypeAlias = tuple[int, int, int, int, int, int, int]
"""Id, parent (0 for none), lane, depth, code, request (0 for none), start."""


class _Block(NamedTuple):
    """New calls of one older hop, with all that is below them: rows that are inserted together.

    Sorted, blocks stand as they are inserted: by row, and at one row the innermost caller's first.
    """

    row: int
    """The row before which the block is inserted: the end of the older hop's subtree so far."""
    minus_level: int
    """The level of the new calls, negated, so that the innermost come first."""
    tops: list[int]
    """Places of the new calls, in order of time."""


class GrowingTree:
    """Skeleton and nesting of a growing recording."""

    def __init__(self) -> None:
        self._columns = [array(code) for code in "iiiiiq"]
        self._parents, self._lanes, self._depths, self._codes, self._requests, self._starts = (
            self._columns
        )
        self._order, self._ranks = array("i"), array("i")
        self._rows, self._levels = array("i"), array("i")
        self._ends, self._row_of = array("i"), array("i")
        self._by_lane, self._by_code = array("i"), array("i")
        self._sizes = array("i")
        """By place: hops in the subtree, itself included."""
        self._code_counts: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._parents)

    def skeleton(self) -> Skeleton:
        """The call tree as it is now; it is good until more is taken in."""
        return Skeleton(
            self._parents, self._lanes, self._depths, self._codes, self._requests, self._starts
        )

    def nesting(self) -> Nesting:
        """Its orders as they are now; they are good until more is taken in."""
        return Nesting(
            self._order, self._ranks, self._rows, self._levels, self._ends, self._row_of,
            self._by_lane, self._by_code,
        )  # fmt: skip

    def assign_requests(self, requests: Iterable[tuple[int, int]]) -> None:
        """Take in to which request hops belong, as (hop, request)."""
        for hop, request in requests:
            self._requests[hop - 1] = request

    def take(self, rows: Sequence[HopRow]) -> bool:
        """Take in further hops, by id; False, and nothing is taken in, where that cannot be.

        That is where ids have gaps, or a hop is told before the one that called it.
        """
        first = len(self)
        for number, row in enumerate(rows, first + 1):
            if row[0] != number or not 0 <= row[1] < number:
                return False
        if rows:
            _, *columns = zip(*rows, strict=True)
            for column, values in zip(self._columns, columns, strict=True):
                column.extend(values)
            new = range(first, len(self))
            self._insert_in_tree(new)
            self._insert_in_time(new)
            self._insert_by_lane(new)
        return True

    def _time(self, place: int) -> tuple[int, int, int]:
        return self._starts[place], self._lanes[place], place

    # In the tree

    def _insert_in_tree(self, new: range) -> None:
        children: dict[int, list[int]] = {}
        for place in new:
            children.setdefault(self._parents[place] - 1, []).append(place)
        for siblings in children.values():
            siblings.sort(key=self._time)
        anchors = [place for place in children if place < new.start]
        blocks = sorted(self._block(anchor, children[anchor]) for anchor in anchors)
        self._sizes.extend([1] * len(new))
        for place in reversed(new):
            self._sizes[place] += sum(self._sizes[child] for child in children.get(place, ()))
        wider = self._widen(anchors, children)
        self._splice(blocks, children, len(new))
        for place in wider:
            row = self._row_of[place]
            self._ends[row] = row + self._sizes[place]

    def _block(self, anchor: int, tops: list[int]) -> _Block:
        """The block of the calls that the hop at the place ``anchor`` made; below 0, no hop made them."""
        if anchor < 0:
            return _Block(len(self._rows), 0, tops)
        row = self._row_of[anchor]
        return _Block(self._ends[row], -1 - self._levels[row], tops)

    def _widen(self, anchors: list[int], children: dict[int, list[int]]) -> set[int]:
        """Count the new hops in the subtree of each older hop around them; the places of those."""
        wider: set[int] = set()
        for anchor in anchors:
            gained = sum(self._sizes[top] for top in children[anchor])
            place = anchor
            while place >= 0:
                self._sizes[place] += gained
                wider.add(place)
                place = self._parents[place] - 1
        return wider

    def _splice(self, blocks: list[_Block], children: dict[int, list[int]], count: int) -> None:
        first = blocks[0].row
        rows, levels, done = array("i"), array("i"), first
        for block in blocks:
            rows += self._rows[done : block.row]
            levels += self._levels[done : block.row]
            done = block.row
            for place, level in _pre_order(block.tops, children):
                rows.append(place + 1)
                levels.append(level - block.minus_level)
        self._rows[first:] = rows + self._rows[done:]
        self._levels[first:] = levels + self._levels[done:]
        self._ends.extend([0] * count)
        self._row_of.extend([0] * count)
        for row in range(first, len(self._rows)):
            place = self._rows[row] - 1
            self._row_of[place] = row
            self._ends[row] = row + self._sizes[place]

    # In time, by code, by lane

    def _insert_in_time(self, new: range) -> None:
        came = sorted(new, key=self._time)
        rank = bisect_right(self._order, self._time(came[0]), key=lambda hop: self._time(hop - 1))
        later = [*(hop - 1 for hop in self._order[rank:]), *came]
        later.sort(key=self._time)
        self._order[rank:] = array("i", (place + 1 for place in later))
        self._ranks += zeros("i", len(new))
        by_code: dict[int, list[int]] = {}
        for at, place in enumerate(later, rank):
            self._ranks[place] = at
            by_code.setdefault(self._codes[place], []).append(at)
        for code, ranks in by_code.items():
            self._replace_ranks(code, rank, ranks)

    def _replace_ranks(self, code: int, rank: int, ranks: list[int]) -> None:
        """Let a code's ranks from ``rank`` on be these."""
        counts = self._code_counts
        first = sum(count for other, count in counts.items() if other < code)
        end = first + counts.get(code, 0)
        cut = bisect_left(self._by_code, rank, first, end)
        self._by_code[cut:end] = array("i", ranks)
        counts[code] = cut - first + len(ranks)

    def _insert_by_lane(self, new: range) -> None:
        by_lane: dict[int, list[int]] = {}
        for place in new:
            by_lane.setdefault(self._lanes[place], []).append(place + 1)
        for lane, hops in by_lane.items():
            end = bisect_right(self._by_lane, lane, key=lambda hop: self._lanes[hop - 1])
            self._by_lane[end:end] = array("i", hops)


def _pre_order(tops: list[int], children: dict[int, list[int]]) -> Iterator[tuple[int, int]]:
    """Places and levels (from 0) of some hops and all that is new below them."""
    waiting = [(place, 0) for place in reversed(tops)]
    while waiting:
        place, level = waiting.pop()
        yield place, level
        waiting.extend((child, level + 1) for child in reversed(children.get(place, [])))
