"""Compares two recordings: the entry of this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.compare.align import Alignment
from lessons.compare.parting import find_partings
from lessons.compare.run import ComparedRun
from lessons.compare.shapes import ShapeTable

if TYPE_CHECKING:
    from lessons.compare.align import AlignedRow
    from lessons.compare.parting import Parting
    from tracer.recording import Recording

Verdict: TypeAlias = Literal["identical", "alike", "parted"]
_MOST_COUNTS = 20


@dataclass(frozen=True, slots=True)
class Count:
    """A call that came a number of times in each run."""

    name: str
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs held against each other. The recordings must stay open while it is read."""

    left: ComparedRun
    right: ComparedRun
    rows: tuple[AlignedRow, ...]
    partings: tuple[Parting, ...]
    """The first place where they part, then further lookups; none where they do not."""
    counts: tuple[Count, ...]
    """Calls that came more often in one run than in the other, at most 20."""
    verdict: Verdict
    """``alike``: the same calls, only some of them more often in one run."""
    is_cut: bool
    """There was more than the rows tell."""
    alignment: Alignment


def compare(left: Recording, right: Recording) -> Comparison:
    """Compare two recordings. Raises HopscopeError where one of them is damaged."""
    table = ShapeTable()
    one, other = ComparedRun(left, table), ComparedRun(right, table)
    alignment = Alignment(one, other, table)
    rows = tuple(alignment.rows())
    partings = tuple(find_partings(rows, one, other))
    counts = tuple(_counts(alignment, rows)) if one.exact != other.exact else ()
    verdict: Verdict = "parted" if partings else "alike"
    if not partings and one.exact == other.exact:
        verdict = "identical"
    return Comparison(one, other, rows, partings, counts, verdict, alignment.is_cut, alignment)


def _counts(alignment: Alignment, rows: tuple[AlignedRow, ...]) -> list[Count]:
    """Calls that came in both, but not as often."""
    found: list[Count] = []
    waiting = list(reversed(rows))
    while waiting and len(found) < _MOST_COUNTS:
        row = waiting.pop()
        if row.left is None or row.right is None:
            continue
        name, times = row.left.face.name, (row.left.times, row.right.times)
        if times[0] != times[1] and not _is_turn(row):
            found.append(Count(name or row.left.face.lane, *times))
        exact = alignment.left.exact_of(row.left), alignment.right.exact_of(row.right)
        if row.whole and exact[0] != exact[1]:
            waiting += reversed(alignment.unfold(row))
    return found


def _is_turn(row: AlignedRow) -> bool:
    """Whether it is a turn of waiting: how many there are says nothing."""
    return row.left is not None and row.left.is_turn
