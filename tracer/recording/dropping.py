"""Takes the oldest requests out of a recording that still grows, so that what stays is sound.

A request goes whole, with all its hops, or not at all: not while it is served,
and not where something that stays was called from it. With the requests go the
turns of waiting between them. What encloses them (``serve_forever``, ``main``)
stays, and so does what was there before the first. Ids are final, so gaps are left.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection

    from tracer.recording.disk import Disk

_Table: TypeAlias = Literal["hops", "requests"]
_MOST_ASKED = 4_096
_DOOMED = "(SELECT id FROM doomed)"
_GOING = "(SELECT request FROM going)"
_INSIDE = "(SELECT id FROM inside)"
_STAYS = f"(c.request IS NULL OR c.request NOT IN {_GOING}) AND c.id NOT IN {_INSIDE}"
_TEMPORARY = (
    "CREATE TEMP TABLE going (request INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE inside (id INTEGER PRIMARY KEY, request INTEGER)",
    "CREATE TEMP TABLE turns (id INTEGER PRIMARY KEY, turn INTEGER)",
    "CREATE TEMP TABLE doomed (id INTEGER PRIMARY KEY)",
    "CREATE TEMP TABLE gone_lanes AS SELECT * FROM lanes",
    "CREATE TEMP TABLE gone_objects AS SELECT * FROM objects",
    "CREATE INDEX temp.gone_lane ON gone_lanes (id)",
    "CREATE INDEX temp.gone_object ON gone_objects (id)",
    "DELETE FROM gone_lanes",
    "DELETE FROM gone_objects",
)
_LAST_OF = "{0} IN (SELECT {1} FROM hops WHERE id IN (SELECT id FROM doomed)) AND {0} NOT IN (SELECT {1} FROM hops WHERE {1} IS NOT NULL AND id NOT IN (SELECT id FROM doomed))"


@dataclass(frozen=True, slots=True)
class Dropped:
    """How much was taken out so far."""

    hops: int = 0
    requests: int = 0


class Dropping:
    """Drops requests from a file that is being written, and knows what is no longer there."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._db = disk.db
        self.dropped = Dropped()
        self._newest = {"hops": 0, "requests": 0}
        """The newest that was dropped: what is newer is there."""
        self._asked: dict[tuple[str, int], bool] = {}
        self._back: set[int | str] = set()
        """Lanes and objects that are known to be there."""

    def has(self, table: _Table, number: int) -> bool:
        """Whether a hop or request that was written has not been dropped."""
        if number > self._newest[table]:
            return True
        key = (table, number)
        if key not in self._asked:
            if len(self._asked) > _MOST_ASKED:
                self._asked.clear()
            rows = self._db.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,))
            self._asked[key] = rows.fetchone() is not None
        return self._asked[key]

    def bring_back(self, table: Literal["lanes", "objects"], name: int | str) -> None:
        """A new hop is on that lane, or that object: if it went with its old hops, it comes back."""
        if not self.dropped.hops or name in self._back:
            return
        if len(self._back) > _MOST_ASKED:
            self._back.clear()
        self._back.add(name)
        self._disk.execute(
            f"INSERT OR IGNORE INTO {table} SELECT * FROM gone_{table} WHERE id = ?", (name,)
        )

    def drop(self, busy: Collection[int], wanted: int, least: int) -> int:
        """Drop the oldest requests that are not busy, ``wanted`` hops in all, or none below ``least``.

        All that was added must have been written. Returns how many hops went.
        """
        if self._disk.failure is not None:
            return 0
        try:
            return self._drop(busy, wanted, least)
        except sqlite3.Error as error:
            self._disk.fail(error)
            return 0

    def _drop(self, busy: Collection[int], wanted: int, least: int) -> int:
        db = self._db
        if not self.dropped.hops:
            for statement in ("going", "inside", "turns", "doomed", "gone_lanes", "gone_objects"):
                db.execute(f"DROP TABLE IF EXISTS temp.{statement}")
            for statement in _TEMPORARY:
                db.execute(statement)
        self._choose(busy, wanted)
        self._choose_inside()
        self._spare_what_is_needed()
        self._choose_turns()
        db.execute("DELETE FROM doomed")
        db.execute(f"INSERT INTO doomed SELECT id FROM hops WHERE request IN {_GOING}")
        db.execute("INSERT INTO doomed SELECT id FROM turns UNION SELECT id FROM inside")
        ((hops, newest),) = db.execute("SELECT count(*), max(id) FROM doomed")
        if hops < least:
            return 0
        ((requests, newest_request),) = db.execute("SELECT count(*), max(request) FROM going")
        self._delete()
        self.dropped = replace(
            self.dropped, hops=self.dropped.hops + hops, requests=self.dropped.requests + requests
        )
        self._newest["hops"] = max(self._newest["hops"], newest)
        self._newest["requests"] = max(self._newest["requests"], newest_request or 0)
        self._asked.clear()
        self._back.clear()
        db.execute(
            "INSERT OR REPLACE INTO meta VALUES ('dropped', ?)", (json.dumps(self.dropped.hops),)
        )
        return int(hops)

    def _choose(self, busy: Collection[int], wanted: int) -> None:
        """The oldest requests that have that many hops together."""
        self._db.execute("DELETE FROM going")
        counts = self._db.execute(
            "SELECT request, count(*) FROM hops WHERE request IS NOT NULL "
            "GROUP BY request ORDER BY request"
        )
        chosen, hops = [], 0
        for request, count in counts.fetchall():
            if hops >= wanted:
                break
            if request not in busy:
                chosen.append((request,))
                hops += count
        self._db.executemany("INSERT INTO going VALUES (?)", chosen)

    def _choose_inside(self) -> None:
        """What a request's own calls made before it was accepted goes with it.

        ``handle_request`` asks for the ``fileno``, say, and serves the request then.
        """
        db = self._db
        db.execute("DELETE FROM inside")
        going = {request for (request,) in db.execute("SELECT request FROM going")}
        within: dict[int, int] = {}
        rows = db.execute(
            "SELECT c.id, c.parent, c.outcome, p.request FROM hops AS c CROSS JOIN hops AS p "
            "WHERE p.id = c.parent AND c.request IS NULL "
            f"AND c.id < (SELECT max(id) FROM hops WHERE request IN {_GOING}) ORDER BY c.id"
        )
        for hop, parent, outcome, request in rows:
            around = within.get(parent) if request is None else request
            if around is not None and around in going and outcome != "unfinished":
                within[hop] = around
        db.executemany("INSERT INTO inside VALUES (?, ?)", within.items())

    def _spare_what_is_needed(self) -> None:
        """Let those stay from which something was called, or resumed, that stays."""
        while True:
            needed: set[tuple[int]] = set()
            for link in ("parent", "resumed"):
                needed |= set(
                    self._db.execute(
                        "SELECT DISTINCT p.request FROM hops AS c CROSS JOIN hops AS p "
                        f"WHERE p.id = c.{link} AND p.request IN {_GOING} AND {_STAYS}"
                    )
                )
                needed |= set(
                    self._db.execute(
                        "SELECT DISTINCT i.request FROM hops AS c CROSS JOIN inside AS i "
                        f"WHERE i.id = c.{link} AND {_STAYS}"
                    )
                )
            if not needed:
                return
            for table in ("going", "inside"):
                self._db.executemany(f"DELETE FROM {table} WHERE request = ?", needed)

    def _choose_turns(self) -> None:
        """The turns of waiting that are older than the newest request that goes, each whole."""
        db = self._db
        db.execute("DELETE FROM turns")
        enclosing = {
            hop for (hop,) in db.execute(
                "SELECT DISTINCT p.id FROM hops AS c CROSS JOIN hops AS p WHERE p.id = c.parent "
                f"AND c.request IN {_GOING} AND p.outcome = 'unfinished' "
                f"AND (p.request IS NULL OR p.request NOT IN {_GOING})"
            )
        }  # fmt: skip
        turns: dict[int, int] = {}
        busy: set[int] = set()
        rows = db.execute(
            "SELECT id, parent, outcome FROM hops WHERE request IS NULL AND parent IS NOT NULL "
            f"AND id < (SELECT max(id) FROM hops WHERE request IN {_GOING}) ORDER BY id"
        )
        for hop, parent, outcome in rows:
            turn = hop if parent in enclosing else turns.get(parent)
            if turn is not None:
                turns[hop] = turn
                if outcome == "unfinished":
                    busy.add(turn)
        db.executemany("INSERT INTO turns VALUES (?, ?)", turns.items())
        busy.update(
            turn for (turn,) in db.execute(
                "SELECT DISTINCT turn FROM hops AS c CROSS JOIN turns AS t "
                "WHERE t.id IN (c.parent, c.resumed) AND c.id NOT IN (SELECT id FROM turns)"
            )
        )  # fmt: skip
        db.executemany("DELETE FROM turns WHERE turn = ?", ((turn,) for turn in busy))

    def _delete(self) -> None:
        for table, column in (("lanes", "lane"), ("objects", "receiver")):
            last = _LAST_OF.format("id", column)
            self._db.execute(f"INSERT INTO gone_{table} SELECT * FROM {table} WHERE {last}")
            self._db.execute(f"DELETE FROM {table} WHERE {last}")
        for statement in (
            f"DELETE FROM lines WHERE hop IN {_DOOMED}",
            f"DELETE FROM hand_offs WHERE from_hop IN {_DOOMED} OR to_hop IN {_DOOMED}",
            f"UPDATE lanes SET parent_hop = NULL WHERE parent_hop IN {_DOOMED}",
            f"DELETE FROM requests WHERE id IN {_GOING}",
            f"DELETE FROM hops WHERE id IN {_DOOMED}",
        ):
            self._db.execute(statement)
