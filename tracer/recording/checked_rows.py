"""The rows of a recording's file as they come out of SQLite, each held against what it must be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tracer.recording.checks import checked
from tracer.recording.keys import Rows, read_keys
from tracer.recording.restraint import Patience
from tracer.recording.schema import reading

if TYPE_CHECKING:
    import sqlite3
    from array import array
    from collections.abc import Container, Iterator
    from pathlib import Path


class CheckedRows:
    """Asks an open file. Raises :class:`HopscopeError` from every method where that is damaged."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._path = path
        self._ids: dict[str, Container[int]] = {}
        self.patience = Patience(db, path)

    def select(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, each checked."""
        with reading(self._path):
            most = self.patience.begin()
            for row in checked(self._db.execute(query, values), query, self.has, most):
                yield row
                self.patience.renew()

    def has(self, table: str, id: int) -> bool:
        """Whether a table has a row of that number; a growing file may have it by now."""
        if id not in self._ids.get(table, ()):
            self._ids[table] = self._read_ids(table)
        return id in self._ids[table]

    def _read_ids(self, table: str) -> Container[int]:
        if table == "hops":
            ((last,),) = self.select("SELECT coalesce(max(id), 0) FROM hops")
            return range(1, last + 1)
        if table in ("lanes", "requests"):
            query = f"SELECT id FROM {table} WHERE id = ?"
            return Rows(lambda key: any(self.select(query, key)), lambda: self.keys(table))
        key = "id, revision" if table == "classes" else "id"
        rows = self.select(f"SELECT {key} FROM {table} ORDER BY {key}")
        return frozenset(row[0] for row in rows)

    def keys(self, table: str) -> array[int]:
        """The ids of a table, ascending."""
        with reading(self._path):
            self.patience.begin()
            return read_keys(self._db, table, self.patience.renew)
