# The module is named for the format, as its neighbours are; imports here are absolute.
r"""``report --format json``: the public, versioned form of a recording (``docs/json.md``).

One line for each element of a list, so that a run of any length is written in
constant memory and two runs can be compared with ``diff``. ASCII only: control
characters of the traced program arrive as ``\u001b`` and cannot act.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TextIO

from lessons.explain.newer_sources import notes_of
from lessons.explain.steps import Steps
from tracer.language import ENGLISH, speaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lessons.explain.step import Lookup, Step
    from lessons.source.place import Place
    from tracer.model import ClassFacts, Code, HandOff, Lane, ObjectFacts, Request
    from tracer.recording import Recording

FORMAT = "hopscope"
VERSION = 1


def write(recording: Recording, out: TextIO) -> None:
    """Write the whole recording, every hop explained."""
    steps = Steps(recording)
    meta = recording.meta
    with speaking(ENGLISH):
        notes = notes_of(recording)
    head = {
        "format": FORMAT,
        "version": VERSION,
        "python": meta.python,
        "target": list(meta.target),
        "complete": meta.complete,
        "stop": None if meta.stop is None else {"cause": meta.stop.cause, "at_ns": meta.stop.at_ns},
        "notes": notes,
    }
    lists: dict[str, Iterable[dict[str, Any]]] = {
        "lanes": map(_lane, recording.lanes()),
        "classes": map(_class, recording.classes()),
        "objects": map(_object, recording.objects()),
        "requests": (_request(request, steps) for request in recording.requests()),
        "hops": (_hop(step, recording.code(step.hop.code)) for step in steps.all()),
        "hand_offs": map(_hand_off, recording.hand_offs()),
    }
    with speaking(ENGLISH):  # what programs read is the same in every language
        out.writelines(_lines(head, lists))


def _lines(head: dict[str, Any], lists: dict[str, Iterable[dict[str, Any]]]) -> Iterator[str]:
    separator = "{"
    for name, value in head.items():
        yield f"{separator}{_dump(name)}: {_dump(value)}"
        separator = ",\n "
    for name, elements in lists.items():
        yield f",\n {_dump(name)}: ["
        separator = "\n  "
        for element in elements:
            yield separator + _dump(element)
            separator = ",\n  "
        yield "]"
    yield "}\n"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False)


def _lane(lane: Lane) -> dict[str, Any]:
    return {
        "id": lane.id,
        "kind": lane.kind,
        "name": lane.name,
        "pid": lane.pid,
        "thread": lane.thread,
        "daemon": lane.daemon,
        "parent_hop": lane.parent_hop,
        "start_ns": lane.start_ns,
        "end_ns": lane.end_ns,
    }


def _class(facts: ClassFacts) -> dict[str, Any]:
    return {
        "id": facts.id,
        "module": facts.module,
        "qualname": facts.qualname,
        "file": facts.file,
        "line": facts.line,
        "bases": list(facts.bases),
        "mro": list(facts.mro),
    }


def _object(facts: ObjectFacts) -> dict[str, Any]:
    return {"id": facts.id, "class": facts.class_id, "role": facts.role}


def _request(request: Request, steps: Steps) -> dict[str, Any]:
    return {
        "id": request.id,
        "client": request.client,
        "accepted_hop": request.accepted_hop,
        "lanes": list(steps.request_lanes(request.id)),
        "ended": steps.request_ended(request.id),
    }


def _hop(step: Step, code: Code) -> dict[str, Any]:
    hop = step.hop
    raised = hop.exception
    return {
        "id": hop.id,
        "parent": hop.parent,
        "lane": hop.lane,
        "depth": hop.depth,
        "request": hop.request,
        "subgoal": step.subgoal,
        "loop": step.loop,
        "polls": hop.polls,
        "function": _function(code),
        "receiver": hop.receiver,
        "receiver_class": hop.receiver_class,
        "owner": hop.owner,
        "dispatch": step.dispatch,
        "site": _place(step.place),
        "fetch": step.fetch and {"site": _place(step.fetch.place), "certain": step.fetch.certain},
        "via": step.via,
        "resumed": hop.resumed,
        "lookup": _lookup(step.lookup),
        "sentence": step.sentence,
        "arguments": hop.arguments,
        "outcome": hop.outcome,
        "value": hop.value,
        "exception": raised and {"type": raised.type, "message": raised.message},
        "start_ns": hop.start_ns,
        "end_ns": hop.end_ns,
    }


def _function(code: Code) -> dict[str, Any]:
    return {
        "module": code.module,
        "qualname": code.qualname,
        "name": code.name,
        "file": code.file,
        "line": code.first_line,
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    if place is None:
        return None
    return {
        "file": place.file,
        "line": place.line,
        "end_line": place.end_line,
        "column": place.column,
        "end_column": place.end_column,
        "text": place.text,
    }


def _lookup(lookup: Lookup | None) -> dict[str, Any] | None:
    if lookup is None:
        return None
    return {
        "name": lookup.name,
        "start": lookup.start,
        "written_in": lookup.written_in,
        "found_in": lookup.found_in,
        "candidates": [
            {"class": c.class_id, "has": c.has, "asked": c.asked, "chosen": c.chosen}
            for c in lookup.candidates
        ],
        "shadowed": list(lookup.shadowed),
        "super": lookup.super,
        "reason": lookup.reason,
    }


def _hand_off(edge: HandOff) -> dict[str, Any]:
    return {"from_hop": edge.from_hop, "to_hop": edge.to_hop, "kind": edge.kind}
