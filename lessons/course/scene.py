"""A hop as a lesson shows it: plain data, so that nothing needs the recording any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.explain.endings import is_interruption

if TYPE_CHECKING:
    from lessons.course.evidence import Evidence
    from lessons.explain.step import Subgoal
    from tracer.model import LaneKind, Outcome, Raised


MOST = 8


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class of an MRO."""

    name: str
    has: bool
    """Whether its own ``__dict__`` has the name that is looked up."""


@dataclass(frozen=True, slots=True)
class Span:
    """When a call of the same function ran: milliseconds from the first hop of the recording."""

    hop: int
    lane: int
    begin: int
    end: int | None
    """None where it never ended."""


@dataclass(frozen=True, slots=True)
class HopScene:
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
    interrupted: bool
    """Whether that exception is how the run was ended from outside."""
    arguments: tuple[tuple[str, str], ...]
    """Names and values, without the receiver's own; empty where none were recorded."""
    returned: str | None
    """What was returned, where it was recorded and is not None."""
    file: str | None
    line: int | None
    """From 1: where the call is written."""
    source: str | None
    """That line, without its indentation."""
    around: tuple[str, ...]
    """Titles of the hops around it, through hand-offs too: the nearest first, at most
    :data:`MOST`."""
    calls: tuple[str, ...]
    """Titles of the hops that it called, in their order; at most :data:`MOST`."""
    spans: tuple[Span, ...]
    """It and others of its function, by their start; at most :data:`MOST`."""


def scene_of(evidence: Evidence, hop: int) -> HopScene:
    """Read off a recording what there is to show of a hop. Raises KeyError, HopscopeError."""
    facts, step = evidence.hop(hop), evidence.step(hop)
    lane = evidence.recording.lane(facts.lane)
    name = evidence.function(hop)
    place = step.place
    return HopScene(
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
        raised=raised_words(facts.exception) if facts.exception else None,
        interrupted=is_interruption(facts, evidence.recording.meta.stop),
        arguments=tuple(each for each in facts.arguments.items() if each[0] not in ("self", "cls")),
        returned=facts.value if facts.outcome == "returned" and facts.value != "None" else None,
        file=place.file if place else None,
        line=place.line if place else None,
        source=_source(evidence, place.file, place.line) if place else None,
        around=tuple(evidence.title(each) for each in evidence.outer(hop)[:MOST]),
        calls=tuple(evidence.title(each) for each in evidence.called[hop][:MOST]),
        spans=_spans(evidence, hop),
    )


def _spans(evidence: Evidence, hop: int) -> tuple[Span, ...]:
    name, first = evidence.function(hop), evidence.hop(evidence.order[0]).start_ns
    alike = [each for each in evidence.order if evidence.function(each) == name]
    alike.sort(key=lambda each: evidence.hop(each).start_ns)
    place = alike.index(hop)
    start = max(0, min(place - MOST // 2, len(alike) - MOST))
    return tuple(_span(evidence, each, first) for each in alike[start : start + MOST])


def _span(evidence: Evidence, hop: int, first: int) -> Span:
    facts = evidence.hop(hop)
    end = None if facts.end_ns is None else (facts.end_ns - first) // 1_000_000
    return Span(hop, facts.lane, (facts.start_ns - first) // 1_000_000, end)


def raised_words(exception: Raised) -> str:
    """``ValueError: message``; the type alone where there is no message. Foreign text."""
    return ": ".join(filter(None, (exception.type, exception.message)))


def _source(evidence: Evidence, file: str, line: int) -> str | None:
    found = evidence.recording.source(file)
    lines = found.text.split("\n") if found else []
    return lines[line - 1].strip() if 0 < line <= len(lines) else None
