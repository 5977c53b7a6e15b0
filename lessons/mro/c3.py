"""The C3 merge: how Python puts the MROs of several bases into one order, or finds none.

Pure. What is merged are the MRO of each base and the list of bases itself. At
each step the first head is taken that no list still has further down; where
every head waits for another, there is no order, and :func:`find_conflict` says
which wishes contradict each other.
"""

from __future__ import annotations

import itertools
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_PERMUTED = 5
_SHORTEST = 2
"""The wishes of a circle: A before B, and B before A."""


@dataclass(frozen=True, slots=True)
class MergeList:
    """One of the lists that are merged."""

    of: int | None
    """The base whose MRO it is; None for the list of bases itself."""
    left: tuple[int, ...]
    """What of it is still to be taken."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A head that cannot be taken yet."""

    head: int
    waits_for: int
    """The head of the list that has it further down."""
    row: MergeList
    """That list."""


@dataclass(frozen=True, slots=True)
class MergeStep:
    """One step of the merge."""

    rows: tuple[MergeList, ...]
    """The lists before it, empty ones left out."""
    refused: tuple[Refused, ...]
    """The heads that were tried before."""
    taken: int | None
    """The class that comes next; None where every head is refused."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A whole merge."""

    steps: tuple[MergeStep, ...]
    order: tuple[int, ...] | None
    """What follows the new class in its MRO; None where there is no consistent order."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A wish: one class before another."""

    before: int
    after: int
    of: int | None
    """The base whose MRO has it so; None where the list of bases has."""


def merge(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> Merge:
    """Merge the MROs of ``bases`` (each with itself first) and the list of bases."""
    steps = tuple(_steps(bases, mros))
    order = tuple(step.taken for step in steps if step.taken is not None)
    return Merge(steps, order if len(order) == len(steps) else None)


def linearize(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> tuple[int, ...] | None:
    """Only the order that :func:`merge` finds: for a long MRO its steps would be far longer."""
    order: list[int] = []
    for step in _steps(bases, mros):
        if (rest := _containing_all(step.rows)) is not None:
            return (*order, *rest)
        if step.taken is None:
            return None
        order.append(step.taken)
    return tuple(order)


def _steps(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> Iterator[MergeStep]:
    """Each step of the merge; the last takes nothing where there is no order."""
    rows = [MergeList(base, tuple(mros[base])) for base in bases] + [MergeList(None, tuple(bases))]
    while rows := [row for row in rows if row.left]:
        step = _take(tuple(rows))
        yield step
        if step.taken is None:
            return
        rows = [
            MergeList(row.of, row.left[1:]) if row.left[0] == step.taken else row for row in rows
        ]


def _containing_all(rows: tuple[MergeList, ...]) -> tuple[int, ...] | None:
    """The row that has all of every other in that order, where there is one: it is what is left.

    Its head is in no other tail, and the head of any other is in its tail: so it is taken
    first, and what is left is a row of the kind again.
    """
    longest = max(rows, key=lambda row: len(row.left))
    for row in rows:
        at = 0
        for each in row.left if row is not longest else ():
            try:
                at = longest.left.index(each, at) + 1
            except ValueError:
                return None
    return longest.left


def _take(rows: tuple[MergeList, ...]) -> MergeStep:
    refused: list[Refused] = []
    for head in dict.fromkeys(row.left[0] for row in rows):
        holding = next((row for row in rows if head in row.left[1:]), None)
        if holding is None:
            return MergeStep(rows, tuple(refused), head)
        refused.append(Refused(head, holding.left[0], holding))
    return MergeStep(rows, tuple(refused), None)


def find_conflict(failed: Merge) -> tuple[Edge, ...]:
    """Find wishes of a failed merge that go round in a circle, as few as there are.

    Those of the list of bases come first where there is a choice: the author of
    the class can change them. Empty where the merge did not fail.
    """
    if failed.order is not None or not failed.steps:
        return ()
    rows = sorted(failed.steps[-1].rows, key=lambda row: row.of is not None)
    wishes = _Wishes(rows)
    shortest: tuple[Edge, ...] = ()
    for edge in wishes.edges():
        length = wishes.length_back(edge)
        if length is not None and (not shortest or length < len(shortest)):
            shortest = wishes.circle(edge)
            if length == _SHORTEST:
                break
    return shortest


class _Wishes:
    """Each row wishes each of its classes before all that follow it there."""

    def __init__(self, rows: Sequence[MergeList]) -> None:
        self._rows = rows
        self._places: dict[int, list[tuple[int, int]]] = {}
        """By class: the rows that have it, and where."""
        for index, row in enumerate(rows):
            for at, each in enumerate(row.left):
                self._places.setdefault(each, []).append((index, at))
        self._came: dict[int, dict[int, Edge]] = {}

    def edges(self) -> Iterator[Edge]:
        """Every wish, the first row's first."""
        for row in self._rows:
            for before, after in itertools.combinations(row.left, 2):
                yield Edge(before, after, row.of)

    def length_back(self, edge: Edge) -> int | None:
        """How many wishes the shortest circle through one has; None where it is in none."""
        came = self._reached_from(edge.after)
        if edge.before not in came:
            return None
        return len(self._way(came, edge)) + 1

    def circle(self, edge: Edge) -> tuple[Edge, ...]:
        """The shortest circle through a wish that is in one."""
        return (edge, *self._way(self._reached_from(edge.after), edge))

    def _way(self, came: Mapping[int, Edge], edge: Edge) -> list[Edge]:
        way = [came[edge.before]]
        while way[-1].before != edge.after:
            way.append(came[way[-1].before])
        return way[::-1]

    def _reached_from(self, start: int) -> Mapping[int, Edge]:
        """By class that wishes lead to: the last of the fewest of them."""
        if start not in self._came:
            self._came[start] = self._search(start)
        return self._came[start]

    def _search(self, start: int) -> dict[int, Edge]:
        came: dict[int, Edge] = {}
        ends = [len(row.left) for row in self._rows]  # what follows in a row is reached already
        waiting = deque([start])
        while waiting:
            here = waiting.popleft()
            for index, at in self._places[here]:
                row = self._rows[index]
                for after in row.left[at + 1 : ends[index]]:
                    if after not in came:
                        came[after] = Edge(here, after, row.of)
                        waiting.append(after)
                ends[index] = min(ends[index], at + 1)
        return came


def find_remedy(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> tuple[int, ...] | None:
    """Give a list of bases that does merge: another order, else without one that others bring.

    None where nothing of the kind helps: then it is the bases that contradict each
    other.
    """
    return next((found for found in _variants(bases, mros) if linearize(found, mros)), None)


def _variants(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    single = tuple(dict.fromkeys(bases))
    yield single
    for at in range(len(single)):
        # A base that another base brings along anyway can go without loss.
        if any(single[at] in mros[other][1:] for other in single):
            yield (*single[:at], *single[at + 1 :])
    if len(single) <= _MOST_PERMUTED:
        yield from itertools.permutations(single)
