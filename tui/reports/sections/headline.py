"""What ran, how it went, and how much of it there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from tui.reports.sections.timing import milliseconds
from tui.text import error_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.reports.page import Page
    from tui.reports.story import Call, Story

_MOST_RAISED = 10


def render(story: Story, page: Page) -> Iterator[Text]:
    """Yield the target, the numbers, and every kind of exception that left a hop."""
    meta = story.meta
    target = page.foreign(" ".join(meta.target) or "a program", style="bold")
    python = page.foreign(f" on Python {meta.python or '?'}")
    yield Text("hopscope: ").append_text(target).append_text(python)
    requests = story.recording.count("requests")
    counts = [
        _plural(requests, "request"),
        _plural(len(story.lane_ids), "lane"),
        _plural(len(story.tree), "hop"),
        milliseconds(_length(story)),
    ]
    yield Text(f"{', '.join(counts)}. {_ending(story)}".rstrip())
    raised = [call for call in story.calls if _came_from(story, call)]
    for call in raised[:_MOST_RAISED]:
        error = call.step.hop.exception
        if error is None:
            continue
        line = Text(f"{error_count(call.hops, page)}hop {call.step.hop.id} raised ", "bold")
        line.append_text(page.foreign(error_text(error.type, error.message)))
        line.append(" in ").append_text(page.foreign(story.function_name(call.step)))
        yield line
    if len(raised) > _MOST_RAISED:
        yield Text(f"{len(raised) - _MOST_RAISED} more kinds of exceptions are in the call tree")


def _came_from(story: Story, call: Call) -> bool:
    """Whether an exception left the call, and none of the calls that it made."""
    hop = call.step.hop
    if hop.exception is None:
        return False
    inside = (story.call(child).step.hop for child in story.children(hop.id))
    return not any(
        one.exception is not None and one.exception.type == hop.exception.type for one in inside
    )


def error_count(hops: int, page: Page) -> str:
    """Say how often where it was more than once."""
    return f"{page.count(hops)} " if hops > 1 else ""


def _length(story: Story) -> int:
    last = max(max(story.ends, default=0), max(story.tree.starts, default=0))
    return max(last, story.first_start) - story.first_start


def _ending(story: Story) -> str:
    code = story.meta.exit_code
    if not story.meta.complete:
        return "The recording is incomplete: the program was cut off."
    return "" if not code else f"The program ended with exit code {code}."


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")
