"""Reads a ``.hops`` file, while it grows or after."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeVar

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
    Meta,
    ObjectFacts,
    Request,
    Role,
    Site,
    Source,
)
from tracer.recording import columns, nesting, skeleton
from tracer.recording.checked_rows import CheckedRows
from tracer.recording.checks import (
    address_of,
    id_list,
    members_of,
    meta_of,
    note_of,
    object_of,
    raised_of,
    text_list,
    text_map,
)
from tracer.recording.keeping import LANES
from tracer.recording.kept_hops import KeptHops
from tracer.recording.schema import DAMAGED_HINT, connect, reading
from tracer.recording.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tracer.model import Raised
    from tracer.recording.columns import Column
    from tracer.recording.contexts import Contexts
    from tracer.recording.nesting import Nesting
    from tracer.recording.skeleton import Skeleton

T = TypeVar("T")
_MOST_LANES = 4_096


class Recording:
    """Reads a ``.hops`` file. Small tables are kept once read; hops are read on demand.

    Raises :class:`HopscopeError` from every method where the file is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._db = connect(path)
        self._rows = CheckedRows(self._db, path)
        self._tree = Tree(self._db, path, self._rows.patience)
        self._tables: dict[str, dict[int, Any]] = {}
        self._current: set[str] = set()
        """Tables that were read, or added to, since the file was last looked at anew."""
        self._kept_hops = KeptHops(self._read_hop, self._read_between)
        self._is_object = lru_cache(maxsize=4096)(self._read_object)
        self._lanes: dict[int, Lane] = {}
        """Those that were read last."""

    def close(self) -> None:
        """Let go of the file."""
        self._kept_hops.clear()
        self._db.close()

    def refresh(self) -> None:
        """Have what a growing file has gained read when it is next asked for."""
        self._kept_hops.forget_changing()
        self._lanes = {k: lane for k, lane in self._lanes.items() if lane.end_ns is not None}
        self._current.clear()
        self._tree.refresh()

    def _read_object(self, id: str) -> bool:
        for _rest in self._rows.select("SELECT id FROM objects WHERE id = ?", id):
            return True
        raise ValueError(f"it mentions {id[:60]}, which it does not hold")

    @property
    def meta(self) -> Meta:
        """What the recording says of itself."""
        with reading(self.path):
            found = {k: json.loads(v) for k, v in self._rows.select("SELECT name, value FROM meta")}
            notes = [
                note_of(*row)
                for row in self._rows.select("SELECT key, fields FROM notes ORDER BY id")
            ]
            return meta_of(found, tuple(notes))

    def __len__(self) -> int:
        with reading(self.path):
            return skeleton.count_hops(self._db)

    def hop(self, id: int) -> Hop:
        """The hop of that id. Raises KeyError where there is none."""
        return self._kept_hops.hop(id)

    def look_ahead(self, hops: Sequence[int]) -> None:
        """Read hops together that will be asked for one by one."""
        self._kept_hops.look_ahead(hops)

    def _read_between(self, first: int, last: int) -> Iterator[Hop]:
        query = "SELECT * FROM hops WHERE id >= ? AND id <= ? ORDER BY id"
        return map(self._hop, self._rows.select(query, first, last))

    def _read_hop(self, id: int) -> Hop:
        for row in self._rows.select("SELECT * FROM hops WHERE id = ?", id):
            return self._hop(row)
        if self._rows.has("hops", id):
            raise self._missing(id)
        raise KeyError(id)

    def _missing(self, id: int) -> HopscopeError:
        what = _("{path} is damaged: hop {id} is missing").format(path=self.path, id=id)
        return HopscopeError(what, _(DAMAGED_HINT))

    def hops(self) -> Iterator[Hop]:
        """All hops in order of arrival (of id)."""
        for expected, row in enumerate(self._rows.select("SELECT * FROM hops ORDER BY id"), 1):
            if row[0] != expected:
                raise self._missing(expected)
            yield self._hop(row)

    def last_escaped(self) -> Raised | None:
        """The last exception that left an outermost hop of the main thread."""
        rows = self._rows.select(
            "SELECT * FROM hops WHERE parent IS NULL AND raised_type IS NOT NULL "
            "AND lane IN (SELECT id FROM lanes WHERE kind = 'main') ORDER BY id DESC LIMIT 1"
        )
        return next((self._hop(row).exception for row in rows), None)

    def _hop(self, row: tuple[Any, ...]) -> Hop:
        with reading(self.path):
            number, parent, lane, depth, request, shape, receiver, revision, resumed = row[:9]
            given, start_ns, end_ns, outcome, value, raised_type, raised_message, polls = row[9:]
            raised = raised_of(outcome, raised_type, raised_message)
            if receiver is not None:
                self._is_object(receiver)
            alike = self._table("_shapes", self._read_shapes)[shape]
            code, site, cls, owner, attribute, reason, held_as, names, strike = alike
            tree = self._tree.final
            if tree is not None:
                told = parent or 0, lane, depth, code, request or 0, start_ns
                if tree.at(number) != told or not tree.is_nested(number):
                    raise ValueError(f"hop {number} is not what the call tree says of it")
            return Hop(
                number, parent, lane, depth, request, code, site, receiver, cls, owner, attribute,
                reason, held_as, names, revision, strike, resumed, text_map(json.loads(given)),
                start_ns, end_ns, outcome, value, raised, polls,
            )  # fmt: skip

    def _read_shapes(self, known: dict[int, tuple[Any, ...]]) -> None:
        for r in self._rows.select("SELECT * FROM shapes WHERE id > ? ORDER BY id", _last(known)):
            known[r[0]] = (*r[1:7], *(text_list(json.loads(each)) for each in r[7:9]), r[9])

    def skeleton(self, *, to_climb: bool = False) -> Skeleton:
        """The whole call tree as columns, cheap enough for a million hops; read once, shared.

        At once ``to_climb``, for who asks its method ``parent``: not each parent is looked at then.
        """
        return self._tree.skeleton(to_climb=to_climb)

    def nesting(self) -> Nesting:
        """The hops' order in time, in the tree, by lane and by code; read once, shared."""
        return self._tree.nesting()

    def contexts(self) -> Contexts:
        """Which hops are the same call in the same surroundings; read once, shared."""
        return self._tree.contexts()

    def verify(self) -> None:
        """Hold what a finished file keeps ready against its rows. Raises HopscopeError.

        Costs as much as making it anew: for use where a reader met what cannot be.
        """
        if not self.skeleton().is_final:
            return
        with reading(self.path):
            lanes = list(self.lane_ids()) == list(self._rows.keys("lanes"))
            if not (lanes and self._tree.is_what_hops_say()):
                raise ValueError("what it keeps ready is not what its hops say")
            for _ in self.hops():
                pass

    def code(self, id: int) -> Code:
        """The code of that id."""
        return self._table("_codes", self._read_codes)[id]

    def codes(self) -> list[Code]:
        """All codes, by id."""
        return list(self._table("_codes", self._read_codes).values())

    def _read_codes(self, known: dict[int, Code]) -> None:
        for r in self._rows.select("SELECT * FROM codes WHERE id > ? ORDER BY id", _last(known)):
            known[r[0]] = Code(*[*r[:6], text_list(json.loads(r[6])), r[7]])

    def site(self, id: int) -> Site:
        """The site of that id."""
        return self._table("_sites", self._read_sites)[id]

    def _read_sites(self, known: dict[int, Site]) -> None:
        for r in self._rows.select("SELECT * FROM sites WHERE id > ? ORDER BY id", _last(known)):
            known[r[0]] = Site(*r)

    def class_facts(self, id: int, revision: int | None = None) -> ClassFacts:
        """A class as a hop of that revision saw it (the newest where none is given)."""
        history = self._table("_classes", self._read_classes)[id]
        seen = [facts for facts in history if revision is None or facts.revision <= revision]
        # Facts are written as soon as a class is met, so the first is right for all before it.
        return seen[-1] if seen else history[0]

    def classes(self) -> list[ClassFacts]:
        """Every class in its newest revision, by id."""
        return [history[-1] for history in self._table("_classes", self._read_classes).values()]

    def _read_classes(self, known: dict[int, list[ClassFacts]]) -> None:
        newest = max((history[-1].revision for history in known.values()), default=-1)
        query = "SELECT * FROM classes WHERE revision > ? ORDER BY id, revision"
        for r in self._rows.select(query, newest):
            members = members_of(json.loads(r[9]), self._rows.has)
            bases = id_list(json.loads(r[6]), "classes", self._rows.has)
            mro = id_list(json.loads(r[7]), "classes", self._rows.has)
            if r[0] not in mro or len(set(mro)) < len(mro):
                raise ValueError("the MRO of a class lacks that class, or repeats one")
            facts = ClassFacts(*[*r[:6], bases, mro, r[8], members])
            known.setdefault(facts.id, []).append(facts)

    def _table(self, name: str, read: Callable[[dict[int, T]], None]) -> dict[int, T]:
        """A table whose rows are only ever added: what is new is read by ``read``."""
        if name not in self._current:
            with reading(self.path):
                read(self._tables.setdefault(name, _Checked(self.path)))
            self._current.add(name)
        return self._tables[name]

    def objects(self) -> list[ObjectFacts]:
        """Objects in order of role and number."""
        # Sorted here: SQLite would go through damaged pages for ever before the first row.
        rows = self._rows.select(
            "SELECT rowid, role, number, id, class_id FROM objects ORDER BY rowid"
        )
        with reading(self.path):
            return [object_of(*row) for row in sorted(row[1:] for row in rows)]

    def classes_of(self, role: Role) -> list[int]:
        """Classes of the objects of that role, in order of each one's first object."""
        query = "SELECT class_id FROM objects WHERE role = ? GROUP BY class_id ORDER BY min(number)"
        return [row[0] for row in self._rows.select(query, role)]

    def lanes(self) -> list[Lane]:
        """Lanes in order of appearance."""
        return list(map(_lane, self._rows.select("SELECT * FROM lanes ORDER BY id")))

    def lane_ids(self) -> Column:
        """Ids of the lanes, ascending: there may be a thread for each of many requests."""
        with reading(self.path):
            self._rows.patience.begin()
            kept = columns.find(self._db, LANES)
        return self._rows.keys("lanes") if kept is None else kept

    def lane(self, id: int) -> Lane | None:
        """The lane of that id; None where there is none."""
        if id not in self._lanes:
            for row in self._rows.select("SELECT * FROM lanes WHERE id = ?", id):
                if len(self._lanes) > _MOST_LANES:
                    self._lanes.clear()
                self._lanes[id] = _lane(row)
        return self._lanes.get(id)

    def requests(self) -> list[Request]:
        """Requests in order of acceptance."""
        return [Request(*row) for row in self._rows.select("SELECT * FROM requests ORDER BY id")]

    def request(self, id: int) -> Request | None:
        """The request of that number; None where there is none."""
        rows = self._rows.select("SELECT * FROM requests WHERE id = ?", id)
        return next((Request(*row) for row in rows), None)

    def count(self, table: Literal["lanes", "requests"]) -> int:
        """How many lanes or requests there are."""
        # Not count(*), which cannot be interrupted on damaged pages.
        ((found,),) = self._rows.select(f"SELECT count(id) FROM {table}")
        return int(found)

    def queue_edges(self) -> dict[int, int]:
        """For hops that a queue handed over: the hop that handed them."""
        return dict(
            self._rows.select("SELECT to_hop, from_hop FROM hand_offs WHERE kind = 'queue'")
        )

    def first_in_lane(self, lane: int) -> int | None:
        """The first hop of a lane."""
        with reading(self.path):
            hops = self.hops_in_lane(lane)
            return hops[0] if hops else None

    def hops_in_lane(self, lane: int) -> Column:
        """The hops of a lane, in order of entry."""
        with reading(self.path):
            order = self.nesting()
            first, end = nesting.lane_stretch(self.skeleton(), order, lane)
            return order.by_lane[first:end]

    def hops_of_code(self, code: int) -> Iterator[int]:
        """The hops that ran a code, in order of time."""
        with reading(self.path):
            order = self.nesting()
            first, end = nesting.code_stretch(self.skeleton(), order, code)
            for rank in order.by_code[first:end]:
                yield order.order[rank]

    def hand_offs(self) -> list[HandOff]:
        """Edges over which work changed lanes."""
        return [
            HandOff(*row) for row in self._rows.select("SELECT * FROM hand_offs ORDER BY to_hop")
        ]

    def listening(self) -> list[Listening]:
        """Servers that have bound their socket."""
        found = []
        for name, family, text in self._rows.select("SELECT * FROM listening ORDER BY rowid"):
            with reading(self.path):
                found.append(Listening(name, family, address_of(json.loads(text))))
        return found

    def source_files(self) -> list[str]:
        """Names of the files whose text it holds."""
        return [str(row[0]) for row in self._rows.select("SELECT * FROM sources")]

    def source(self, file: str) -> Source | None:
        """The source text of a file, where it could be read when the program used it."""
        for row in self._rows.select("SELECT * FROM sources WHERE file = ?", file):
            return Source(*row)
        return None

    def lines(self, hop: int) -> list[LineRun]:
        """Lines run inside a hop, in order; empty unless recorded with ``--lines``."""
        query = "SELECT hop, line, changed, start_ns FROM lines WHERE hop = ? ORDER BY id"
        with reading(self.path):
            rows = self._rows.select(query, hop)
            return [LineRun(h, n, text_map(json.loads(c)), t) for h, n, c, t in rows]


def _lane(row: tuple[Any, ...]) -> Lane:
    return Lane(*[*row[:5], bool(row[5]), *row[6:]])


def _last(known: dict[int, T]) -> int:
    """The newest id of a table that was read in order of ids; less than any where there is none."""
    return next(reversed(known), -1 << 63)


class _Checked(dict[int, T]):
    """A table of the file in which a missing id means damage, not a bug of ours."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def __missing__(self, id: int) -> T:
        raise HopscopeError(
            _("{path} is damaged: it mentions {id}, which it does not hold").format(
                path=self._path, id=id
            ),
            _(DAMAGED_HINT),
        )
