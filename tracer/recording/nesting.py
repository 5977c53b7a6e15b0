"""The order of a recording's hops in time, in the tree, by lane and by code: worked out once.

Nothing here walks by recursion or makes an object a hop: a million hops are a
few columns. *Row* means a hop's place in the pre-order over all lanes (a lane
is nested under the hop that started it), from 0; a subtree is the rows
``[row, end)``. *Rank* means its place in time, from 0.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from tracer.recording.columns import Column, find, keep, zeros

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from tracer.recording.skeleton import Skeleton


@dataclass(frozen=True, slots=True)
class Nesting:
    """Orders of the hops. Where a hop is meant it is by id; columns of places by place."""

    order: Column
    """Hops in order of time: by start, lane, id."""
    ranks: Column
    """By place: the hop's rank."""
    rows: Column
    """Hops in pre-order, siblings in order of time."""
    levels: Column
    """By row: the level, from 0."""
    ends: Column
    """By row: the row after the hop's subtree. Who goes from one to the next sees that it is later."""
    row_of: Column
    """By place: the hop's row."""
    by_lane: Column
    """Hops by lane, then id."""
    by_code: Column
    """Ranks by the code that ran, then rank."""


_NAMES = tuple(field.name for field in fields(Nesting))
_PREFIX = "order."
_MOST_MOVES = 8
"""Places that a hop is moved forward on average before all are sorted instead."""


def store(db: sqlite3.Connection, nesting: Nesting) -> None:
    """Keep the orders of a file that will not grow any more."""
    for name in _NAMES:
        keep(db, _PREFIX + name, getattr(nesting, name))


def load(db: sqlite3.Connection, count: int) -> Nesting | None:
    """The orders that are kept, of so many hops. Raises ValueError where hops are missing."""
    columns = [find(db, _PREFIX + name) for name in _NAMES]
    found = [column for column in columns if column is not None]
    if len(found) < len(_NAMES):
        return None
    if any(len(column) != count for column in found):
        raise ValueError("an order of its hops is incomplete")
    return Nesting(*found)


def nest(skeleton: Skeleton) -> Nesting:
    """Work the orders out. Raises ValueError where hops call themselves."""
    order = _time_order(skeleton)
    ranks = _inverse(order)
    rows, levels, ends = _pre_order(_parent_places(skeleton), order)
    row_of = _inverse(rows)
    by_lane = _grouped(range(len(skeleton)), skeleton.lanes)
    by_code = _grouped(order, skeleton.codes)
    for place, at in enumerate(by_code):
        by_code[place] = ranks[at]
    named = (_ids(skeleton, places) for places in (order, rows, by_lane))
    order, rows, by_lane = named
    return Nesting(order, ranks, rows, levels, ends, row_of, by_lane, by_code)


def lane_stretch(skeleton: Skeleton, nesting: Nesting, lane: int) -> tuple[int, int]:
    """Where a lane's hops stand in ``nesting.by_lane``; empty where it has none."""

    def lane_of(hop: int) -> int:
        return skeleton.lanes[skeleton.place(hop)]

    first = bisect_left(nesting.by_lane, lane, key=lane_of)
    return first, bisect_right(nesting.by_lane, lane, first, key=lane_of)


def code_stretch(skeleton: Skeleton, nesting: Nesting, code: int) -> tuple[int, int]:
    """Where a code's ranks stand in ``nesting.by_code``; empty where it never ran."""

    def code_of(rank: int) -> int:
        return skeleton.codes[skeleton.place(nesting.order[rank])]

    first = bisect_left(nesting.by_code, code, key=code_of)
    return first, bisect_right(nesting.by_code, code, first, key=code_of)


def _ids(skeleton: Skeleton, places: array[int]) -> array[int]:
    ids = skeleton.ids
    for at, place in enumerate(places):
        places[at] = ids[place]
    return places


def _parent_places(skeleton: Skeleton) -> Column:
    """By place: one more than the parent's place; 0 for none."""
    if skeleton.kept is None:
        return skeleton.parents
    place = skeleton.place
    return array("i", (place(hop) + 1 if hop else 0 for hop in skeleton.parents))


def _inverse(places: array[int]) -> array[int]:
    found = zeros("i", len(places))
    for at, place in enumerate(places):
        found[place] = at
    return found


def _time_order(skeleton: Skeleton) -> array[int]:
    """Places by start, lane, id.

    Hops arrive nearly in that order, so each is moved forward from where it arrived;
    sorting a million of them needs ten times the memory of the result.
    """
    starts, lanes = skeleton.starts, skeleton.lanes
    found = array("i", range(len(skeleton)))
    moves, most = 0, _MOST_MOVES * len(skeleton)
    newest = -1
    for place, start in enumerate(starts):
        if start > newest:
            newest = start
            continue
        at, lane = place, lanes[place]
        while at and (starts[found[at - 1]], lanes[found[at - 1]]) > (start, lane):
            found[at] = found[at - 1]
            at -= 1
        found[at] = place
        moves += place - at
        if moves > most:
            return array("i", sorted(found, key=lambda at: (starts[at], lanes[at], at)))
    return found


def _grouped(places: Iterable[int], groups: Column) -> array[int]:
    """The places by group, in each as they were given."""
    counts = Counter(groups)
    following, at = {}, 0
    for group in sorted(counts):
        following[group] = at
        at += counts[group]
    found = zeros("i", at)
    for place in places:
        group = groups[place]
        found[following[group]] = place
        following[group] += 1
    return found


def _pre_order(parents: Column, order: array[int]) -> tuple[array[int], array[int], array[int]]:
    """Rows, levels and ends of the forest that ``parents`` span, siblings in order of time."""
    count = len(parents)
    # One more than a place; 0 for none, and the child of 0 is the first root.
    child, sibling = zeros("i", count + 1), zeros("i", count + 1)
    for place in reversed(order):
        parent = parents[place]
        sibling[place + 1] = child[parent]
        child[parent] = place + 1
    rows, levels, ends = array("i"), array("i"), zeros("i", count)
    open_rows: list[int] = []
    at = child[0]
    while at or open_rows:
        if at:
            levels.append(len(open_rows))
            open_rows.append(len(rows))
            rows.append(at - 1)
            at = child[at]
        else:
            row = open_rows.pop()
            ends[row] = len(rows)
            at = sibling[rows[row] + 1]
    if len(rows) != count:
        raise ValueError("some of its hops call themselves")
    return rows, levels, ends
