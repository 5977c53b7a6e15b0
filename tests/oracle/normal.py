"""One form for what the oracle and what a recording say of a run, so that they can be compared.

Per lane, because the order over lanes varies from run to run. A lane is named by how it started,
because thread names, idents and process ids differ; a hop by its number in its lane. Idle polls
are left out: how many there are is up to the clock (of a run of them the recorder keeps two).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Place: TypeAlias = tuple[str, int]
"""A lane's name and the number of a hop in it."""


@dataclass(frozen=True)
class Row:
    """One hop. Ids and lanes mean something within one run only."""

    id: Any
    parent: Any
    lane: tuple[str, Any]
    """Its kind and its id."""
    function: str
    module: str
    outcome: str
    request: int | None
    receiver_class: str | None
    owner: str | None

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.function.rpartition(".")[2]


@dataclass(frozen=True)
class Run:
    """What was seen of a run; hops of a lane in order of entry."""

    rows: tuple[Row, ...]
    hand_offs: tuple[tuple[Any, Any, str], ...]
    """From hop, to hop, kind."""
    accepted: dict[int, Any]
    """For each request the id of the ``get_request`` hop that returned it."""


@dataclass(frozen=True)
class Normal:
    """A run in the form in which two runs of one program are equal."""

    lanes: dict[str, list[tuple[str, str, int | str, str, int | None, str | None, str | None]]]
    """Function, module, parent ("lane start" for an outermost hop), outcome, request, receiver
    class, owner."""
    hand_offs: list[tuple[Place, Place, str]]
    requests: dict[int, tuple[Place, list[str]]]
    """Where each request was accepted, and the lanes that served it."""

    def told(self) -> list[str]:
        """Everything as lines, for a difference that can be read."""
        lines = []
        for name, rows in sorted(self.lanes.items()):
            lines.append(f"lane {name}")
            lines += [f"  {number:3} {row}" for number, row in enumerate(rows)]
        lines += [f"hand-off {edge}" for edge in self.hand_offs]
        return lines + [f"request {number}: {each}" for number, each in self.requests.items()]


def read_oracle(parts: Iterable[Path]) -> Run:
    """What the processes of one run wrote under the oracle."""
    rows: list[Row] = []
    edges: list[tuple[Any, Any, str]] = []
    for part in parts:
        read, handed = json.loads(part.read_text("utf-8"))
        rows += [Row(r[0], r[1], (r[2][0], r[2][1]), *r[3:]) for r in read]
        edges += [(a, b, kind) for a, b, kind in handed]
    accepted: dict[int, Any] = {}
    for row in rows:
        if row.name == "get_request" and row.request is not None:
            accepted.setdefault(row.request, row.id)
    return Run(tuple(rows), tuple(edges), accepted)


def read_report(document: dict[str, Any]) -> Run:
    """What ``report --format json`` says."""
    kinds = {lane["id"]: lane["kind"] for lane in document["lanes"]}
    classes = {each["id"]: each["qualname"] for each in document["classes"]} | {None: None}
    rows = [
        Row(
            hop["id"], hop["parent"], (kinds[hop["lane"]], hop["lane"]),
            hop["function"]["qualname"], hop["function"]["module"], hop["outcome"],
            hop["request"], classes[hop["receiver_class"]], classes[hop["owner"]],
        )
        for hop in document["hops"]  # in order of entry: ids are in order of arrival
    ]  # fmt: skip
    edges = [(e["from_hop"], e["to_hop"], e["kind"]) for e in document["hand_offs"]]
    accepted = {each["id"]: each["accepted_hop"] for each in document["requests"]}
    return Run(tuple(rows), tuple(edges), accepted)


def normal_form(run: Run) -> Normal:
    """The run without what differs from one time to the next."""
    lanes: dict[tuple[str, Any], list[Row]] = {}
    for row in run.rows:
        lanes.setdefault(row.lane, []).append(row)
    lanes = {lane: without_polls(rows) for lane, rows in lanes.items()}
    names = _names(run, lanes)
    places = {
        row.id: (names[lane], number)
        for lane, rows in lanes.items()
        for number, row in enumerate(rows)
    }
    requests = {
        number: (places[hop], sorted({places[r.id][0] for r in run.rows if r.request == number}))
        for number, hop in run.accepted.items()
    }
    return Normal(
        {names[lane]: [_content(row, rows) for row in rows] for lane, rows in lanes.items()},
        sorted((places[a], places[b], kind) for a, b, kind in run.hand_offs),
        requests,
    )


def _content(row: Row, rows: list[Row]) -> tuple[Any, ...]:
    inside = [number for number, other in enumerate(rows) if other.id == row.parent]
    return (
        row.function, row.module, inside[0] if inside else "lane start", row.outcome,
        row.request, row.receiver_class, row.owner,
    )  # fmt: skip


def without_polls(rows: list[Row]) -> list[Row]:
    """One lane's hops but for what a server did in a turn that accepted nothing and raised nothing.

    ``service_actions`` ends each turn of ``serve_forever``; a call of ``handle_request`` is one, too.
    """
    by_id = {row.id: row for row in rows}
    dropped: set[Any] = set()
    before: dict[Any, Row] = {}
    for row in rows:
        if row.name == "handle_request" and row.id not in dropped:
            subtree = _subtree(row, rows)
            busy = any(
                r.name == "_handle_request_noblock" or r.outcome == "raised" for r in subtree
            )
            dropped |= set() if busy else {r.id for r in subtree}
        loop = by_id.get(row.parent)
        if loop is not None and loop.name == "serve_forever":
            last = before.get(loop.id)
            idle = last is None or last.name != "_handle_request_noblock"
            subtree = _subtree(row, rows)
            if (
                row.name == "service_actions"
                and idle
                and all(r.outcome != "raised" for r in subtree)
            ):
                dropped |= {r.id for r in subtree}
            before[loop.id] = row
    return [row for row in rows if row.id not in dropped]


def _subtree(top: Row, rows: list[Row]) -> list[Row]:
    inside = {top.id}
    found = []
    for row in rows[rows.index(top) :]:
        if row.id in inside or row.parent in inside:
            inside.add(row.id)
            found.append(row)
    return found


def _names(run: Run, lanes: dict[tuple[str, Any], list[Row]]) -> dict[tuple[str, Any], str]:
    """A name for each lane: its kind, and the hop that started it with its request and lane."""
    by_id = {row.id: row for row in run.rows}
    names: dict[tuple[str, Any], str] = {}

    def name(lane: tuple[str, Any]) -> str:
        if lane not in names:
            start = by_id.get(lanes[lane][0].parent)
            text = lane[0]
            if start is not None:
                number = f" #{start.request}" if start.request else ""
                text += f" from {start.function}{number} in {name(start.lane)}"
            same = sum(other == text or other.startswith(text + " (") for other in names.values())
            names[lane] = text if not same else f"{text} ({same + 1})"
        return names[lane]

    for lane in lanes:
        name(lane)
    return names
