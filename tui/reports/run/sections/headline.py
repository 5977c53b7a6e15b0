"""What ran, how it went, and how much of it there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from lessons.explain.endings import ending_words, is_interruption
from lessons.explain.newer_sources import newer_sources_note
from tracer.language import N_, _, listed
from tui.reports.run.sections.timing import milliseconds
from tui.text import error_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.reports.page import Page
    from tui.reports.run.story import Call, RunReading

_MOST_RAISED = 10


def render(story: RunReading, page: Page) -> Iterator[Text]:
    """Yield the target, the numbers, and every kind of exception that left a hop."""
    meta = story.meta
    target = page.foreign(" ".join(meta.target) or _("a program"), style="bold")
    python = page.foreign(_(" on Python {version}").format(version=meta.python or "?"))
    yield Text("hopscope: ").append_text(target).append_text(python)
    requests = story.recording.count("requests")
    lanes, hops = len(story.lane_ids), len(story.tree)
    counts = [
        _counted(requests, N_("{count:,} request"), N_("{count:,} requests")),
        _counted(lanes, N_("{count:,} lane"), N_("{count:,} lanes")),
        _counted(hops, N_("{count:,} hop"), N_("{count:,} hops")),
        milliseconds(_length(story)),
    ]
    words = _("{counts}. {ending}").format(counts=listed(counts), ending=ending_words(story.meta))
    yield Text(words.rstrip())
    newer = newer_sources_note(story.recording)
    if newer is not None:
        yield page.lines(visible(newer), style="bold")
    raised = [call for call in story.calls if _came_from(story, call)]
    for call in raised[:_MOST_RAISED]:
        error = call.step.hop.exception
        if error is None:
            continue
        raised_words = _("hop {hop} raised ").format(hop=call.step.hop.id)
        line = Text(error_count(call.ran, page) + raised_words, "bold")
        line.append_text(page.foreign(error_text(error.type, error.message)))
        line.append(_(" in ")).append_text(page.foreign(story.function_name(call.step)))
        yield line
    if len(raised) > _MOST_RAISED:
        words = _("{count} more kinds of exceptions are in the call tree")
        yield Text(words.format(count=len(raised) - _MOST_RAISED))


def _came_from(story: RunReading, call: Call) -> bool:
    """Whether an exception of the program left the call, and none of the calls that it made."""
    hop = call.step.hop
    if hop.exception is None or is_interruption(hop, story.meta.stop):
        return False
    inside = (story.call(child).step.hop for child in story.children(hop.id))
    return not any(
        one.exception is not None and one.exception.type == hop.exception.type for one in inside
    )


def error_count(hops: int, page: Page) -> str:
    """Say how often where it was more than once."""
    return f"{page.count(hops)} " if hops > 1 else ""


def _length(story: RunReading) -> int:
    last = max(max(story.ends, default=0), max(story.tree.starts, default=0))
    return max(last, story.first_start) - story.first_start


def _counted(number: int, one: str, many: str) -> str:
    return _(one if number == 1 else many).format(count=number)
