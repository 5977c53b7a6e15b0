"""A dictionary from whole numbers to whole numbers that stays small in memory, however long a run."""

from __future__ import annotations

import sqlite3
import sys
import weakref
from itertools import islice

_RECENT = 2_048


class Numbers:
    """What was used last is kept in memory, the rest in a private file that nobody else sees.

    The file goes with the object. Keys and values are below 2**63.
    """

    def __init__(self, recent: int = _RECENT) -> None:
        self._recent: dict[int, int] = {}
        self._most = recent
        self._count = 0
        self._db: sqlite3.Connection | None = None

    def __len__(self) -> int:
        """How many keys were added."""
        return self._count

    def add(self, key: int, value: int) -> None:
        """Keep the value of a key that is new."""
        self._count += 1
        self._keep(key, value)

    def get(self, key: int) -> int | None:
        """The value of a key; None where it has none."""
        found = self._recent.get(key)
        if found is None and self._db is not None:
            rows = self._db.execute("SELECT value FROM numbers WHERE key = ?", (key,))
            for (found,) in rows.fetchall():
                self._keep(key, found)  # what was asked for is asked for again
        return found

    def __getitem__(self, key: int) -> int:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def _keep(self, key: int, value: int) -> None:
        recent = self._recent
        recent[key] = value
        if len(recent) > 2 * self._most:
            old = list(islice(recent.items(), self._most))
            try:
                db = self._db = self._db or self._open()
                db.executemany("INSERT OR REPLACE INTO numbers VALUES (?, ?)", old)
            except sqlite3.Error:  # no room on that disk: memory it is
                self._most = sys.maxsize
                return
            for each, _ in old:
                del recent[each]

    def _open(self) -> sqlite3.Connection:
        """Make the file, which most runs are too short to need; it goes with this object."""
        # An empty name is a database of our own on disk; a live run looks numbers up in two threads.
        db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, db.close)
        db.execute("PRAGMA journal_mode = OFF")
        db.execute("PRAGMA cache_size = -512")
        db.execute("CREATE TABLE numbers (key INTEGER PRIMARY KEY, value INTEGER)")
        return db
