"""What is wrong with the screen that shows: nothing where it is as it should be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

from rich.cells import cell_len
from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, OptionList, Static

from lessons.course.telling import FeedbackTold
from tui.app.app import HopscopeApp
from tui.app.lesson.answering import refutation
from tui.app.rows.markdown import markdown_rows
from tui.app.rows.spans import Row, row, text_of
from tui.app.screens.main import MainScreen
from tui.app.widgets.lesson_pane import LessonPane
from tui.app.widgets.lines import Line
from tui.app.widgets.rows_view import Panel, RowsView
from tui.app.widgets.source_pane import _MARGIN, SourcePane

Kind: TypeAlias = Literal[
    "width",  # rows that were laid out for another width than the pane has
    "cut",  # words that end without an ellipsis
    "markdown",  # signs of Markdown among the words
    "verdict",  # what was said of an answer is not in view, or not whole
    "empty",  # a pane that shows has no room, or nothing in it
]

_ELLIPSES = ("…", "~")
_MARKERS = re.compile(r"`|\*\*|\]\(|^ *#+ ")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    kind: Kind
    pane: str
    words: str

    def __str__(self) -> str:
        return f"{self.pane}: {self.kind}: {self.words}"


def faults(app: HopscopeApp) -> list[Fault]:
    """Everything that is wrong with what the screen on top shows, pane by pane."""
    shown = _shown(app)
    found = [*_overlaps(app, shown)]
    for widget in shown:
        if isinstance(widget, RowsView):
            found += _of_pane(widget)
        elif isinstance(widget, (Static, Input, OptionList)):
            found += _of_text(widget)
    if isinstance(app.screen, MainScreen) and app.screen.scene.lesson is not None:
        found += _of_answer(app)
    return found


def _shown(app: HopscopeApp) -> list[Widget]:
    """What holds words on the screen on top."""
    visible = app.screen._compositor.visible_widgets
    kinds = (RowsView, Static, Input, OptionList)
    return [
        each for each in app.screen.query(Widget) if each in visible and isinstance(each, kinds)
    ]


def _overlaps(app: HopscopeApp, shown: Sequence[Widget]) -> Iterator[Fault]:
    """What lies over something else, or reaches beyond what it lies in."""
    visible = app.screen._compositor.visible_widgets
    for widget in shown:
        region, clip = visible[widget]
        if not clip.contains_region(region):
            yield Fault("cut", _name(widget), f"{region} in {clip}")
    for one, other in combinations(shown, 2):
        if one.region.overlaps(other.region):
            yield Fault("cut", _name(one), f"{_name(other)} lies over it")


def _name(widget: Widget) -> str:
    return widget.id or type(widget).__name__


# Panes


def _painted(pane: RowsView) -> list[Strip]:
    """The pane as it is painted, a strip for each of its lines, its border among them."""
    return pane.render_lines(Region(0, 0, *pane.region.size))


def _words_in(pane: RowsView) -> list[str]:
    """What is painted inside its border and its scroll bar."""
    inside = pane.scrollable_content_region.translate(-pane.region.offset)
    lines = _painted(pane)[inside.y : inside.bottom]
    return [line.crop(inside.x, inside.right).text.rstrip() for line in lines]


def _of_pane(pane: RowsView) -> Iterator[Fault]:
    inside, name = pane.scrollable_content_region, _name(pane)
    if not inside.area or not pane.is_filled():
        yield Fault("empty", name, f"{inside.width}x{inside.height} cells")
        return
    border, words = _painted(pane)[0].text, _words_in(pane)
    rows = _laid_out_anew(pane)
    yield from _drawn_otherwise(pane, rows, words)
    is_whole = pane._title in border or any(sign in border for sign in _ELLIPSES)
    if pane.styles.border_top[0] and not is_whole:
        yield Fault("cut", name, f"{border!r} for its title, {pane._title!r}")
    if isinstance(pane, Line) and len(rows) > inside.height:
        yield Fault("cut", name, f"{len(rows) - inside.height} of {len(rows)} rows")
    if not isinstance(pane, SourcePane):
        yield from _markers(name, rows)


def _laid_out_anew(pane: RowsView) -> list[Row]:
    """The rows for the width that there really is, whatever the pane has kept."""
    inside = pane.scrollable_content_region
    if isinstance(pane, Panel):
        assert pane.scene is not None
        return pane.build(pane.scene, inside.width)
    first = pane.scroll_offset.y
    in_view = range(first, first + inside.height)
    kept, pane._columns = pane._columns, inside.width
    rows = [pane.row_at(index) if index in in_view else () for index in range(pane.row_count())]
    pane._columns = kept
    return rows


def _drawn_otherwise(pane: RowsView, rows: list[Row], lines: list[str]) -> Iterator[Fault]:
    """Rows that are not painted as they are for this width."""
    first, width = pane.scroll_offset.y, pane.scrollable_content_region.width
    other = []
    if isinstance(pane, SourcePane) and (held := pane.class_row()) is not None:
        rows[first] = held
    for index, shown in enumerate(lines, first):
        words = _as_drawn(pane, rows[index]) if index < len(rows) else ""
        if cell_len(words) > width:
            if not shown.endswith(_ELLIPSES):
                yield Fault("cut", _name(pane), repr(shown))
        elif shown != words:
            other.append(f"{shown!r} for {words!r}")
    if other:
        yield Fault("width", _name(pane), f"{len(other)} rows, has {width} cells: {other[0]}")


def _as_drawn(pane: RowsView, row: Row) -> str:
    words = pane._plainly(text_of(row))
    if isinstance(pane, SourcePane) and pane._shift:
        line = Strip([Segment(words[_MARGIN:])])
        more = _ELLIPSES[0] if line.crop(0, pane._shift).text.strip() else " "
        words = words[: _MARGIN - 1] + more + line.crop(pane._shift).text
    return words.rstrip()


def _markers(pane: str, rows: Sequence[Row]) -> Iterator[Fault]:
    for each in rows:
        parts = (text.replace("#", "") if role == "key" else text for text, role in each
                 if role != "code")  # fmt: skip
        words = "".join(parts)  # what code and keys consist of is no Markdown
        if _MARKERS.search(words):
            yield Fault("markdown", pane, repr(text_of(each)))


# Textual's own widgets


def _of_text(widget: Static | Input | OptionList) -> Iterator[Fault]:
    room = widget.content_region
    lines = [strip.text for strip in widget.render_lines(Region(0, 0, *widget.region.size))]
    yield from _markers(_name(widget), [row(line.rstrip()) for line in lines])
    if isinstance(widget, Input):
        hint = str(widget.placeholder)
        if cell_len(hint) > room.width and not widget.value:
            yield Fault("cut", _name(widget), repr(hint))
    if not isinstance(widget, Static):
        return  # it scrolls
    needed = widget.get_content_height(room.size, widget.app.size, room.width)
    if needed > room.height:
        yield Fault("cut", _name(widget), f"{needed - room.height} of {needed} rows")


# What was said of an answer


def _of_answer(app: HopscopeApp) -> Iterator[Fault]:
    """Its verdict is in view, and its words are there over the whole width."""
    lesson = app.main.scene.lesson
    pane = app.main.query_one(LessonPane)
    feedback = None if lesson is None else lesson.attempt.feedback
    if lesson is None or feedback is None or not pane.region.area or lesson.waiting:
        return
    is_newest = lesson.attempt.parts == 1 or lesson.exercise is not None
    if feedback.heading and is_newest and feedback.heading not in _words_in(pane):
        yield Fault("verdict", "lesson", f"{feedback.heading!r} is not in view")
    inside, rows = (
        pane.scrollable_content_region,
        [line.rstrip() for line in pane.text().split("\n")],
    )
    for words in _explained(
        feedback, lesson.attempt.parts, at_exercise=lesson.exercise is not None
    ):
        wanted = [text_of(row).rstrip() for row in markdown_rows(words, inside.width)]
        if wanted and not _has(rows, wanted):
            yield Fault("verdict", "lesson", f"not over {inside.width} cells: {wanted[0]!r}")


def _explained(feedback: FeedbackTold, parts: int, *, at_exercise: bool) -> Iterator[str]:
    told = refutation(feedback)
    for part in told if at_exercise else told[:parts]:
        yield getattr(feedback, part)
    if not told:
        yield feedback.told


def _has(rows: list[str], wanted: list[str]) -> bool:
    ends = range(len(rows) - len(wanted) + 1)
    return any(rows[at : at + len(wanted)] == wanted for at in ends)
