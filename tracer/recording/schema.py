"""The tables of a ``.hops`` file, and how a file is opened and held against them.

A file is somebody else's data: it is opened with triggers and views refused,
every table checked, and whatever cannot be read becomes a HopscopeError.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tracer.recording.restraint import HEAD, refuse_logs, restrain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APPLICATION_ID = 0x484F5053  # "HOPS"
SCHEMA_VERSION = 2

_TABLES = {
    "meta": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "notes": "id INTEGER PRIMARY KEY, key TEXT NOT NULL, fields TEXT NOT NULL",
    "codes": "id INTEGER PRIMARY KEY, module TEXT, qualname TEXT, name TEXT, file TEXT, "
    "first_line INTEGER, parameters TEXT, digest INTEGER",
    "sites": "id INTEGER PRIMARY KEY, code INTEGER, byte_offset INTEGER, opcode TEXT, line INTEGER, "
    "end_line INTEGER, byte_column INTEGER, end_byte_column INTEGER",
    "classes": "id INTEGER, revision INTEGER, module TEXT, qualname TEXT, file TEXT, line INTEGER, "
    "bases TEXT, mro TEXT, metaclass INTEGER, members TEXT, PRIMARY KEY (id, revision)",
    "objects": "id TEXT PRIMARY KEY, class_id INTEGER, role TEXT, number INTEGER",
    "lanes": "id INTEGER PRIMARY KEY, kind TEXT, name TEXT, pid INTEGER, thread INTEGER, "
    "daemon INTEGER, parent_hop INTEGER, start_ns INTEGER, end_ns INTEGER",
    "requests": "id INTEGER PRIMARY KEY, client TEXT, accepted_hop INTEGER, start_ns INTEGER",
    "listening": "object TEXT PRIMARY KEY, family TEXT, address TEXT",
    "shapes": "id INTEGER PRIMARY KEY, code INTEGER, site INTEGER, receiver_class INTEGER, "
    "owner INTEGER, attribute TEXT, owner_reason TEXT, held_as TEXT, instance_names TEXT, "
    "strike TEXT",
    "hops": "id INTEGER PRIMARY KEY, parent INTEGER, lane INTEGER, depth INTEGER, request INTEGER, "
    "shape INTEGER, receiver TEXT, revision INTEGER, resumed INTEGER, arguments TEXT, "
    "start_ns INTEGER, end_ns INTEGER, outcome TEXT, value TEXT, raised_type TEXT, "
    "raised_message TEXT, polls INTEGER",
    "columns": "name TEXT PRIMARY KEY, data BLOB",
    "hand_offs": "from_hop INTEGER, to_hop INTEGER PRIMARY KEY, kind TEXT",
    "sources": "file TEXT PRIMARY KEY, digest TEXT, text TEXT",
    "lines": "id INTEGER PRIMARY KEY, hop INTEGER, line INTEGER, changed TEXT, start_ns INTEGER",
}
_INDEXES = {"lines_by_hop": "lines (hop)"}
SCHEMA = [f"CREATE TABLE {name} ({columns})" for name, columns in _TABLES.items()] + [
    f"CREATE INDEX {name} ON {on}" for name, on in _INDEXES.items()
]

_SIGNATURE = b"SQLite format 3\0"
_ID_AT = 68
"""Where in a database's first page its application id stands: four bytes, the highest first."""

DAMAGED_HINT = N_("Record the program again: the file cannot be repaired.")


def is_recording(path: Path) -> bool:
    """Whether a file says of itself that it is a recording, whole or damaged."""
    try:
        with path.open("rb") as file:
            head = file.read(_ID_AT + 4)
    except OSError:
        return False
    return head.startswith(_SIGNATURE) and head[_ID_AT:] == APPLICATION_ID.to_bytes(4, "big")


def columns_of(table: str) -> dict[str, str]:
    """Names and SQL types of a table's columns, in order; empty where there is no such table."""
    text = _TABLES.get(table, "").partition(", PRIMARY KEY")[0]
    parts = (part.split() for part in text.split(",") if part)
    return {name: kind for name, kind, *_ in parts}


@contextlib.contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn what a damaged file makes SQLite, json or our own types raise into one clear error."""
    try:
        yield
    except (
        sqlite3.Error,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
        RecursionError,
        MemoryError,
    ) as error:
        raise HopscopeError(
            _("{path} is damaged: {error}").format(path=path, error=error), _(DAMAGED_HINT)
        ) from error


def connect(path: Path) -> sqlite3.Connection:
    """Open a file for reading. Raises HopscopeError for what is not a recording of this schema."""
    try:
        head = _head(path)
    except OSError as error:
        raise HopscopeError(
            _("cannot open {path}: {strerror}").format(path=path, strerror=error.strerror),
            _("Check the path."),
        ) from error
    if not head:
        raise HopscopeError(_("{path} is empty").format(path=path), _(DAMAGED_HINT))
    if not head.startswith(b"SQLite format 3\0"):
        raise HopscopeError(
            _("{path} is not a hopscope recording").format(path=path),
            _("Make one with: hopscope record TARGET -o FILE.hops"),
        )
    refuse_logs(path, head)
    # Write access first: a file whose writer was killed needs its journal rolled back.
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    with reading(path):
        db = sqlite3.connect(
            # Whoever lets go of a recording may do so in any thread.
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None,
            check_same_thread=False,
        )  # fmt: skip
        try:
            restrain(db, path)
            _hold_against_schema(db, path)
        except BaseException:
            db.close()
            raise
    return db


def _hold_against_schema(db: sqlite3.Connection, path: Path) -> None:
    ((application,),) = db.execute("PRAGMA application_id")
    ((version,),) = db.execute("PRAGMA user_version")
    rows = db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
    found = [str(sql) for (sql,) in rows.fetchmany(2 * len(SCHEMA))]
    if application != APPLICATION_ID:
        raise HopscopeError(
            _("{path} is an SQLite file, but not a hopscope recording").format(path=path),
            _("Make one with: hopscope record TARGET -o FILE.hops"),
        )
    if version > SCHEMA_VERSION:
        raise HopscopeError(
            _(
                "{path} was written by a newer hopscope (schema {version}; this one reads {known})"
            ).format(path=path, version=version, known=SCHEMA_VERSION),
            _("Upgrade hopscope, or record the program again."),
        )
    if version < SCHEMA_VERSION:
        raise HopscopeError(
            _(
                "{path} was written by an older hopscope (schema {version}; this one reads {known})"
            ).format(path=path, version=version, known=SCHEMA_VERSION),
            _("Record the program again."),
        )
    if sorted(found) != sorted(SCHEMA):
        raise HopscopeError(
            _("{path} is damaged: its tables are not a recording's").format(path=path),
            _(DAMAGED_HINT),
        )


def _head(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise HopscopeError(_("{path} is not a file").format(path=path), _("Check the path."))
    with path.open("rb") as file:
        return file.read(HEAD)
