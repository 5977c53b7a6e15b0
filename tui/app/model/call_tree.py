"""The call tree of a recording: who called whom, in time and in pre-order.

Nothing here walks by recursion or makes an object a hop: a million hops are a
few columns. *Row* means a hop's place in the pre-order over all lanes (a lane is
nested under the hop that started it), from 0; a subtree is the rows
``[row, end)``. *Rank* means its place in time, from 0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.recording import code_stretch, lane_stretch, nest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.recording import Nesting, Skeleton


class CallTree:
    """Answers questions about order and nesting; made anew when a recording has grown."""

    def __init__(self, skeleton: Skeleton, nesting: Nesting | None = None) -> None:
        self.skeleton = skeleton
        self._nesting = nesting = nesting or _nest(skeleton)
        self._place = skeleton.place
        self._stretch = lru_cache(maxsize=1024)(self._find_stretch)
        self.order = nesting.order
        """Hop ids in order of time: by start, lane, id."""
        self.rows, self.levels, self.ends = nesting.rows, nesting.levels, nesting.ends
        """Hop ids in pre-order; beside each its level from 0, and the row after its subtree."""

    def __len__(self) -> int:
        return len(self.order)

    def __contains__(self, hop: int) -> bool:
        try:
            return self._place(hop) >= 0
        except KeyError:
            return False

    def row(self, hop: int) -> int:
        """Row of a hop."""
        return self._nesting.row_of[self._place(hop)]

    def rank(self, hop: int) -> int:
        """Place of a hop in time."""
        return self._nesting.ranks[self._place(hop)]

    def end(self, hop: int) -> int:
        """First row after the hop's subtree."""
        return self.ends[self.row(hop)]

    def has_children(self, hop: int) -> bool:
        """Whether any hop was called, or any lane started, by this one."""
        row = self.row(hop)
        return self.ends[row] > row + 1

    def parent(self, hop: int) -> int | None:
        """The hop that called this one, or started its lane."""
        return self.skeleton.parent(hop) or None

    def lane(self, hop: int) -> int:
        """Id of the hop's lane."""
        return self.skeleton.lanes[self._place(hop)]

    def depth(self, hop: int) -> int:
        """How many calls of its lane the hop lies in."""
        return self.skeleton.depths[self._place(hop)]

    def code(self, hop: int) -> int:
        """Id of the code that the hop ran."""
        return self.skeleton.codes[self._place(hop)]

    def request(self, hop: int) -> int | None:
        """Number of the request that the hop serves."""
        return self.skeleton.requests[self._place(hop)] or None

    def start(self, hop: int) -> int:
        """When the hop began, in nanoseconds."""
        return self.skeleton.starts[self._place(hop)]

    def ancestors(self, hop: int) -> list[int]:
        """The hop's parent, its parent, and so on outwards."""
        found: list[int] = []
        at = self.parent(hop)
        # A damaged file may give a hop as its own ancestor.
        while at is not None and len(found) < len(self):
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
        rank = bisect_right(self.order, time_ns, key=self.start)
        return self.order[rank] if rank < len(self.order) else None

    def last_before(self, time_ns: int) -> int | None:
        """Last hop that starts at a time or before it."""
        rank = bisect_right(self.order, time_ns, key=self.start) - 1
        return self.order[rank] if rank >= 0 else None

    # Lanes: their hops stand in order of entry, which is pre-order within the lane

    def _find_stretch(self, lane: int) -> tuple[int, int]:
        return lane_stretch(self.skeleton, self._nesting, lane)

    def first_in_lane(self, lane: int) -> int | None:
        """The lane's first hop."""
        first, end = self._stretch(lane)
        return self._nesting.by_lane[first] if first < end else None

    def last_in_lane(self, lane: int) -> int | None:
        """The lane's newest hop of all."""
        first, end = self._stretch(lane)
        return self._nesting.by_lane[end - 1] if first < end else None

    def after(self, hop: int) -> int | None:
        """Next hop of the same lane outside this one's subtree."""
        by_lane = self._nesting.by_lane
        first, end = self._stretch(self.lane(hop))
        place = bisect_left(by_lane, hop, first, end)
        place = bisect_left(by_lane, self.end(hop), place + 1, end, key=self.row)
        return by_lane[place] if place < end else None

    def before(self, hop: int) -> int | None:
        """Previous hop of the same lane at the same or a lesser depth."""
        by_lane = self._nesting.by_lane
        first, end = self._stretch(self.lane(hop))
        place = bisect_left(by_lane, hop, first, end) - 1
        if place < first:
            return None
        depth = self.depth(hop)
        found: int | None = by_lane[place]
        while found is not None and self.depth(found) > depth:
            found = self.parent(found)
        return found

    def in_lane(self, hop: int, steps: int) -> int | None:
        """The hop of the next (previous) lane that was the newest when ``hop`` began."""
        by_lane = self._nesting.by_lane
        first, end = self._stretch(self.lane(hop))
        place = end if steps > 0 else first - 1
        if not 0 <= place < len(by_lane):
            return None
        return self.newest_in_lane(self.lane(by_lane[place]), hop)

    def newest_in_lane(self, lane: int, hop: int) -> int:
        """The lane's newest hop at the time ``hop`` began; its first if there was none yet."""
        by_lane = self._nesting.by_lane
        first, end = self._stretch(lane)
        place = bisect_right(by_lane, self.rank(hop), first, end, key=self.rank) - 1
        return by_lane[max(place, first)]

    def with_codes(self, hop: int, codes: Sequence[int], steps: int) -> int | None:
        """Nearest later (earlier) hop that ran one of the codes; turns round at the ends."""
        by_code, order = self._nesting.by_code, self.order
        here = self.rank(hop)
        near: list[int] = []
        for code in codes:
            first, end = code_stretch(self.skeleton, self._nesting, code)
            if first == end:
                continue
            later = bisect_right if steps > 0 else bisect_left
            place = later(by_code, here, first, end) - (0 if steps > 0 else 1)
            near.append(by_code[first + (place - first) % (end - first)])
        if not near:
            return None
        return order[min(near, key=lambda rank: ((rank - here) * steps - 1) % len(order))]


def _nest(skeleton: Skeleton) -> Nesting:
    try:
        return nest(skeleton)
    except ValueError as error:
        raise HopscopeError(
            _("the recording is damaged: {error}").format(error=error),
            _("Record the program again: the file cannot be repaired."),
        ) from error
