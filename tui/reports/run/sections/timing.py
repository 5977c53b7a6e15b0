"""Where the time went: by request and subgoal, by lane, by subgoal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from lessons.explain.step import Subgoal
from lessons.explain.subgoals import subgoal_words
from tracer.language import N_, _
from tui.reports.run.sections.heading import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from tui.reports.page import Page
    from tui.reports.run.story import RunReading

_MOST_REQUESTS = 10
_MOST_LANES = 12
_OF_REQUESTS = (
    Subgoal.ACCEPT,
    Subgoal.VERIFY,
    Subgoal.DISPATCH,
    Subgoal.BUILD,
    Subgoal.HANDLE,
    Subgoal.CLEAN_UP,
)


_KINDS = {
    "main": N_("main"),
    "thread": N_("thread"),
    "fork": N_("fork"),
    "process": N_("process"),
}


@dataclass(slots=True)
class _Spent:
    """From when to when the requests lasted, in ns; of the first few each subgoal's own time."""

    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    by_subgoal: dict[int, Counter[Subgoal | None]] = field(default_factory=dict)

    def lasted(self, request: int) -> int:
        """Nanoseconds from a request's first hop to the end of its last."""
        return self.ends[request] - self.starts[request]


def render(story: RunReading, page: Page) -> Iterator[RenderableType]:
    """Yield the three tables; own time is a hop's time without the calls it made."""
    yield from heading(
        _("Timing"),
        _("In milliseconds. A subgoal has its hops' own time: without the calls that they made."),
        page,
    )
    yield from _requests(story, page)
    yield from _lanes(story, page)
    yield _subgoals(story)


def milliseconds(nanoseconds: int) -> str:
    """Write a time for people: ``1.234 ms``."""
    return f"{nanoseconds / 1e6:,.3f} ms"


def _plain(nanoseconds: int) -> str:
    return f"{nanoseconds / 1e6:,.3f}"


def _requests(story: RunReading, page: Page) -> Iterator[RenderableType]:
    spent = _spent(story)
    if not spent.starts:
        return
    totals = sorted(map(spent.lasted, spent.starts))
    if len(totals) > _MOST_REQUESTS:
        yield Text(
            _(
                "{count:,} requests: the fastest took {fastest}, the median {median}, the slowest "
                "{slowest}; the first {shown}:"
            ).format(
                count=len(totals),
                fastest=milliseconds(totals[0]),
                median=milliseconds(totals[len(totals) // 2]),
                slowest=milliseconds(totals[-1]),
                shown=_MOST_REQUESTS,
            )
        )
    table = _table(_("req"), _("in all"), *map(subgoal_words, _OF_REQUESTS))
    table.add_column(Text(_("client")), overflow="ellipsis")  # the one that gives way
    for number, own in spent.by_subgoal.items():
        request = story.recording.request(number)
        table.add_row(
            Text(str(number)),
            Text(_plain(spent.lasted(number))),
            *(Text(_plain(own[subgoal])) for subgoal in _OF_REQUESTS),
            page.foreign(_address(request.client if request else ""), max(page.width - 65, 8)),
        )
    yield table
    yield Text()


def _address(client: str) -> str:
    """Write the repr of an address as people do: ``127.0.0.1:8080``."""
    found = re.fullmatch(r"\('([^' ]*)', (\d+)\)", client)
    return f"{found[1]}:{found[2]}" if found else client


def _spent(story: RunReading) -> _Spent:
    found = _Spent()
    starts, ends = found.starts, found.ends
    columns = zip(story.tree.requests, story.tree.starts, story.ends, strict=True)
    for request, start, end in columns:
        if not request:
            continue
        if request not in starts or start < starts[request]:
            starts[request] = start
        last = end or start
        if request not in ends or last > ends[request]:
            ends[request] = last
    found.by_subgoal = {number: Counter() for number in sorted(starts)[:_MOST_REQUESTS]}
    for place, request in enumerate(story.tree.requests):
        if request in found.by_subgoal:
            subgoal = story.call_at(place).step.subgoal
            found.by_subgoal[request][subgoal] += story.own_ns[place]
    return found


def _lanes(story: RunReading, page: Page) -> Iterator[RenderableType]:
    table = _table(_("lane"), _("from"), _("to"), _("hops"), "")
    table.columns[-1].justify = "left"
    for lane in filter(None, map(story.lane, story.lane_ids[:_MOST_LANES])):
        begun = lane.start_ns - story.first_start
        end = story.lane_end(lane)
        ended = _("open") if end is None else _plain(end - story.first_start)
        table.add_row(
            Text(story.letter(lane.id)),
            Text(_plain(begun)),
            Text(ended),
            Text(f"{len(story.recording.hops_in_lane(lane.id)):,}"),
            Text(f"{_(_KINDS[lane.kind])} ").append_text(page.foreign(lane.name)),
        )
    yield table
    if len(story.lane_ids) > _MOST_LANES:
        words = _("and {count:,} more lanes")
        yield Text(words.format(count=len(story.lane_ids) - _MOST_LANES))
    yield Text()


def _subgoals(story: RunReading) -> Table:
    own_by_context = [0] * len(story.call_of)
    for context, nanoseconds in zip(story.contexts, story.own_ns, strict=True):
        own_by_context[context] += nanoseconds
    own: Counter[Subgoal | None] = Counter()
    for context, nanoseconds in enumerate(own_by_context):
        own[story.calls[story.call_of[context]].step.subgoal] += nanoseconds
    hops: Counter[Subgoal | None] = Counter()
    for call in story.calls:
        hops[call.step.subgoal] += call.hops
    table = _table(_("subgoal"), _("own time"), _("hops"))
    table.columns[0].justify = "left"
    for subgoal in Subgoal:
        if hops[subgoal]:
            table.add_row(
                Text(subgoal_words(subgoal)), Text(_plain(own[subgoal])), Text(f"{hops[subgoal]:,}")
            )
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for title in titles:
        table.add_column(Text(title), justify="right", no_wrap=True)
    return table
