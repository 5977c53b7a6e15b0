"""The call tree: who called whom, in which lane, for which subgoal, and how it ended."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from lessons.explain.endings import is_interruption
from lessons.explain.step import Subgoal
from lessons.explain.subgoals import subgoal_words
from lessons.source.call_site import Dispatch
from tracer.language import N_, _
from tui.reports.page import padded
from tui.reports.run.sections.heading import heading
from tui.reports.run.sections.tree_rows import HopRow, LoopRow, RemarkRow, Row, tree_rows
from tui.text import error_text, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.explain.step import Step
    from tui.reports.page import Page
    from tui.reports.run.story import RunReading

_MOST_ROWS = 2_000
_SUBGOAL = 8
"""Cells of a subgoal's label."""
_HOW = {
    Dispatch.SUPER: "super()",
    Dispatch.CLASS: N_("by name"),
    Dispatch.CONSTRUCTOR: N_("constructor"),
    Dispatch.PROPERTY: N_("property"),
    Dispatch.GETATTR: "__getattr__",
    Dispatch.STORED: N_("fetched earlier"),
    Dispatch.CALLBACK: N_("called back"),
    Dispatch.INSTANCE_DICT: N_("its own __dict__"),
    Dispatch.SPECIAL: N_("by the interpreter"),
    Dispatch.INTERRUPT: N_("interrupt"),
    Dispatch.UNKNOWN: N_("how? unknown"),
}
"""What is said of a call; ``instance``, the common way, goes without saying."""


def render(story: RunReading, page: Page) -> Iterator[Text]:
    """Yield one line a hop; equal requests, rounds and polls are counted, not repeated."""
    yield from heading(
        _("Call tree"),
        _("Each call below the one that made it, with the class in which its function was found."),
        page,
    )
    walk = tree_rows(story, page)
    rows = list(islice(walk, _MOST_ROWS))
    lane_width = len(story.letter(max(story.lane_ids, default=1)))
    numbers = max(len(str(max(story.tree.ids, default=0))), 3)
    gutter = numbers + 1 + _SUBGOAL + 1 + lane_width + 2
    name_width = _name_width(rows, story, page, gutter)
    subgoal: Subgoal | None = None
    yield _head(numbers, lane_width, name_width)
    for row in rows:
        if isinstance(row, LoopRow):
            yield Text(f"{page.glyphs.rule * 2} {row.text}", "italic")
            continue
        if isinstance(row, RemarkRow):
            yield _remark(row, gutter, page)
            continue
        step = story.call(row.hop).step
        shown = "" if step.subgoal == subgoal else subgoal_words(step.subgoal)
        subgoal = step.subgoal
        head = f"{row.hop:>{numbers}} {padded(shown, _SUBGOAL)} "
        head += f"{story.letter(story.lane_of(row.hop)):<{lane_width}}  "
        yield _hop(row, head, name_width, story, page)
    if next(walk, None) is not None:
        yield Text()
        words = _("The first {count:,} lines of the tree; hopscope step shows all of it.")
        yield Text(words.format(count=_MOST_ROWS))


def _head(numbers: int, lane_width: int, name_width: int) -> Text:
    hop, subgoal = padded(_("hop"), numbers), padded(_("subgoal"), _SUBGOAL)
    call = padded(_("call"), name_width)
    rest = _("found in  how, if not obj.name(), and outcome")
    return Text(f"{hop} {subgoal}{' ' * (lane_width + 2)}{call}  {rest}", "dim", no_wrap=True)


def _name_width(rows: list[Row], story: RunReading, page: Page, gutter: int) -> int:
    """Find how wide the names stand, so that the classes beside them line up (deep ones apart)."""
    widths = (
        len(row.guides) + cell_len(visible(story.function_name(story.call(row.hop).step)))
        for row in rows
        if isinstance(row, HopRow)
    )
    return min(max(widths, default=0), max(page.width - gutter - 44, 33))


def _remark(row: RemarkRow, gutter: int, page: Page) -> Text:
    line = Text(" " * gutter + row.guides, "dim", no_wrap=True)
    room = max(page.width - gutter - len(row.guides), 12)
    return line.append_text(page.foreign(row.text, room, "italic"))


def _hop(row: HopRow, head: str, name_width: int, story: RunReading, page: Page) -> Text:
    # Values are the shown hop's own; the rest is what all hops of the call have in common.
    step = story.steps.step(row.hop)
    name = page.foreign(
        story.function_name(step), max(page.width - cell_len(head) - len(row.guides) - 12, 8)
    )
    line = Text(head, no_wrap=True).append(row.guides, "dim").append_text(name)
    line.append(" " * max(name_width - len(row.guides) - name.cell_len, 0) + "  ")
    if step.hop.owner is not None:
        line.append_text(page.foreign(story.class_name(step.hop.owner), style="bold"))
    details = "  ".join(_details(row, step, story, page))
    room = page.width - line.cell_len - 2
    if details and room > 0:
        line.append("  ").append_text(page.foreign(details, room))
    line.truncate(page.width, overflow="crop")
    return line


def _details(row: HopRow, step: Step, story: RunReading, page: Page) -> list[str]:
    found = []
    outcome = _outcome(step, story, page)
    if step.hop.outcome != "returned":
        found.append(outcome)  # first: it must not be cut off
    if step.dispatch is Dispatch.CONSTRUCTOR and step.hop.receiver_class is not None:
        found.append(_("makes a {name}").format(name=story.class_name(step.hop.receiver_class)))
    elif step.dispatch in _HOW:
        found.append(_(_HOW[step.dispatch]))
    if step.hop.polls is not None or (row.others and step.subgoal is Subgoal.WAIT):
        found.append(_("{times} while waiting").format(times=page.count(_polls(row, story))))
    elif row.times > 1 and not row.others:
        found.append(page.count(row.times))
    if outcome and step.hop.outcome == "returned":
        found.append(outcome)
    return found


def _polls(row: HopRow, story: RunReading) -> int:
    return sum(story.polls[story.place(hop)] or 1 for hop in (row.hop, *row.others))


def _outcome(step: Step, story: RunReading, page: Page) -> str:
    hop = step.hop
    if is_interruption(hop, story.meta.stop):
        return _("interrupted")
    if hop.exception is not None:
        error = error_text(hop.exception.type, hop.exception.message)
        return _("raised {error}").format(error=error)
    if hop.outcome == "returned":
        return "" if hop.value in {None, "None"} else f"{page.glyphs.arrow} {hop.value}"
    return _("not finished") if hop.outcome == "unfinished" else _("yielded")
