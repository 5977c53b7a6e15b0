"""The call tree of a recording as columns, which a finished file keeps ready to be read at once."""

from __future__ import annotations

import sys
from array import array
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The call tree of a recording as columns: index ``i`` is the hop with id ``i + 1``.

    ``parents``, ``requests`` hold 0 where a hop has none.
    """

    parents: array[int]
    lanes: array[int]
    depths: array[int]
    codes: array[int]
    requests: array[int]
    starts: array[int]

    def __len__(self) -> int:
        return len(self.parents)


_NAMES = tuple(field.name for field in fields(Skeleton))


def store(db: sqlite3.Connection) -> None:
    """Keep the columns of a file that will not grow any more."""
    found = _read_rows(db)
    rows = [(name, _bytes(getattr(found, name))) for name in _NAMES]
    db.executemany("INSERT OR REPLACE INTO columns VALUES (?, ?)", rows)


def load(db: sqlite3.Connection) -> Skeleton:
    """The columns, kept or read from the hops. Raises ValueError where they do not fit together."""
    kept = dict(db.execute("SELECT name, data FROM columns"))
    if not kept:
        return _read_rows(db)
    ((count,),) = db.execute("SELECT coalesce(max(id), 0) FROM hops")
    found = Skeleton(*(_array(kept.get(name)) for name in _NAMES))
    if any(len(getattr(found, name)) != count for name in _NAMES):
        raise ValueError("hops are missing")
    return _checked(found)


def _read_rows(db: sqlite3.Connection) -> Skeleton:
    ids, *columns = (array("q") for _ in range(7))
    rows = db.execute(
        "SELECT id, coalesce(parent, 0), lane, depth, code, coalesce(request, 0), start_ns "
        "FROM hops ORDER BY id"
    )
    # In chunks, column by column: faster than row by row.
    while chunk := rows.fetchmany(10_000):
        for column, values in zip((ids, *columns), zip(*chunk, strict=True), strict=True):
            column.extend(values)
    if ids != array("q", range(1, len(ids) + 1)):
        raise ValueError("hops are missing")
    return _checked(Skeleton(*columns))


def _checked(found: Skeleton) -> Skeleton:
    if found.parents and not 0 <= min(found.parents) <= max(found.parents) <= len(found):
        raise ValueError(f"hop {max(found.parents)} is missing")
    return found


def _bytes(column: array[int]) -> bytes:
    """Little-endian, whatever the machine: a file may be read on another."""
    if sys.byteorder == "big":
        column = column[:]
        column.byteswap()
    return column.tobytes()


def _array(data: object) -> array[int]:
    column = array("q")
    if not isinstance(data, bytes):
        raise TypeError("a column of its call tree is missing")
    column.frombytes(data)
    if sys.byteorder == "big":
        column.byteswap()
    return column
