"""The call tree: who called whom, in which lane, for which subgoal, and how it ended."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rich.text import Text

from lessons.step import Dispatch, Subgoal
from tui.reports.sections.heading import heading
from tui.reports.sections.tree_rows import HopRow, RemarkRow, Row, tree_rows
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.step import Step
    from tui.reports.page import Page
    from tui.reports.story import Story

_MOST_ROWS = 2_000
_MOST_OTHERS = 6
_HOW = {
    Dispatch.SUPER: "super()",
    Dispatch.CLASS: "by name",
    Dispatch.CONSTRUCTOR: "constructor",
    Dispatch.PROPERTY: "property",
    Dispatch.GETATTR: "__getattr__",
    Dispatch.STORED: "stored",
    Dispatch.CALLBACK: "callback",
    Dispatch.INSTANCE_DICT: "own dict",
    Dispatch.SPECIAL: "special",
    Dispatch.INTERRUPT: "interrupt",
    Dispatch.UNKNOWN: "how? unknown",
}
"""What is said of a call; ``instance``, the common way, goes without saying."""


def render(story: Story, page: Page) -> Iterator[Text]:
    """Yield one line a hop; equal requests, rounds and polls are counted, not repeated."""
    yield from heading(
        "Call tree",
        "hop number, subgoal, lane, what was called, the class it was found in, the outcome.",
        page,
    )
    walk = tree_rows(story, page)
    rows = list(islice(walk, _MOST_ROWS))
    lane_width = max((len(story.letter(lane)) for lane in story.lanes), default=1)
    numbers = len(str(max(len(story.tree), 1)))
    gutter = numbers + 1 + 9 + lane_width + 2
    name_width = _name_width(rows, story, page, gutter)
    subgoal = ""
    for row in rows:
        if isinstance(row, RemarkRow):
            yield _remark(row, gutter, page)
            continue
        step = story.call(row.hop).step
        shown = "" if str(step.subgoal or "") == subgoal else str(step.subgoal or "")
        subgoal = str(step.subgoal or "")
        head = f"{row.hop:>{numbers}} {shown:<8} "
        head += f"{story.letter(story.tree.lanes[row.hop - 1]):<{lane_width}}  "
        yield _hop(row, head, name_width, story, page)
    if next(walk, None) is not None:
        yield Text()
        yield Text(f"The first {_MOST_ROWS:,} lines of the tree; hopscope step shows all of it.")


def _name_width(rows: list[Row], story: Story, page: Page, gutter: int) -> int:
    """Find how wide the names stand, so that the classes beside them line up."""
    widths = (
        len(row.guides) + len(visible(story.function_name(story.call(row.hop).step)))
        for row in rows
        if isinstance(row, HopRow)
    )
    return min(max(widths, default=0), max(page.width - gutter - 24, 24))


def _remark(row: RemarkRow, gutter: int, page: Page) -> Text:
    line = Text(" " * gutter + row.guides, "dim", no_wrap=True)
    room = max(page.width - gutter - len(row.guides), 12)
    return line.append_text(page.foreign(row.text, room, "italic"))


def _hop(row: HopRow, head: str, name_width: int, story: Story, page: Page) -> Text:
    # Values are the shown hop's own; the rest is what all hops of the call have in common.
    step = story.steps.step(row.hop)
    name = page.foreign(story.function_name(step), max(name_width - len(row.guides), 8))
    line = Text(head, no_wrap=True).append(row.guides, "dim").append_text(name)
    line.append(" " * max(name_width - len(row.guides) - len(name), 0) + "  ")
    if step.hop.owner is not None:
        line.append_text(page.foreign(story.class_name(step.hop.owner), style="bold"))
    details = _details(row, step, story, page)
    if details:
        line.append("  ").append_text(page.foreign("  ".join(details)))
    line.truncate(page.width, overflow="crop")
    return line


def _details(row: HopRow, step: Step, story: Story, page: Page) -> list[str]:
    found = [_HOW[step.dispatch]] if step.dispatch in _HOW else []
    if step.hop.polls is not None or (row.others and step.subgoal is Subgoal.WAIT):
        found.append(f"{page.count(_polls(row, step, story))} while waiting")
    elif row.others:
        numbers = [story.tree.requests[hop - 1] for hop in (row.hop, *row.others)]
        found.append(f"{page.count(row.times)} requests of this shape: {_ranges(numbers, page)}")
    elif row.times > 1:
        found.append(page.count(row.times))
    outcome = _outcome(step, page)
    return [*found, outcome] if outcome else found


def _polls(row: HopRow, step: Step, story: Story) -> int:
    hops = [step.hop, *(story.recording.hop(other) for other in row.others)]
    return sum(hop.polls or 1 for hop in hops)


def _ranges(numbers: list[int], page: Page) -> str:
    """Write request numbers in short: ``1-3, 7`` (at most six stretches)."""
    stretches: list[list[int]] = []
    for number in sorted(numbers):
        if stretches and number == stretches[-1][1] + 1:
            stretches[-1][1] = number
        else:
            stretches.append([number, number])
    shown = [str(a) if a == b else f"{a}{page.glyphs.to}{b}" for a, b in stretches[:_MOST_OTHERS]]
    if len(stretches) > _MOST_OTHERS:
        shown.append(page.glyphs.ellipsis)
    return ", ".join(shown)


def _outcome(step: Step, page: Page) -> str:
    hop = step.hop
    if hop.exception is not None:
        return f"raised {hop.exception.type}: {hop.exception.message}"
    if hop.outcome == "returned":
        return "" if hop.value in {None, "None"} else f"{page.glyphs.arrow} {hop.value}"
    return "not finished" if hop.outcome == "unfinished" else "yielded"
