"""The rows of a comparison as every form of it shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from lessons.compare.callers import MODULE
from lessons.compare.searches import short
from lessons.explain.newer_sources import notes_of
from lessons.source.call_site import Dispatch
from tracer.language import N_, _, listed, ngettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.compare.align import AlignedRow, Kind
    from lessons.compare.comparison import Comparison, Count
    from lessons.compare.endings import Ending
    from lessons.compare.run import ComparedRun, Node
    from lessons.compare.searches import Search
    from tracer.model import Outcome

MOST_ROWS = 400
_LANES = {
    "thread": N_("in a thread of its own"),
    "fork": N_("in a forked process"),
    "process": N_("in a process of its own"),
    "main": N_("in a main thread"),
    "queue": N_("handed over by a queue"),
    "signal": N_("a signal arrived"),
    "finalizer": N_("an object was finalised"),
    "weakref": N_("a weak reference called back"),
}
_ENDED: dict[Outcome, str] = {
    "returned": N_("returned"), "yielded": N_("yielded"), "unfinished": N_("not finished"),
    "raised": N_("raised an exception"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One run's call in a row."""

    level: int
    name: str
    """Of what was called; for a lane what begins."""
    owner: str
    """The class that it was found in; empty for none."""
    details: str
    is_lane: bool
    is_outcome: bool = False
    """The details say how it ended, which differs."""


def rows_to_show(comparison: Comparison) -> Iterator[AlignedRow]:
    """The shared way to the first parting in full, equal calls after it as one row."""
    first = comparison.partings[0].row if comparison.partings else 0
    room = MOST_ROWS
    for index, row in enumerate(comparison.rows):
        waiting = [row]
        while waiting:
            at = waiting.pop()
            inside = comparison.alignment.unfold(at) if index < first and room > 0 else []
            room -= 1
            yield at if not inside else _opened(at)
            waiting += reversed(inside)


def _opened(row: AlignedRow) -> AlignedRow:
    return replace(row, whole=False)


def cell(
    node: Node | None, level: int, run: ComparedRun, kind: Kind, *, whole: bool, count: str
) -> Cell:
    """What to say of one run's call; ``count`` writes a number of times (``x{count}``)."""
    if node is None:
        return Cell(level, "", "", "", False)
    details = []
    if node.ending is not None and kind == "outcome":
        details.append(_ended(node.ending))
    if node.is_turn and not level:
        details.append(_("while idle"))
    if node.times > 1 and not node.is_turn:
        details.append(count.format(count=node.times))
    inner = run.size(node) - (1 if node.hop else 0)
    if whole and inner and node.hop:
        details.append(f"+{inner:,}")
    if node.face.lane:
        name = _(_LANES.get(node.face.lane, node.face.lane))
        return Cell(level, name, "", ", ".join(details), True)
    owner = short(node.face.owner) if node.face.owner else ""
    is_outcome = kind == "outcome"
    return Cell(level, node.face.name, owner, ", ".join(details), False, is_outcome)


def _ended(ending: Ending) -> str:
    if ending.raised:
        return _("raised {error}").format(error=ending.raised)
    return _(_ENDED[ending.outcome])


def how_called(search: Search) -> str:
    """Say where and in which function a call was made; where nothing called, the hop in plain words."""
    place, caller = search.place, search.caller.function
    if place is None or caller is None or search.dispatch is Dispatch.CALLBACK:
        return search.sentence
    said = (
        _("called as {text} in the module, {where}")
        if caller == MODULE
        else _("called as {text} in {caller}, {where}")
    )
    where = f"{PurePath(place.file).name}:{place.line}"
    return said.format(text=" ".join(place.text.split()), caller=caller, where=where)


def shortcomings(run: ComparedRun) -> list[str]:
    """Say what a recording lacks."""
    meta = run.recording.meta
    found = [] if meta.complete else [_("The recording is incomplete: the program was cut off.")]
    return found + notes_of(run.recording)


def title(run: ComparedRun) -> str:
    """Name a run: its target as it was typed."""
    return " ".join(run.recording.meta.target) or run.recording.path.name


def size(run: ComparedRun) -> str:
    """Say how much was recorded."""
    requests, hops = run.recording.count("requests"), len(run.recording)
    return listed(
        (
            ngettext("{count} request", "{count} requests", requests).format(count=requests),
            ngettext("{count} hop", "{count} hops", hops).format(count=hops),
            f"Python {run.recording.meta.python}",
        )
    )


def how_often(count: Count, times: str) -> str:
    """Say that a call came more often in one run; ``times`` writes a number of times."""
    return _("{name}: {here} in A, {there} in B").format(
        name=count.name,
        here=times.format(count=f"{count.left:,}"),
        there=times.format(count=f"{count.right:,}"),
    )


def verdict(comparison: Comparison) -> str:
    """Say in one sentence how the two runs compare."""
    if comparison.partings:
        first = comparison.partings[0]
        said = _("They part: {summary}.") if first.kind == "calls" else _("They part at {summary}.")
        return said.format(summary=first.summary)
    if comparison.verdict == "identical":
        return _("Identical: the same calls, found in the same classes.")
    return _("Alike: the same calls, found in the same classes, only some of them more often.")
