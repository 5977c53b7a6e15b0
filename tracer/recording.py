"""The ``.hops`` file: one SQLite database, and the only module that speaks SQL.

A :class:`RecordingWriter` appends while a program runs; a :class:`Recording`
reads, while it grows or after. A file is somebody else's data: it is opened
with triggers and views refused, every table checked against the schema below,
and whatever cannot be read becomes a :class:`~tracer.errors.HopscopeError`.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from tracer.errors import HopscopeError
from tracer.model import (
    ClassFacts,
    Code,
    HandOff,
    Hop,
    Lane,
    LineRun,
    Listening,
    Member,
    Meta,
    ObjectFacts,
    Outcome,
    Raised,
    Request,
    Site,
    Source,
)

APPLICATION_ID = 0x484F5053  # "HOPS"
SCHEMA_VERSION = 1

_TABLES = {
    "meta": "name TEXT PRIMARY KEY, value TEXT NOT NULL",
    "notes": "id INTEGER PRIMARY KEY, text TEXT NOT NULL",
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
    "hops": "id INTEGER PRIMARY KEY, parent INTEGER, lane INTEGER, depth INTEGER, request INTEGER, "
    "code INTEGER, site INTEGER, receiver TEXT, receiver_class INTEGER, owner INTEGER, "
    "attribute TEXT, owner_reason TEXT, in_instance INTEGER, instance_names TEXT, revision INTEGER, "
    "strike TEXT, resumed INTEGER, arguments TEXT, start_ns INTEGER, end_ns INTEGER, outcome TEXT, "
    "value TEXT, raised_type TEXT, raised_message TEXT, polls INTEGER",
    "hand_offs": "from_hop INTEGER, to_hop INTEGER PRIMARY KEY, kind TEXT",
    "sources": "file TEXT PRIMARY KEY, digest TEXT, text TEXT",
    "lines": "id INTEGER PRIMARY KEY, hop INTEGER, line INTEGER, changed TEXT, start_ns INTEGER",
}
_INDEXES = {"lines_by_hop": "lines (hop)"}
_SCHEMA = [f"CREATE TABLE {name} ({columns})" for name, columns in _TABLES.items()] + [
    f"CREATE INDEX {name} ON {on}" for name, on in _INDEXES.items()
]
_HOP_COLUMNS = _TABLES["hops"].count(",") + 1

_DAMAGED_HINT = "Record the program again: the file cannot be repaired."


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


class RecordingWriter:
    """Appends facts to a new ``.hops`` file (mode 0600). Call :meth:`finish` to close it."""

    def __init__(self, path: Path, *, target: tuple[str, ...]) -> None:
        self.path = path
        try:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        except OSError as error:
            raise HopscopeError(
                f"cannot write {path}: {error.strerror}",
                "Choose a file in a folder that you may write to.",
            ) from error
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("BEGIN")
        for statement in _SCHEMA:
            self._db.execute(statement)
        self._db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        self._hops: list[tuple[object, ...]] = []
        self._meta("target", list(target))
        self._meta("complete", value=False)
        self.commit()

    def _meta(self, name: str, value: object) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, json.dumps(value)))

    def interpreter(self, version: str, magic: str) -> None:
        """Note which Python runs the program."""
        self._meta("python", version)
        self._meta("magic", magic)

    def note(self, text: str) -> None:
        """Add a note for the reader of the recording (once, however often it is given)."""
        self._db.execute(
            "INSERT INTO notes (text) SELECT ? WHERE NOT EXISTS "
            "(SELECT 1 FROM notes WHERE text = ?)",
            (text, text),
        )

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
                self._hops.append(_hop_row(fact))
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
        self._db.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)

    def _write_hops(self) -> None:
        if self._hops:
            marks = ",".join("?" * _HOP_COLUMNS)
            self._db.executemany(f"INSERT OR REPLACE INTO hops VALUES ({marks})", self._hops)
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
        self._db.execute(
            "UPDATE hops SET end_ns=?, outcome=?, value=?, raised_type=?, raised_message=? WHERE id=?",
            (end_ns, outcome, value, raised and raised.type, raised and raised.message, hop),
        )

    def assign_request(self, hop: int, request: int) -> None:
        """Give a hop the number of the request that it turned out to serve."""
        self._write_hops()
        self._db.execute("UPDATE hops SET request=? WHERE id=?", (request, hop))

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
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def finish(self, *, complete: bool, exit_code: int | None) -> None:
        """Close the file."""
        self._meta("complete", complete)
        self._meta("exit_code", exit_code)
        self.commit()
        self._db.close()


def _hop_row(hop: Hop) -> tuple[object, ...]:
    raised = hop.exception
    return (
        hop.id, hop.parent, hop.lane, hop.depth, hop.request, hop.code, hop.site, hop.receiver,
        hop.receiver_class, hop.owner, hop.attribute, hop.owner_reason, int(hop.in_instance),
        json.dumps(hop.instance_names), hop.revision, hop.strike, hop.resumed,
        json.dumps(hop.arguments), hop.start_ns, hop.end_ns, hop.outcome, hop.value,
        raised and raised.type, raised and raised.message, hop.polls,
    )  # fmt: skip


class Recording:
    """Reads a ``.hops`` file. Small tables are kept once read; hops are read on demand.

    Raises :class:`HopscopeError` from every method where the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = _connect(path)
        self._cached_hop = lru_cache(maxsize=4096)(self._read_hop)

    def close(self) -> None:
        """Let go of the file."""
        self._cached_hop.cache_clear()
        self._db.close()

    def refresh(self) -> None:
        """Forget what was kept, so that a growing file is read anew."""
        self._cached_hop.cache_clear()
        for name in ("_codes", "_sites", "_classes", "_skeleton"):
            self.__dict__.pop(name, None)

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with _reading(self.path):
            yield from self._db.execute(query, values)

    @property
    def meta(self) -> Meta:
        """What the recording says of itself."""
        with _reading(self.path):
            found = {k: json.loads(v) for k, v in self._rows("SELECT name, value FROM meta")}
            notes = tuple(t for (t,) in self._rows("SELECT text FROM notes ORDER BY id"))
            return Meta(
                python=str(found.get("python", "")),
                magic=str(found.get("magic", "")),
                target=tuple(map(str, found["target"])),
                complete=found["complete"] is True,
                exit_code=found.get("exit_code"),
                notes=notes,
            )

    def __len__(self) -> int:
        ((count,),) = self._rows("SELECT coalesce(max(id), 0) FROM hops")
        return int(count)

    def hop(self, id: int) -> Hop:
        """The hop of that id. Raises KeyError where there is none."""
        return self._cached_hop(id)

    def _read_hop(self, id: int) -> Hop:
        for row in self._rows("SELECT * FROM hops WHERE id = ?", id):
            return self._hop(row)
        raise KeyError(id)

    def hops(self) -> Iterator[Hop]:
        """All hops in order of arrival (of id)."""
        for row in self._rows("SELECT * FROM hops ORDER BY id"):
            yield self._hop(row)

    def _hop(self, row: tuple[Any, ...]) -> Hop:
        with _reading(self.path):
            *head, in_instance, names, revision, strike, resumed, arguments = row[:18]
            start_ns, end_ns, outcome, value, raised_type, raised_message, polls = row[18:]
            raised = None if raised_type is None else Raised(raised_type, raised_message)
            return Hop(
                *head, bool(in_instance), tuple(json.loads(names)), revision, strike, resumed,
                json.loads(arguments), start_ns, end_ns, outcome, value, raised, polls,
            )  # fmt: skip

    def skeleton(self) -> Skeleton:
        """The whole call tree as columns, cheap enough for a million hops; read once, shared."""
        if "_skeleton" not in self.__dict__:
            self.__dict__["_skeleton"] = self._read_skeleton()
        found: Skeleton = self.__dict__["_skeleton"]
        return found

    def _read_skeleton(self) -> Skeleton:
        ids, *columns = (array("q") for _ in range(7))
        query = (
            "SELECT id, coalesce(parent, 0), lane, depth, code, coalesce(request, 0), start_ns "
            "FROM hops ORDER BY id"
        )
        with _reading(self.path):
            rows = self._db.execute(query)
            # In chunks, column by column: half the time of row by row.
            while chunk := rows.fetchmany(10_000):
                for column, values in zip((ids, *columns), zip(*chunk, strict=True), strict=True):
                    column.extend(values)
            found, count = Skeleton(*columns), len(ids)
            if ids != array("q", range(1, count + 1)):
                raise ValueError("hops are missing")
            if count and not 0 <= min(found.parents) <= max(found.parents) <= count:
                raise ValueError(f"hop {max(found.parents)} is missing")
        return found

    def code(self, id: int) -> Code:
        """The code of that id."""
        return self._table("_codes", self._read_codes)[id]

    def codes(self) -> list[Code]:
        """All codes, by id."""
        return list(self._table("_codes", self._read_codes).values())

    def _read_codes(self) -> dict[int, Code]:
        rows = self._rows("SELECT * FROM codes ORDER BY id")
        return {r[0]: Code(*r[:6], tuple(json.loads(r[6])), r[7]) for r in rows}

    def site(self, id: int) -> Site:
        """The site of that id."""
        return self._table("_sites", self._read_sites)[id]

    def _read_sites(self) -> dict[int, Site]:
        return {r[0]: Site(*r) for r in self._rows("SELECT * FROM sites ORDER BY id")}

    def class_facts(self, id: int, revision: int | None = None) -> ClassFacts:
        """A class as a hop of that revision saw it (the newest where none is given)."""
        history = self._table("_classes", self._read_classes)[id]
        seen = [facts for facts in history if revision is None or facts.revision <= revision]
        # Facts are written as soon as a class is met, so the first is right for all before it.
        return seen[-1] if seen else history[0]

    def classes(self) -> list[ClassFacts]:
        """Every class in its newest revision, by id."""
        return [history[-1] for history in self._table("_classes", self._read_classes).values()]

    def _read_classes(self) -> dict[int, list[ClassFacts]]:
        found: dict[int, list[ClassFacts]] = {}
        for r in self._rows("SELECT * FROM classes ORDER BY id, revision"):
            members = {n: Member(m[0], tuple(m[1:])) for n, m in json.loads(r[9]).items()}
            facts = ClassFacts(
                *r[:6], tuple(json.loads(r[6])), tuple(json.loads(r[7])), r[8], members
            )
            found.setdefault(facts.id, []).append(facts)
        return found

    def _table(self, name: str, read: Any) -> Any:
        if name not in self.__dict__:
            with _reading(self.path):
                self.__dict__[name] = _Checked(read(), self.path)
        return self.__dict__[name]

    def objects(self) -> list[ObjectFacts]:
        """Objects in order of role and number."""
        rows = self._rows("SELECT id, class_id, role FROM objects ORDER BY role, number")
        return [ObjectFacts(*row) for row in rows]

    def lanes(self) -> list[Lane]:
        """Lanes in order of appearance."""
        rows = self._rows("SELECT * FROM lanes ORDER BY id")
        return [Lane(*r[:5], bool(r[5]), *r[6:]) for r in rows]

    def requests(self) -> list[Request]:
        """Requests in order of acceptance."""
        return [Request(*row) for row in self._rows("SELECT * FROM requests ORDER BY id")]

    def hand_offs(self) -> list[HandOff]:
        """Edges over which work changed lanes."""
        return [HandOff(*row) for row in self._rows("SELECT * FROM hand_offs ORDER BY to_hop")]

    def listening(self) -> list[Listening]:
        """Servers that have bound their socket."""
        found = []
        for name, family, text in self._rows("SELECT * FROM listening ORDER BY rowid"):
            address = json.loads(text)
            where = tuple(address[:2]) if isinstance(address, list) else str(address)
            found.append(Listening(name, family, where))
        return found

    def source(self, file: str) -> Source | None:
        """The source text of a file, where it could be read when the program used it."""
        for row in self._rows("SELECT * FROM sources WHERE file = ?", file):
            return Source(*row)
        return None

    def lines(self, hop: int) -> list[LineRun]:
        """Lines run inside a hop, in order; empty unless recorded with ``--lines``."""
        query = "SELECT hop, line, changed, start_ns FROM lines WHERE hop = ? ORDER BY id"
        return [LineRun(h, n, json.loads(c), t) for h, n, c, t in self._rows(query, hop)]


