"""What SQLite may not do with a file that is somebody else's.

No trigger or view of it may act, no file beside it may replace what it says,
no value may be larger than the file, and no damaged page that leads back to
itself may keep a reader for ever.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _

if TYPE_CHECKING:
    from pathlib import Path

HEAD = 20
"""Bytes of a file that :func:`refuse_logs` looks at."""
_LONGEST = 16 << 20
"""Bytes of one value beyond the size of the file: a source may just be being written."""
_TICK = 1_000_000
_MOST_TICKS = 100
_ROLLBACK = b"\1\1"
_SUPER_JOURNAL = bytes.fromhex("d9d505f920a163d7")
_HINT = N_("Record the program again, or take away what lies beside it.")


class Patience:
    """How long SQLite may work for one row: damaged pages may lead back to themselves."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._path = path
        self._most = self._left = 0
        self.begin()
        db.set_progress_handler(self._tick, _TICK)

    def begin(self) -> int:
        """Begin a query; the size of the file in bytes, which may have grown since the last one."""
        size = self._path.stat().st_size
        self._most = self._left = _MOST_TICKS + 2 * size // _TICK
        return size

    def renew(self) -> None:
        """A row came."""
        self._left = self._most

    def _tick(self) -> bool:
        self._left -= 1
        return self._left < 0


def restrain(db: sqlite3.Connection, path: Path) -> None:
    """Set the limits of a connection."""
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, path.stat().st_size + _LONGEST)
    db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA query_only = ON")


def refuse_logs(path: Path, head: bytes) -> None:
    """Refuse files beside it that no recording has: SQLite would obey them as it opens.

    A write-ahead log would replace what the file says, and a journal may name a further
    file, which is removed when the journal has been played back.
    """
    if head[18:20] != _ROLLBACK or path.with_name(f"{path.name}-wal").exists():
        raise HopscopeError(
            _("{path} is damaged: it comes with a write-ahead log").format(path=path), _(_HINT)
        )
    beside = path.with_name(f"{path.name}-journal")
    with contextlib.suppress(OSError), beside.open("rb") as journal:
        journal.seek(max(journal.seek(0, os.SEEK_END) - len(_SUPER_JOURNAL), 0))
        if journal.read() == _SUPER_JOURNAL:
            raise HopscopeError(
                _("{path} is damaged: the journal beside it names another file").format(path=path),
                _(_HINT),
            )
