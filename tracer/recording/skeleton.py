"""The call tree of a recording as columns, which a finished file keeps ready to be read at once."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from operator import lt
from typing import TYPE_CHECKING

from tracer.recording.columns import Column, find, keep

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_CHUNK = 10_000
_MISSING = "hops are missing"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The call tree of a recording as columns: a hop's *place* in each is ``place(id)``.

    The ids of a recording count from 1 without a gap: the place is ``id - 1``. ``parents`` (ids of
    hops) and ``requests`` hold 0 where a hop has none.
    """

    parents: Column
    lanes: Column
    depths: Column
    codes: Column
    requests: Column
    starts: Column
    kept: Column | None = None
    """The ids that there are, ascending, where it is a part of a recording's tree."""
    is_final: bool = False
    """Read from a file that will not grow any more."""
    _count: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_count", len(self.parents))

    def __len__(self) -> int:
        return self._count

    @property
    def ids(self) -> Sequence[int]:
        """Ids of the hops, by place."""
        return range(1, self._count + 1) if self.kept is None else self.kept

    def at(self, hop: int) -> tuple[int, ...]:
        """All columns at a hop. Raises KeyError where there is no such hop."""
        place = self.place(hop)
        return (
            self.parents[place], self.lanes[place], self.depths[place], self.codes[place],
            self.requests[place], self.starts[place],
        )  # fmt: skip

    def parent(self, hop: int) -> int:
        """Id of the hop that called one, 0 for none. Climbing by it comes to an end.

        Raises ValueError where the columns would lead round and round, which only
        :func:`check_parents` has ruled out for all of them.
        """
        found = self.parents[self.place(hop)]
        if not 0 <= found < hop:
            _check_late(self, [hop])
        return found

    def is_nested(self, hop: int) -> bool:
        """Whether a hop's depth is one more than that of its caller in its lane, else 0."""
        place = self.place(hop)
        parent, depth = self.parents[place], self.depths[place]
        if not parent or not depth:
            return not depth
        outer = self.place(parent)
        return self.lanes[outer] == self.lanes[place] and self.depths[outer] == depth - 1

    def place(self, hop: int) -> int:
        """Index of a hop in every column. Raises KeyError where there is no such hop."""
        if self.kept is None:
            if not 1 <= hop <= self._count:
                raise KeyError(hop)
            return hop - 1
        place = bisect_left(self.kept, hop)
        if place == self._count or self.kept[place] != hop:
            raise KeyError(hop)
        return place


_NAMES = ("parents", "lanes", "depths", "codes", "requests", "starts")
_PREFIX = "tree."


def store(db: sqlite3.Connection, skeleton: Skeleton) -> None:
    """Keep the columns of a file that will not grow any more."""
    for name in _NAMES:
        keep(db, _PREFIX + name, getattr(skeleton, name))


def load(db: sqlite3.Connection) -> Skeleton:
    """The columns of a recording, kept or read from the hops.

    Raises ValueError where they do not fit together; for those that were kept whole, only
    :func:`check_parents` sees to the parents.
    """
    columns = [find(db, _PREFIX + name) for name in _NAMES]
    found = [column for column in columns if column is not None]
    if len(found) < len(_NAMES):
        return read_rows(db)
    count = count_hops(db)
    if any(len(column) != count for column in found):
        raise ValueError(_MISSING)
    return Skeleton(**dict(zip(_NAMES, found, strict=True)), is_final=True)


def count_hops(db: sqlite3.Connection) -> int:
    """How many hops there are: the last id."""
    ((last,),) = db.execute("SELECT coalesce(max(id), 0) FROM hops")
    return int(last)


def read_rows(db: sqlite3.Connection) -> Skeleton:
    """The columns, from the hops themselves. Raises ValueError where hops are missing."""
    ids, *columns = (array(code) for code in "iiiiiiq")
    count = count_hops(db)
    rows = db.execute(
        "SELECT id, coalesce(parent, 0), lane, depth, shape, coalesce(request, 0), start_ns "
        "FROM hops ORDER BY id"
    )
    code_of = dict(db.execute("SELECT id, code FROM shapes"))
    # In chunks, column by column: faster than row by row.
    while chunk := rows.fetchmany(_CHUNK):
        *values, shapes, requests, starts = zip(*chunk, strict=True)
        ran = map(code_of.get, shapes)
        for column, found in zip((ids, *columns), (*values, ran, requests, starts), strict=True):
            column.extend(found)
        if len(ids) > count:  # damaged pages may lead back to themselves
            break
    if ids and (ids[0] < 1 or ids[-1] != len(ids)):
        raise ValueError(_MISSING)
    tree = Skeleton(**dict(zip(_NAMES, columns, strict=True)), is_final=False)
    check_parents(tree)
    if not all(map(tree.is_nested, tree.ids)):
        raise ValueError("a hop is deeper than its caller allows")
    return tree


def check_parents(found: Skeleton) -> None:
    """Whoever reads ``parents`` relies on climbing to an end. Raises ValueError where it has none."""
    # Ids are the order of arrival; only news of what started another process may come late.
    # Read without signs, what is below 0 is above every id, too: one walk tells both.
    signed = memoryview(found.parents)
    if not signed or all(map(lt, signed.cast("B").cast(signed.format.upper()), found.ids)):  # type: ignore[call-overload]
        return
    _check_late(
        found,
        [h for h, parent in zip(found.ids, found.parents, strict=True) if not 0 <= parent < h],
    )


def _check_late(found: Skeleton, hops: list[int]) -> None:
    """Hops that came before their callers: the first of what another process sent."""
    parents = [found.parents[found.place(hop)] for hop in hops]
    if min(parents) < 0 or max(parents) > found.ids[-1]:
        raise ValueError(f"hop {max(parents)} is missing")
    if any(found.depths[found.place(hop)] for hop in hops) or _go_round(found, hops):
        raise ValueError("some of its hops call themselves")


def _go_round(found: Skeleton, hops: list[int]) -> bool:
    """Whether climbing from one of the hops leads back to it."""
    ended: set[int] = set()
    for hop in hops:
        path: set[int] = set()
        at = hop
        while at and at not in ended:
            if at in path:
                return True
            path.add(at)
            at = found.parents[found.place(at)]
        ended |= path
    return False
