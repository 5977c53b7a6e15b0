"""Reads a ``.hops`` file, while it grows or after."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

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
    Raised,
    Request,
    Site,
    Source,
)
from tracer.recording.schema import DAMAGED_HINT, connect, reading
from tracer.recording.skeleton import Skeleton, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

T = TypeVar("T")


class Recording:
    """Reads a ``.hops`` file. Small tables are kept once read; hops are read on demand.

    Raises :class:`HopscopeError` from every method where the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = connect(path)
        self._tables: dict[str, dict[int, Any]] = {}
        self._skeleton: Skeleton | None = None
        self._cached_hop = lru_cache(maxsize=4096)(self._read_hop)

    def close(self) -> None:
        """Let go of the file."""
        self._cached_hop.cache_clear()
        self._db.close()

    def refresh(self) -> None:
        """Forget what was kept, so that a growing file is read anew."""
        self._cached_hop.cache_clear()
        self._tables.clear()
        self._skeleton = None

    def _rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        with reading(self.path):
            yield from self._db.execute(query, values)

    @property
    def meta(self) -> Meta:
        """What the recording says of itself."""
        with reading(self.path):
            found = {k: json.loads(v) for k, v in self._rows("SELECT name, value FROM meta")}
            target = found.get("target")
            if not isinstance(target, list):
                raise TypeError("it does not say what was recorded")
            notes = tuple(t for (t,) in self._rows("SELECT text FROM notes ORDER BY id"))
            return Meta(
                python=str(found.get("python", "")),
                magic=str(found.get("magic", "")),
                target=tuple(map(str, target)),
                complete=found.get("complete") is True,
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
        with reading(self.path):
            *head, in_instance, names, revision, strike, resumed, arguments = row[:18]
            start_ns, end_ns, outcome, value, raised_type, raised_message, polls = row[18:]
            raised = None if raised_type is None else Raised(raised_type, raised_message)
            names, given = tuple(json.loads(names)), json.loads(arguments)
            fields = [
                *head, bool(in_instance), names, revision, strike, resumed, given,
                start_ns, end_ns, outcome, value, raised, polls,
            ]  # fmt: skip
            return Hop(*fields)

    def skeleton(self) -> Skeleton:
        """The whole call tree as columns, cheap enough for a million hops; read once, shared."""
        if self._skeleton is None:
            with reading(self.path):
                self._skeleton = load(self._db)
        return self._skeleton

    def code(self, id: int) -> Code:
        """The code of that id."""
        return self._table("_codes", self._read_codes)[id]

    def codes(self) -> list[Code]:
        """All codes, by id."""
        return list(self._table("_codes", self._read_codes).values())

    def _read_codes(self) -> dict[int, Code]:
        rows = self._rows("SELECT * FROM codes ORDER BY id")
        return {r[0]: Code(*[*r[:6], tuple(json.loads(r[6])), r[7]]) for r in rows}

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
            bases, mro = tuple(json.loads(r[6])), tuple(json.loads(r[7]))
            facts = ClassFacts(*[*r[:6], bases, mro, r[8], members])
            found.setdefault(facts.id, []).append(facts)
        return found

    def _table(self, name: str, read: Callable[[], dict[int, T]]) -> dict[int, T]:
        if name not in self._tables:
            with reading(self.path):
                self._tables[name] = _Checked(read(), self.path)
        return self._tables[name]

    def objects(self) -> list[ObjectFacts]:
        """Objects in order of role and number."""
        rows = self._rows("SELECT id, class_id, role FROM objects ORDER BY role, number")
        return [ObjectFacts(*row) for row in rows]

    def lanes(self) -> list[Lane]:
        """Lanes in order of appearance."""
        rows = self._rows("SELECT * FROM lanes ORDER BY id")
        return [Lane(*[*r[:5], bool(r[5]), *r[6:]]) for r in rows]

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


class _Checked(dict[int, T]):
    """A table of the file in which a missing id means damage, not a bug of ours."""

    def __init__(self, rows: dict[int, T], path: Path) -> None:
        super().__init__(rows)
        self._path = path

    def __missing__(self, id: int) -> T:
        raise HopscopeError(
            f"{self._path} is damaged: it mentions {id}, which it does not hold", DAMAGED_HINT
        )
