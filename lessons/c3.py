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


@dataclass(frozen=True, slots=True)
class Row:
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
    row: Row
    """That list."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the merge."""

    rows: tuple[Row, ...]
    """The lists before it, empty ones left out."""
    refused: tuple[Refused, ...]
    """The heads that were tried before."""
    taken: int | None
    """The class that comes next; None where every head is refused."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A whole merge."""

    steps: tuple[Step, ...]
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
    rows = [Row(base, tuple(mros[base])) for base in bases] + [Row(None, tuple(bases))]
    steps: list[Step] = []
    order: list[int] = []
    while rows := [row for row in rows if row.left]:
        step = _take(tuple(rows))
        steps.append(step)
        if step.taken is None:
            return Merge(tuple(steps), None)
        order.append(step.taken)
        rows = [Row(row.of, row.left[1:]) if row.left[0] == step.taken else row for row in rows]
    return Merge(tuple(steps), tuple(order))


def _take(rows: tuple[Row, ...]) -> Step:
    refused: list[Refused] = []
    for head in dict.fromkeys(row.left[0] for row in rows):
        holding = next((row for row in rows if head in row.left[1:]), None)
        if holding is None:
            return Step(rows, tuple(refused), head)
        refused.append(Refused(head, holding.left[0], holding))
    return Step(rows, tuple(refused), None)


def find_conflict(failed: Merge) -> tuple[Edge, ...]:
    """Find wishes of a failed merge that go round in a circle, as few as there are.

    Those of the list of bases come first where there is a choice: the author of
    the class can change them. Empty where the merge did not fail.
    """
    if failed.order is not None or not failed.steps:
        return ()
    wishes: dict[tuple[int, int], int | None] = {}
    rows = sorted(failed.steps[-1].rows, key=lambda row: row.of is not None)
    for row in rows:
        for before, after in itertools.combinations(row.left, 2):
            wishes.setdefault((before, after), row.of)
    circles = [
        circle
        for (before, after), of in wishes.items()
        if (circle := _back(wishes, Edge(before, after, of))) is not None
    ]
    return min(circles, key=len, default=())


def _back(wishes: Mapping[tuple[int, int], int | None], edge: Edge) -> tuple[Edge, ...] | None:
    """Go the shortest way from the end of an edge to its beginning; the whole circle."""
    came: dict[int, Edge] = {}
    waiting = deque([edge.after])
    while waiting and edge.before not in came:
        here = waiting.popleft()
        for (before, after), of in wishes.items():
            if before == here and after not in came:
                came[after] = Edge(before, after, of)
                waiting.append(after)
    if edge.before not in came:
        return None
    way = [came[edge.before]]
    while way[0].before != edge.after:
        way.insert(0, came[way[0].before])
    return (edge, *way)


def find_remedy(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> tuple[int, ...] | None:
    """Give a list of bases that does merge: another order, else without one that others bring.

    None where nothing of the kind helps: then it is the bases that contradict each
    other.
    """
    return next((found for found in _variants(bases, mros) if merge(found, mros).order), None)


def _variants(bases: Sequence[int], mros: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, ...]]:
    single = tuple(dict.fromkeys(bases))
    yield single
    for at in range(len(single)):
        # A base that another base brings along anyway can go without loss.
        if any(single[at] in mros[other][1:] for other in single):
            yield (*single[:at], *single[at + 1 :])
    if len(single) <= _MOST_PERMUTED:
        yield from itertools.permutations(single)
