"""Appends facts to a new ``.hops`` file."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.model import (
    ClassFacts,
    Code,
    HandOff,
    Lane,
    LineRun,
    Listening,
    Note,
    ObjectFacts,
    Outcome,
    Raised,
    Request,
    Site,
    Source,
    Stop,
)
from tracer.recording.disk import Disk
from tracer.recording.schema import (
    APPLICATION_ID,
    SCHEMA,
    SCHEMA_VERSION,
    connect,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from tracer.recording.hop_row import HopRow


class RecordingWriter:
    """Appends facts to a new ``.hops`` file (mode 0600). Call :meth:`finish` to close it.

    The file may be there if it is empty. Raises HopscopeError where it cannot be written.
    """

    def __init__(self, path: Path, *, target: tuple[str, ...]) -> None:
        self.path = path
        try:
            _make_empty(path)
        except OSError as error:
            raise HopscopeError(
                _("cannot write {path}: {strerror}").format(path=path, strerror=error.strerror),
                _("Choose a file in a folder that you may write to."),
            ) from error
        self._db = Disk(path)
        for statement in SCHEMA:
            self._db.execute(statement)
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self._pending: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)
        """Rows to be written, by table."""
        self._lane_ends: list[tuple[object, ...]] = []
        self._lines = 0
        self._db.set_room_aside()
        self._meta("target", list(target))
        self._meta("complete", value=False)
        self.commit()
        if self.failure is not None:
            raise HopscopeError(
                _("cannot write {path}: {failure}").format(path=path, failure=self.failure),
                _("Choose a file on a disk with room."),
            )

    @property
    def failure(self) -> str | None:
        """Why nothing is written any more, where the file cannot be: a full disk, say."""
        return self._db.failure

    def _meta(self, name: str, value: object) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def note_interpreter(self, version: str, magic: str) -> None:
        """Note which Python runs the program."""
        self._meta("python", version)
        self._meta("magic", magic)

    def note(self, note: Note) -> None:
        """Add a note for the reader of the recording (once, however often it is given)."""
        row = (note.key, json.dumps(note.fields))
        self._run(
            "INSERT INTO notes (key, fields) SELECT ?, ? WHERE NOT EXISTS "
            "(SELECT 1 FROM notes WHERE key = ? AND fields = ?)",
            (*row, *row),
        )

    def replace_note(self, before: Note, note: Note) -> None:
        """Let a note take the place of those of a kind that it adds to."""
        self._db.execute("DELETE FROM notes WHERE key = ?", (before.key,))
        self.note(note)

    def add(self, fact: Fact) -> None:
        """Append one fact."""
        table, row = _ROWS[type(fact)]
        columns = row(fact)
        if table == "lines":  # they are numbered as they come
            self._lines += 1
            columns = (self._lines, *columns)
        self._insert(table, columns)

    def add_hops(self, rows: Iterable[HopRow]) -> None:
        """Append rows of hops, as they are now."""
        self._pending["hops"].extend(map(tuple, rows))

    def add_shape(self, number: int, facts: tuple[Any, ...]) -> None:
        """Append what calls of one kind share: the columns of the table ``shapes``."""
        *head, held_as, names, strike = facts
        self._insert("shapes", (number, *head, json.dumps(held_as), json.dumps(names), strike))

    def _insert(self, table: str, row: tuple[object, ...]) -> None:
        self._pending[table].append(row)

    def _write_pending(self) -> None:
        """Write the rows that were appended, table by table."""
        for table, rows in self._pending.items():
            if rows:
                marks = ",".join("?" * len(rows[0]))
                self._write(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)
                rows.clear()

    def _write(self, statement: str, rows: list[tuple[object, ...]]) -> None:
        try:
            self._db.execute_many(statement, rows)
        except UnicodeEncodeError:
            self._db.execute_many(statement, list(map(_encodable, rows)))

    def _run(self, statement: str, row: tuple[object, ...]) -> None:
        self._write_pending()
        self._write(statement, [row])

    def end_hop(
        self,
        hop: int,
        end_ns: int,
        outcome: Outcome,
        value: str | None,
        raised: Raised | None,
    ) -> None:
        """Say how a hop that was added before has ended."""
        self._run(
            "UPDATE hops SET end_ns=?, outcome=?, value=?, raised_type=?, raised_message=? WHERE id=?",
            (end_ns, outcome, value, raised and raised.type, raised and raised.message, hop),
        )

    def assign_request(self, hop: int, request: int) -> None:
        """Give a hop the number of the request that it turned out to serve."""
        self._run("UPDATE hops SET request=? WHERE id=?", (request, hop))

    def adopt(self, lane: int, parent: int) -> None:
        """Give a lane's outermost hops the hop of another process that started the lane."""
        self._run("UPDATE hops SET parent=? WHERE lane=? AND parent IS NULL", (parent, lane))

    def count_polls(self, hop: int, polls: int) -> None:
        """Say how many equal polls a recorded one stands for."""
        self._run("UPDATE hops SET polls=? WHERE id=?", (polls, hop))

    def end_lane(self, lane: int, end_ns: int) -> None:
        """Say when a lane ended."""
        self._lane_ends.append((end_ns, lane))

    def commit(self) -> None:
        """Make all that was added visible to readers."""
        self._write_pending()
        self._end_lanes()
        self._db.commit()

    def _end_lanes(self) -> None:
        if self._lane_ends:
            self._write("UPDATE lanes SET end_ns=? WHERE id=?", self._lane_ends)
            self._lane_ends.clear()

    def note_stop(self, stop: Stop) -> None:
        """Note that the program was interrupted from outside."""
        self._meta("stop", [stop.cause, stop.at_ns, stop.limit])

    def finish(self, *, complete: bool, exit_code: int | None) -> None:
        """Close the file."""
        self._meta("complete", complete)
        self._meta("exit_code", exit_code)
        self._write_pending()
        self._end_lanes()
        self._db.finish()


