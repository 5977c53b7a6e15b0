"""Which rows of the call tree show when some hops are folded: row <-> place on the screen.

Folds become a sorted list of disjoint hidden stretches, so that both
directions are one bisection whatever the size of the recording.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.app.model.call_tree import CallTree


class TreeRows:
    """The rows that show, numbered from 0: their number is their *index*."""

    def __init__(self, tree: CallTree, folded: Iterable[int] = ()) -> None:
        self.tree = tree
        self._starts: list[int] = []
        self._stops: list[int] = []
        self._indexes: list[int] = []
        """Index of the first row that shows after each hidden stretch."""
        hidden = 0
        for head in sorted(map(tree.row, folded)):
            start, stop = head + 1, tree.ends[head]
            if start >= stop or (self._stops and start < self._stops[-1]):
                continue
            self._starts.append(start)
            self._stops.append(stop)
            self._indexes.append(start - hidden)
            hidden += stop - start
        self._count = len(tree) - hidden

    def __len__(self) -> int:
        return self._count

    def row(self, index: int) -> int:
        """The row that shows at an index."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        place = bisect_right(self._indexes, index) - 1
        return index if place < 0 else self._stops[place] + index - self._indexes[place]

    def index(self, row: int) -> int:
        """Where a row shows; for a hidden one where the fold that hides it shows."""
        place = bisect_right(self._starts, row) - 1
        if place < 0:
            return row
        first = self._indexes[place]
        return first - 1 if row < self._stops[place] else first + row - self._stops[place]

    def hop(self, index: int) -> int:
        """The hop that shows at an index."""
        return self.tree.rows[self.row(index)]
