"""Appends facts to a new ``.hops`` file."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sqlite3
from typing import TYPE_CHECKING, Any

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.model import (
    ClassFacts,
    Code,
    HandOff,
    Hop,
    Lane,
    LineRun,
    Listening,
    ObjectFacts,
    Outcome,
    Raised,
    Request,
    Site,
    Source,
    Stop,
)
from tracer.recording.disk import Disk
from tracer.recording.dropping import Dropping
from tracer.recording.schema import (
    APPLICATION_ID,
    HOP_COLUMNS,
    SCHEMA,
    SCHEMA_VERSION,
    connect,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


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
        self._hops: list[tuple[object, ...]] = []
        self._shapes: dict[tuple[object, ...], int] = {}
        self._db.set_room_aside()
        self.dropping = Dropping(self._db)
        """Takes out what there is no room for."""
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

    def interpreter(self, version: str, magic: str) -> None:
        """Note which Python runs the program."""
        self._meta("python", version)
        self._meta("magic", magic)

    def note(self, text: str) -> None:
        """Add a note for the reader of the recording (once, however often it is given)."""
        self._run(
            "INSERT INTO notes (text) SELECT ? WHERE NOT EXISTS "
            "(SELECT 1 FROM notes WHERE text = ?)",
            (text, text),
        )

    def replace_note(self, before: str | None, text: str) -> None:
        """Let a note take the place of one that it adds to."""
        self._db.execute("DELETE FROM notes WHERE text = ?", (before,))
        self.note(text)

    def add(
        self,
        fact: Code
        | Site
        | ClassFacts
        | ObjectFacts
        | Lane
        | Request
        | HandOff
        | Source
        | LineRun
        | Listening
        | Hop,
    ) -> None:
        """Append one fact."""
        match fact:
            case Hop():
                self._hops.append(_hop_row(fact, self._shape(fact)))
            case Code(id, module, qualname, name, file, first_line, parameters, digest):
                row = (id, module, qualname, name, file, first_line, json.dumps(parameters), digest)
                self._insert("codes", row)
            case Site():
                self._insert(
                    "sites",
                    (
                        fact.id,
                        fact.code,
                        fact.offset,
                        fact.opcode,
                        fact.line,
                        fact.end_line,
                        fact.byte_column,
                        fact.end_byte_column,
                    ),
                )
            case ClassFacts():
                members = {n: [m.kind, *m.codes] for n, m in fact.members.items()}
                self._insert(
                    "classes",
                    (
                        fact.id,
                        fact.revision,
                        fact.module,
                        fact.qualname,
                        fact.file,
                        fact.line,
                        json.dumps(fact.bases),
                        json.dumps(fact.mro),
                        fact.metaclass,
                        json.dumps(members),
                    ),
                )
            case ObjectFacts(id, class_id, role):
                self._insert("objects", (id, class_id, role, int(id.rpartition("#")[2])))
            case Lane():
                self._insert(
                    "lanes",
                    (
                        fact.id,
                        fact.kind,
                        fact.name,
                        fact.pid,
                        fact.thread,
                        int(fact.daemon),
                        fact.parent_hop,
                        fact.start_ns,
                        fact.end_ns,
                    ),
                )
            case Request(id, client, accepted_hop, start_ns):
                self._insert("requests", (id, client, accepted_hop, start_ns))
            case HandOff(from_hop, to_hop, kind):
                self._insert("hand_offs", (from_hop, to_hop, kind))
            case Source(file, digest, text):
                self._insert("sources", (file, digest, text))
            case LineRun(hop, line, changed, start_ns):
                self._insert("lines", (None, hop, line, json.dumps(changed), start_ns))
            case Listening(name, family, address):
                self._insert("listening", (name, family, json.dumps(address)))

    def _insert(self, table: str, row: tuple[object, ...]) -> None:
        marks = ",".join("?" * len(row))
        self._run(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)

    def _run(self, statement: str, row: tuple[object, ...]) -> None:
        try:
            self._db.execute(statement, row)
        except UnicodeEncodeError:
            self._db.execute(statement, _encodable(row))

    def _shape(self, hop: Hop) -> int:
        """The number of what a hop shares with all calls of its kind; written at first use."""
        facts = (
            hop.code, hop.site, hop.receiver_class, hop.owner, hop.attribute, hop.owner_reason,
            hop.held_as, hop.instance_names, hop.strike,
        )  # fmt: skip
        found = self._shapes.get(facts)
        if found is None:
            found = self._shapes[facts] = len(self._shapes) + 1
            *head, held_as, names, strike = facts
            self._insert("shapes", (found, *head, json.dumps(held_as), json.dumps(names), strike))
        return found

    def _write_hops(self) -> None:
        if self._hops:
            marks = ",".join("?" * HOP_COLUMNS)
            statement = f"INSERT OR REPLACE INTO hops VALUES ({marks})"
            try:
                self._db.execute_many(statement, self._hops)
            except UnicodeEncodeError:
                self._db.execute_many(statement, map(_encodable, self._hops))
            self._hops.clear()

    def end_hop(
        self,
        hop: int,
        end_ns: int,
        outcome: Outcome,
        value: str | None,
        raised: Raised | None,
    ) -> None:
        """Say how a hop that was added before has ended."""
        self._write_hops()
        self._run(
            "UPDATE hops SET end_ns=?, outcome=?, value=?, raised_type=?, raised_message=? WHERE id=?",
            (end_ns, outcome, value, raised and raised.type, raised and raised.message, hop),
        )

    def assign_request(self, hop: int, request: int) -> None:
        """Give a hop the number of the request that it turned out to serve."""
        self._write_hops()
        self._db.execute("UPDATE hops SET request=? WHERE id=?", (request, hop))

    def adopt(self, lane: int, parent: int) -> None:
        """Give a lane's outermost hops the hop of another process that started the lane."""
        self._write_hops()
        self._db.execute("UPDATE hops SET parent=? WHERE lane=? AND parent IS NULL", (parent, lane))

    def count_polls(self, hop: int, polls: int) -> None:
        """Say how many equal polls a recorded one stands for."""
        self._write_hops()
        self._db.execute("UPDATE hops SET polls=? WHERE id=?", (polls, hop))

    def end_lane(self, lane: int, end_ns: int) -> None:
        """Say when a lane ended."""
        self._db.execute("UPDATE lanes SET end_ns=? WHERE id=?", (end_ns, lane))

    def commit(self) -> None:
        """Make all that was added visible to readers."""
        self._write_hops()
        self._db.commit()

    def stopped(self, stop: Stop) -> None:
        """Note that the program was interrupted from outside."""
        self._meta("stop", [stop.cause, stop.at_ns, stop.limit])

    def finish(self, *, complete: bool, exit_code: int | None) -> None:
        """Close the file."""
        self._meta("complete", complete)
        self._meta("exit_code", exit_code)
        self._write_hops()
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


def _hop_row(hop: Hop, shape: int) -> tuple[object, ...]:
    raised = hop.exception
    return (
        hop.id, hop.parent, hop.lane, hop.depth, hop.request, shape, hop.receiver, hop.revision,
        hop.resumed, json.dumps(hop.arguments), hop.start_ns, hop.end_ns, hop.outcome, hop.value,
        raised and raised.type, raised and raised.message, hop.polls,
    )  # fmt: skip


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