def _make_empty(path: Path) -> None:
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        if os.fstat(number).st_size:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    finally:
        os.close(number)


def _encodable(row: tuple[object, ...]) -> tuple[object, ...]:
    """The row with what has no UTF-8 written as an escape: a name may hold half a character.

    So does a file's, where the system's encoding could not read it.
    """
    return tuple(
        value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
        for value in row
    )


def _class_row(fact: ClassFacts) -> tuple[object, ...]:
    members = {name: [member.kind, *member.codes] for name, member in fact.members.items()}
    return (
        fact.id, fact.revision, fact.module, fact.qualname, fact.file, fact.line,
        json.dumps(fact.bases), json.dumps(fact.mro), fact.metaclass, json.dumps(members),
    )  # fmt: skip


def _lane_row(fact: Lane) -> tuple[object, ...]:
    return (
        fact.id, fact.kind, fact.name, fact.pid, fact.thread, int(fact.daemon), fact.parent_hop,
        fact.start_ns, fact.end_ns,
    )  # fmt: skip


Fact: TypeAlias = (
    Code | Site | ClassFacts | ObjectFacts | Lane | Request | HandOff | Source | LineRun | Listening
)
_ROWS: dict[type, tuple[str, Callable[[Any], tuple[object, ...]]]] = {
    Code: (
        "codes",
        lambda f: (f.id, f.module, f.qualname, f.name, f.file, f.first_line, json.dumps(f.parameters), f.digest),
    ),
    Site: (
        "sites",
        lambda f: (f.id, f.code, f.offset, f.opcode, f.line, f.end_line, f.byte_column, f.end_byte_column),
    ),
    ClassFacts: ("classes", _class_row),
    ObjectFacts: ("objects", lambda f: (f.id, f.class_id, f.role, int(f.id.rpartition("#")[2]))),
    Lane: ("lanes", _lane_row),
    Request: ("requests", lambda f: (f.id, f.client, f.accepted_hop, f.start_ns)),
    HandOff: ("hand_offs", lambda f: (f.from_hop, f.to_hop, f.kind)),
    Source: ("sources", lambda f: (f.file, f.digest, f.text)),
    LineRun: ("lines", lambda f: (f.hop, f.line, json.dumps(f.changed), f.start_ns)),
    Listening: ("listening", lambda f: (f.object, f.family, json.dumps(f.address))),
}  # fmt: skip
"""Of each kind of fact: its table, and its columns there."""


def write_all(writer: RecordingWriter, facts: Iterable[Any]) -> None:
    """Append many facts in order, then make them visible."""
    for fact in facts:
        writer.add(fact)
    writer.commit()


def copy_recording(path: Path, to: Path) -> None:
    """Copy a recording into an empty file, whole even while it grows. Raises HopscopeError."""
    source = connect(path)
    try:
        with contextlib.closing(sqlite3.connect(to)) as target:
            source.backup(target)
    except (sqlite3.Error, OSError) as error:
        raise HopscopeError(
            _("cannot write {to}: {error}").format(to=to, error=error), _("Choose another file.")
        ) from error
    finally:
        source.close()
