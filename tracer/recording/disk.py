"""Writes into a recording's file until that cannot be written any more; then says so in it, and stops.

The program that is recorded goes on: a full disk is no reason to stop it, and what was
committed before is sound. Room for the note is set aside when the file is made.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from typing import TYPE_CHECKING

from tracer.recording.keeping import keep_ready

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ROOM = 16 << 10
"""Bytes set aside for saying what went wrong."""


class Disk:
    """The database of a file that is being written. Everything is one transaction until ``commit``."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self.failure: str | None = None
        """Why nothing is written any more."""
        self.execute("PRAGMA synchronous = OFF")
        self.execute("BEGIN")

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> None:
        """Run one statement that asks for nothing."""
        self.execute_many(statement, (values,))

    def execute_many(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Run a statement for each of many rows."""
        if self.failure is not None:
            return
        try:
            if statement[:6] in ("INSERT", "UPDATE", "DELETE"):
                self.db.executemany(statement, rows)
            else:
                self.db.execute(statement)
        except sqlite3.Error as error:
            self.fail(error)

    def set_room_aside(self) -> None:
        """Take the room in which a failure will be told."""
        self.execute("INSERT INTO meta VALUES ('room', ?)", (json.dumps("x" * _ROOM),))

    def commit(self) -> None:
        """Make all that was written visible to readers."""
        self.execute("COMMIT")
        self.execute("BEGIN")

    def fail(self, error: sqlite3.Error) -> None:
        """Give up writing: what was not committed is lost, what was is kept, with a note."""
        self.failure = str(error)
        with contextlib.suppress(sqlite3.Error):
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            # A journal on disk would need room there.
            self.db.execute("PRAGMA journal_mode = MEMORY")
            self.db.execute("BEGIN")
            self.db.execute("DELETE FROM meta WHERE name = 'room'")
            row = ("stopped-file", json.dumps({"error": str(error)}))
            self.db.execute("INSERT INTO notes (key, fields) VALUES (?, ?)", row)
            self.db.execute("COMMIT")

    def finish(self) -> None:
        """Commit, keep ready what makes the file open at once where there is room, and close it."""
        self.execute("DELETE FROM meta WHERE name = 'room'")
        self.execute("COMMIT")
        if self.failure is None:
            # Without these it is read a little slower, but it is all there.
            with contextlib.suppress(sqlite3.Error):
                self.db.execute("BEGIN")
                keep_ready(self.db)
                self.db.execute("COMMIT")
        self.close()

    def close(self) -> None:
        """Let go of the file as it is."""
        self.db.close()
