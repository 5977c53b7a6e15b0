"""A hop as a lesson shows it: plain data, so that nothing needs the recording any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.course.evidence import Evidence
    from lessons.step import Subgoal
    from tracer.model import LaneKind, Outcome, Raised


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class of an MRO."""

    name: str
    has: bool
    """Whether its own ``__dict__`` has the name that is looked up."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One hop."""

    hop: int
    title: str
    """``BaseServer.finish_request``: owner and function."""
    function: str
    owner: str | None
    receiver: str | None
    """``server#1``."""
    receiver_class: str | None
    lane: int
    """Its id, from 1."""
    lane_kind: LaneKind | None
    lane_name: str
    subgoal: Subgoal | None
    classes: tuple[ClassRow, ...]
    """The MRO of the receiver's class; empty without one."""
    sentence: str
    outcome: Outcome
    raised: str | None
    """``ValueError: message``, where an exception left it."""
    arguments: tuple[tuple[str, str], ...]
    """Names and values, without the receiver's own; empty where none were recorded."""
    returned: str | None
    """What was returned, where it was recorded and is not None."""
    file: str | None
    line: int | None
    """From 1: where the call is written."""
    source: str | None
    """That line, without its indentation."""


def scene_of(evidence: Evidence, hop: int) -> Scene:
    """Read off a recording what there is to show of a hop. Raises KeyError, HopscopeError."""
    facts, step = evidence.hop(hop), evidence.step(hop)
    lane = evidence.recording.lane(facts.lane)
    name = evidence.function(hop)
    place = step.place
    return Scene(
        hop=hop,
        title=evidence.title(hop),
        function=name,
        owner=evidence.owner(hop),
        receiver=facts.receiver,
        receiver_class=evidence.receiver_class(hop),
        lane=facts.lane,
        lane_kind=lane.kind if lane else None,
        lane_name=lane.name if lane else "",
        subgoal=step.subgoal,
        classes=tuple(
            ClassRow(
                evidence.class_name(each, hop), name in evidence.class_facts(each, hop).members
            )
            for each in evidence.mro(hop)
        ),
        sentence=step.sentence,
        outcome=facts.outcome,
        raised=_raised(facts.exception) if facts.exception else None,
        arguments=tuple(each for each in facts.arguments.items() if each[0] not in ("self", "cls")),
        returned=facts.value if facts.outcome == "returned" and facts.value != "None" else None,
        file=place.file if place else None,
        line=place.line if place else None,
        source=_source(evidence, place.file, place.line) if place else None,
    )


def _raised(exception: Raised) -> str:
    return ": ".join(filter(None, (exception.type, exception.message)))


def _source(evidence: Evidence, file: str, line: int) -> str | None:
    found = evidence.recording.source(file)
    lines = found.text.split("\n") if found else []
    return lines[line - 1].strip() if 0 < line <= len(lines) else None
