"""The call tree of a recording on flat arrays: who called whom, in time and in pre-order.

Nothing here walks by recursion or makes an object a hop: a million hops are a
few arrays. *Row* means a hop's place in the pre-order over all lanes (a lane is
nested under the hop that started it), from 0; a subtree is the rows
``[row, end)``. *Rank* means its place in time, from 0.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import islice
from operator import le
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.recording import Skeleton


class CallTree:
    """Answers questions about order and nesting; made anew when a recording has grown."""

    def __init__(self, skeleton: Skeleton) -> None:
        self.skeleton = skeleton
        self.order = _time_order(skeleton)
        """Hop ids in order of time: by start, lane, id."""
        self.rows, self.levels, self.ends = _pre_order(skeleton.parents, self.order)
        """Hop ids in pre-order; beside each its level from 0, and the row after its subtree."""

    def __len__(self) -> int:
        return len(self.order)

    @cached_property
    def _row_of(self) -> array[int]:
        return _inverse(self.rows)

    @cached_property
    def _rank_of(self) -> array[int]:
        return _inverse(self.order)

    @cached_property
    def lanes(self) -> dict[int, array[int]]:
        """Hop ids of each lane in order of entry, which is pre-order within the lane."""
        found: dict[int, array[int]] = {}
        for hop, lane in enumerate(self.skeleton.lanes, 1):
            if lane not in found:
                found[lane] = array("q")
            found[lane].append(hop)
        return found

    @cached_property
    def _lane_ids(self) -> list[int]:
        return sorted(self.lanes)

    @cached_property
    def _ranks_of_code(self) -> dict[int, array[int]]:
        found: dict[int, array[int]] = {}
        codes = self.skeleton.codes
        for rank, hop in enumerate(self.order):
            code = codes[hop - 1]
            if code not in found:
                found[code] = array("q")
            found[code].append(rank)
        return found

    def prepare(self) -> None:
        """Work out now what the first search would have to wait for."""
        _ = self._ranks_of_code

    def row(self, hop: int) -> int:
        """Row of a hop."""
        return self._row_of[hop - 1]

    def rank(self, hop: int) -> int:
        """Place of a hop in time."""
        return self._rank_of[hop - 1]

    def end(self, hop: int) -> int:
        """First row after the hop's subtree."""
        return self.ends[self.row(hop)]

    def has_children(self, hop: int) -> bool:
        """Whether any hop was called, or any lane started, by this one."""
        row = self.row(hop)
        return self.ends[row] > row + 1

    def parent(self, hop: int) -> int | None:
        """The hop that called this one, or started its lane."""
        return self.skeleton.parents[hop - 1] or None

    def lane(self, hop: int) -> int:
        """Id of the hop's lane."""
        return self.skeleton.lanes[hop - 1]

    def ancestors(self, hop: int) -> list[int]:
        """The hop's parent, its parent, and so on outwards."""
        found = []
        at = self.parent(hop)
        while at is not None:
            found.append(at)
            at = self.parent(at)
        return found

    def contains(self, outer: int, inner: int) -> bool:
        """Whether ``inner`` lies in the subtree of ``outer`` (itself included)."""
        row = self.row(outer)
        return row <= self.row(inner) < self.ends[row]

    def in_time(self, hop: int, steps: int) -> int | None:
        """The hop that many places later in time (earlier, where negative)."""
        rank = self.rank(hop) + steps
        return self.order[rank] if 0 <= rank < len(self.order) else None

    def first_after(self, time_ns: int) -> int | None:
        """First hop that starts after a time."""
        starts = self.skeleton.starts
        rank = bisect_right(self.order, time_ns, key=lambda hop: starts[hop - 1])
        return self.order[rank] if rank < len(self.order) else None

    def last_before(self, time_ns: int) -> int | None:
        """Last hop that starts at a time or before it."""
        starts = self.skeleton.starts
        rank = bisect_right(self.order, time_ns, key=lambda hop: starts[hop - 1]) - 1
        return self.order[rank] if rank >= 0 else None

    def after(self, hop: int) -> int | None:
        """Next hop of the same lane outside this one's subtree."""
        lane = self.lanes[self.lane(hop)]
        place = bisect_left(lane, hop)
        place = bisect_left(lane, self.end(hop), lo=place + 1, key=self.row)
        return lane[place] if place < len(lane) else None

    def before(self, hop: int) -> int | None:
        """Previous hop of the same lane at the same or a lesser depth."""
        lane = self.lanes[self.lane(hop)]
        place = bisect_left(lane, hop) - 1
        if place < 0:
            return None
        depths = self.skeleton.depths
        found: int | None = lane[place]
        while found is not None and depths[found - 1] > depths[hop - 1]:
            found = self.parent(found)
        return found

    def in_lane(self, hop: int, steps: int) -> int | None:
        """The hop of the next (previous) lane that was the newest when ``hop`` began."""
        here = bisect_left(self._lane_ids, self.lane(hop)) + steps
        if not 0 <= here < len(self._lane_ids):
            return None
        return self.newest_in_lane(self._lane_ids[here], hop)

    def newest_in_lane(self, lane: int, hop: int) -> int:
        """The lane's newest hop at the time ``hop`` began; its first if there was none yet."""
        hops = self.lanes[lane]
        place = bisect_right(hops, self.rank(hop), key=self.rank) - 1
        return hops[max(place, 0)]

    def with_codes(self, hop: int, codes: Sequence[int], steps: int) -> int | None:
        """Nearest later (earlier) hop that ran one of the codes; turns round at the ends."""
        here = self.rank(hop)
        near: list[int] = []
        for code in codes:
            ranks = self._ranks_of_code.get(code)
            if not ranks:
                continue
            place = bisect_right(ranks, here) if steps > 0 else bisect_left(ranks, here) - 1
            near.append(ranks[place % len(ranks)])
        if not near:
            return None
        count = len(self.order)
        return self.order[min(near, key=lambda rank: ((rank - here) * steps - 1) % count)]


def _inverse(ids: array[int]) -> array[int]:
    places = array("q", bytes(8 * len(ids)))
    for place, hop in enumerate(ids):
        places[hop - 1] = place
    return places


def _time_order(skeleton: Skeleton) -> array[int]:
    starts, lanes = skeleton.starts, skeleton.lanes
    ids = range(1, len(skeleton) + 1)
    if all(map(le, starts, islice(starts, 1, None))):
        return array("q", ids)
    return array("q", sorted(ids, key=lambda hop: (starts[hop - 1], lanes[hop - 1], hop)))


def _pre_order(parents: array[int], order: array[int]) -> tuple[array[int], array[int], array[int]]:
    """Rows, levels and ends of the forest that ``parents`` span, siblings in order of time."""
    count = len(parents)
    child, sibling = [0] * (count + 1), [0] * (count + 1)
    for hop in reversed(order):
        parent = parents[hop - 1]
        sibling[hop] = child[parent]
        child[parent] = hop
    rows, levels, ends = array("q"), array("q"), array("q", bytes(8 * count))
    open_rows: list[int] = []
    hop = child[0]
    while hop or open_rows:
        if hop:
            levels.append(len(open_rows))
            open_rows.append(len(rows))
            rows.append(hop)
            hop = child[hop]
        else:
            row = open_rows.pop()
            ends[row] = len(rows)
            hop = sibling[rows[row]]
    if len(rows) != count:
        raise HopscopeError(
            "the recording is damaged: some of its hops call themselves",
            "Record the program again: the file cannot be repaired.",
        )
    return rows, levels, ends