class _Checked(dict[int, Any]):
    """A table of the file in which a missing id means damage, not a bug of ours."""

    def __init__(self, rows: dict[int, Any], path: Path) -> None:
        super().__init__(rows)
        self._path = path

    def __missing__(self, id: int) -> Any:
        raise HopscopeError(
            f"{self._path} is damaged: it mentions {id}, which it does not hold", _DAMAGED_HINT
        )


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what a damaged file makes SQLite, json or our own types raise into one clear error."""
    try:
        yield
    except (
        sqlite3.Error,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        OverflowError,
    ) as error:
        raise HopscopeError(f"{path} is damaged: {error}", _DAMAGED_HINT) from error


def _connect(path: Path) -> sqlite3.Connection:
    try:
        head = _head(path)
    except OSError as error:
        raise HopscopeError(f"cannot open {path}: {error.strerror}", "Check the path.") from error
    if not head:
        raise HopscopeError(f"{path} is empty", _DAMAGED_HINT)
    if not head.startswith(b"SQLite format 3\0"):
        raise HopscopeError(
            f"{path} is not a hopscope recording",
            "Make one with: hopscope record TARGET -o FILE.hops",
        )
    # Write access first: a file whose writer was killed needs its journal rolled back.
    mode = "rw" if os.access(path, os.W_OK) else "ro"
    with _reading(path):
        db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None
        )
        db.execute("PRAGMA trusted_schema = OFF")
        db.execute("PRAGMA cell_size_check = ON")
        db.execute("PRAGMA query_only = ON")
        ((application,),) = db.execute("PRAGMA application_id")
        ((version,),) = db.execute("PRAGMA user_version")
        found = {
            sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        }
    if application != APPLICATION_ID:
        raise HopscopeError(
            f"{path} is an SQLite file, but not a hopscope recording",
            "Make one with: hopscope record TARGET -o FILE.hops",
        )
    if version > SCHEMA_VERSION:
        raise HopscopeError(
            f"{path} was written by a newer hopscope (schema {version}; this one reads "
            f"{SCHEMA_VERSION})",
            "Upgrade hopscope, or record the program again.",
        )
    if found != set(_SCHEMA):
        raise HopscopeError(f"{path} is damaged: its tables are not a recording's", _DAMAGED_HINT)
    return db


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(16)


def write_all(writer: RecordingWriter, facts: Iterable[Any]) -> None:
    """Append many facts in order, then make them visible."""
    for fact in facts:
        writer.add(fact)
    writer.commit()
