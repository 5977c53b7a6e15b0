"""A dictionary from whole numbers to whole numbers that stays small in memory, however long a run."""

from __future__ import annotations

import sqlite3
import sys
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
        # An empty name is a database of our own on disk; a live run looks numbers up in two threads.
        self._db = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("PRAGMA cache_size = -512")
        self._db.execute("CREATE TABLE numbers (key INTEGER PRIMARY KEY, value INTEGER)")

    def __len__(self) -> int:
        """How many keys were added."""
        return self._count

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, key: int, value: int) -> None:
        """Keep the value of a key that is new."""
        self._count += 1
        self._keep(key, value)

    def get(self, key: int) -> int | None:
        """The value of a key; None where it has none."""
        found = self._recent.get(key)
        if found is None and self._count > len(self._recent):
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
                self._db.executemany("INSERT OR REPLACE INTO numbers VALUES (?, ?)", old)
            except sqlite3.Error:  # no room on that disk: memory it is
                self._most = sys.maxsize
                return
            for each, _ in old:
                del recent[each]
