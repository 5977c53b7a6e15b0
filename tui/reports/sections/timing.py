"""Where the time went: by request and subgoal, by lane, by subgoal."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from lessons.step import Subgoal
from tui.reports.sections.heading import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from tui.reports.page import Page
    from tui.reports.story import Story

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


@dataclass(slots=True)
class _Spent:
    """Nanoseconds of a request's hops: from first to last, and each subgoal's own."""

    start: int
    end: int
    by_subgoal: Counter[Subgoal | None] = field(default_factory=Counter)


def render(story: Story, page: Page) -> Iterator[RenderableType]:
    """Yield the three tables; own time is a hop's time without the calls it made."""
    yield from heading(
        "Timing",
        "In milliseconds. A subgoal has its hops' own time: without the calls that they made.",
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


def _requests(story: Story, page: Page) -> Iterator[RenderableType]:
    spent = _spent(story)
    if not spent:
        return
    totals = sorted(times.end - times.start for times in spent.values())
    if len(spent) > _MOST_REQUESTS:
        yield Text(
            f"{len(spent):,} requests: the fastest took {milliseconds(totals[0])}, the median "
            f"{milliseconds(totals[len(totals) // 2])}, the slowest {milliseconds(totals[-1])}; "
            f"the first {_MOST_REQUESTS}:"
        )
    table = _table("req", "in all", *(str(subgoal) for subgoal in _OF_REQUESTS))
    table.add_column(Text("client"), overflow="ellipsis")  # the one that gives way
    clients = {request.id: request.client for request in story.recording.requests()}
    for number, times in list(spent.items())[:_MOST_REQUESTS]:
        table.add_row(
            Text(str(number)),
            Text(_plain(times.end - times.start)),
            *(Text(_plain(times.by_subgoal[subgoal])) for subgoal in _OF_REQUESTS),
            page.foreign(_address(clients.get(number, "")), max(page.width - 65, 8)),
        )
    yield table
    yield Text()


def _address(client: str) -> str:
    """Write the repr of an address as people do: ``127.0.0.1:8080``."""
    found = re.fullmatch(r"\('([^' ]*)', (\d+)\)", client)
    return f"{found[1]}:{found[2]}" if found else client


def _spent(story: Story) -> dict[int, _Spent]:
    found: dict[int, _Spent] = {}
    for index, request in enumerate(story.tree.requests):
        if not request:
            continue
        start = story.tree.starts[index]
        end = start + story.lasted[index]
        times = found.setdefault(request, _Spent(start, end))
        times.start, times.end = min(times.start, start), max(times.end, end)
        times.by_subgoal[story.call(index + 1).step.subgoal] += story.own_ns[index]
    return dict(sorted(found.items()))


def _lanes(story: Story, page: Page) -> Iterator[RenderableType]:
    hops = Counter(story.tree.lanes)
    table = _table("lane", "from", "to", "hops", "")
    table.columns[-1].justify = "left"
    for lane in list(story.lanes.values())[:_MOST_LANES]:
        begun = lane.start_ns - story.first_start
        end = story.lane_end(lane)
        ended = "open" if end is None else _plain(end - story.first_start)
        table.add_row(
            Text(story.letter(lane.id)),
            Text(_plain(begun)),
            Text(ended),
            Text(f"{hops[lane.id]:,}"),
            Text(f"{lane.kind} ").append_text(page.foreign(lane.name)),
        )
    yield table
    if len(story.lanes) > _MOST_LANES:
        yield Text(f"and {len(story.lanes) - _MOST_LANES:,} more lanes")
    yield Text()


def _subgoals(story: Story) -> Table:
    hops: Counter[Subgoal | None] = Counter()
    own: Counter[Subgoal | None] = Counter()
    for index, nanoseconds in enumerate(story.own_ns):
        subgoal = story.call(index + 1).step.subgoal
        hops[subgoal] += 1
        own[subgoal] += nanoseconds
    table = _table("subgoal", "own time", "hops")
    table.columns[0].justify = "left"
    for subgoal in Subgoal:
        if hops[subgoal]:
            table.add_row(
                Text(str(subgoal)), Text(_plain(own[subgoal])), Text(f"{hops[subgoal]:,}")
            )
    return table


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for title in titles:
        table.add_column(Text(title), justify="right", no_wrap=True)
    return table
