"""The source: the current line, and in it the exact call, lit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tracer.language import N_, _
from tui.app.keys import PLACES, bindings
from tui.app.rows.spans import Row, span, text_of, wrap
from tui.app.widgets.rows_view import RowsView
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual.binding import BindingType

    from tui.app.model.frames import Frame
    from tui.app.model.source_text import LexedSource
    from tui.app.rows.glyphs import Glyphs
    from tui.app.scene import Scene


_MARGIN = 7
"""Cells of the sign and the line number."""
_TELLING = 30
"""Cells of a call that tell which it is."""


@dataclass(frozen=True, slots=True)
class Lit:
    """A stretch of one line to light, in characters of the file's line."""

    start: int
    end: int


class SourcePane(RowsView):
    """Lines of the scene's frame; one further row under the call points at it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["source"])]
    TITLE_WORDS = N_("Source")
    ABOUT = N_(
        "The program's own source. At a hop it shows the caller: the marked line is running, the "
        "lit part is the very call that became this hop. d shows the function that the call "
        "reached, u the caller's caller; time does not move."
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._frame: Frame | None = None
        self._text: LexedSource | None = None
        self._shift = 0
        self._class_line: int | None = None
        """Line of the class statement that the frame's line is in."""
        self._placed = False
        """Whether the line has been put in its place at this size."""

    def frame_of(self, scene: Scene) -> Frame:
        """The frame that this pane shows of a scene."""
        return scene.frame

    def place(self, scene: Scene) -> None:
        """Show the scene's frame, its line in view."""
        frame = self.frame_of(scene)
        other = self.scene is None or self.scene.story is not scene.story
        if other or self._frame is None or frame.file != self._frame.file:
            self._text = scene.story.source(frame.file)
        self._frame, before = frame, self._frame
        if frame != before:
            line = frame.line
            self._class_line = None if line is None else scene.story.class_line(frame.file, line)
        self.take(scene)
        if frame != before or not self._placed:
            self._shift_to_call()
        self.retitle(
            "  ".join(filter(None, (frame.heading, frame.label, frame.why, frame.function)))
        )
        self.redraw(None if frame.line is None else self._top_for(frame.line - 1))

    def _shift_to_call(self) -> None:
        """Scroll sideways only where too little of the call would be seen."""
        start, width = self._cells_of_call() or (0, 0)
        room = self.columns - _MARGIN
        hidden = start + min(width, _TELLING) > room
        shift = max(min(start - 4, start + width - room), 0) if hidden else 0
        if shift != self._shift:
            self._shift = shift

    def _top_for(self, index: int) -> int:
        """The same top while the line shows; else one with the line a third from it."""
        call = self._frame is not None and self._frame.kind == "call"
        height, top = self.scrollable_content_region.height, self.scroll_offset.y
        low = 1 if call else min(8, height // 2)
        if height > 0 and not self._placed:
            self._placed, top = True, index
        if height <= 0 or top + 1 <= index < top + height - low - 1:
            return top
        held = self._class_line is not None
        above = min(height // 3 + held, max(height - 2, 0)) if call else 2
        return max(min(index - above, self.row_count() - height), 0)

    def lay_out(self) -> None:
        """See to it that the call is seen at the new width."""
        self._placed = False
        super().lay_out()

    def key_at(self, index: int) -> Hashable:
        """What a row depends on: plain lines are the same at every step in a file."""
        frame, number = self._frame, self._number(index)
        if frame is None or number is None or number == frame.line or self._lit(number):
            return frame, self.scene and self.scene.state.hop, index, self._shift
        return frame.file, number, self._shift

    # Rows: the lines of the file, and one more under the end of the call

    def _pointer_index(self) -> int | None:
        place = self._frame.place if self._frame else None
        return None if place is None or self._text is None else place.line

    def row_count(self) -> int:
        """Lines of the file, and the pointing row."""
        if self._text is None:
            return len(self._missing())
        return len(self._text) + (self._pointer_index() is not None)

    def _number(self, index: int) -> int | None:
        """Line number at a row; None for the pointing row."""
        pointer = self._pointer_index()
        if pointer is None or index < pointer:
            return index + 1
        return None if index == pointer else index

    def row_at(self, index: int) -> Row:
        """A row as plain text."""
        if self._text is None:
            return self._missing()[index]
        number = self._number(index)
        if number is None:
            return ((" " * _MARGIN, "plain"), span(self._pointer()))
        words = "".join(picture for picture, _ in self._text.shown(number))
        return ((self._margin(number), "dim"), (words, "plain"))

    def _missing(self) -> list[Row]:
        """What to say where the recording holds no source for the frame."""
        if self._frame is None:
            return []
        words = _("The recording holds no source for {file}.").format(file=self._frame.file)
        return wrap((span(words, "dim"),), self.columns)

    def _margin(self, number: int) -> str:
        scene, frame = self.scene, self._frame
        if scene is None or frame is None:
            return ""
        here = scene.glyphs.here if number == frame.line else " "
        inside = frame.place is not None and frame.place.line < number <= frame.place.end_line
        if inside:
            here = scene.glyphs.stem
        return f"{here}{number:>5} "

    def _lit(self, number: int) -> Lit | None:
        frame, text = self._frame, self._text
        place = frame.place if frame else None
        if place is None or text is None or not place.line <= number <= place.end_line:
            return None
        line = text.lines[number - 1]
        indent = len(line) - len(line.lstrip())
        start = place.column if number == place.line else indent
        end = place.end_column if number == place.end_line else len(line)
        return Lit(start, max(end, start))

    def _cells_of_call(self) -> tuple[int, int] | None:
        """First cell and width of the lit part of the call's first line."""
        place, text = self._frame.place if self._frame else None, self._text
        if place is None or text is None:
            return None
        lit = self._lit(place.line)
        if lit is None or place.line > len(text):
            return None
        pictures = [picture for picture, _ in text.shown(place.line)]
        before = cell_len("".join(pictures[: lit.start]))
        return before, cell_len("".join(pictures[lit.start : lit.end]))

    def _pointer(self) -> str:
        """``╰──┬──╯ runs ThreadingMixIn.handle``: the words where there is room for them."""
        cells = self._cells_of_call()
        if cells is None or self.scene is None:
            return ""
        (before, width), glyphs, words = cells, self.scene.glyphs, self._verdict()
        room = self.columns - _MARGIN + self._shift
        needed = cell_len(words)
        if before + width + 1 + needed <= room or needed > room - 4:
            return " " * before + f"{_bow(glyphs, width)} {words}"
        if needed + 6 <= width and before + needed + 3 <= room:
            line = f"{glyphs.left}{glyphs.rule} {words} "
            line += glyphs.rule * (width - cell_len(line) - 1) + glyphs.right
            return " " * before + line
        if needed < before - self._shift:
            return " " * (before - needed - 1) + f"{words} {_bow(glyphs, width)}"
        line = f"{glyphs.left}{glyphs.rule} {words}"
        return " " * min(before, room - needed - 3) + line

    def _verdict(self) -> str:
        scene, frame = self.scene, self._frame
        if scene is None or frame is None:
            return ""
        facts, cover = scene.story.hop(frame.hop), scene.cover
        if cover is not None and cover.hides_owner(frame.hop):
            function = scene.function_at(frame.hop)
        else:
            name = scene.story.code(frame.hop).name
            owner = "" if facts.owner is None else f"{scene.story.class_name(facts.owner)}."
            function = f"{owner}{name}"
        return _("runs {function}").format(function=function)

    # Drawing

    def draw_row(self, index: int, width: int) -> Strip:
        """The strip of a line, or of the pointing row."""
        text, frame = self._text, self._frame
        if text is None or frame is None:
            return super().draw_row(index, width)
        number = self._number(index)
        if number is None:
            style = self.look("rows--won")
            words = Strip([Segment(visible(self._pointer()), style)])
            return self._shifted(words, " " * _MARGIN, width, self.base_style)
        lit = self._lit(number)
        base = self.base_style
        if number == frame.line:
            base += Style(bgcolor=self.look("source--line").bgcolor)
        return self._draw_line(number, lit, width, base)

    def _lines_in_view(self) -> list[Strip]:
        """The lines; the first is the class's own, where that is further up.

        Which class a method is written in is half of what its ``super()`` means.
        """
        lines, number, width = super()._lines_in_view(), self._class_line, self.size.width
        if number is not None and self._frame is not None and self.class_row() is not None:
            key = ("class", self._frame.file, number, self._shift)
            lines[0] = self._kept(key, lambda: self._draw_class(number, width))
        return lines

    def class_row(self) -> Row | None:
        """The class's line where it stands in the first row, in place of what would be there."""
        frame, number, top = self._frame, self._class_line, self.scroll_offset.y
        if frame is None or frame.line is None or number is None or self._text is None:
            return None
        if not number - 1 < top < frame.line - 1:
            return None
        words = "".join(picture for picture, _ in self._text.shown(number))
        return ((self._left_out(number), "dim"), (words, "plain"))

    def _left_out(self, number: int) -> str:
        sign = "" if self.scene is None else self.scene.glyphs.left_out
        return sign + self._margin(number)[1:]

    def _draw_class(self, number: int, width: int) -> Strip:
        line = self._draw_line(number, None, width, self.base_style)
        sign = Segment(self._left_out(number)[:1], self.look("rows--dim"))
        return Strip([sign, *line.crop(1)]).adjust_cell_length(width, self.base_style)

    def _draw_line(self, number: int, lit: Lit | None, width: int, base: Style) -> Strip:
        shown = [] if self._text is None else self._text.shown(number)
        looks: list[str] = [look for _, look in shown]
        if lit is not None:
            looks[lit.start : lit.end] = ["lit"] * len(looks[lit.start : lit.end])
        segments = []
        for look, group in groupby(zip(looks, shown, strict=True), key=itemgetter(0)):
            text = "".join(picture for _, (picture, _) in group)
            segments.append(Segment(text, self._style_of(look, base)))
        return self._shifted(Strip(segments), self._margin(number), width, base)

    def _style_of(self, look: str, base: Style) -> Style:
        if not look:
            return base
        style = self.look(f"source--{look}")
        return style if look == "lit" else style + Style(bgcolor=base.bgcolor)

    def _shifted(self, line: Strip, margin: str, width: int, base: Style) -> Strip:
        """A line behind its margin, scrolled sideways; an ellipsis at each end that is cut off."""
        role = "rows--name" if base is not self.base_style and margin[:1].strip() else "rows--dim"
        more, room = self._plainly("…"), self.columns - _MARGIN
        if self._shift:
            if line.crop(0, self._shift).text.strip():
                margin = margin[:-1] + more
            line = line.crop(self._shift)
        if line.cell_length > room:
            line = Strip([*line.crop(0, room - 1), Segment(more, self.look("rows--dim"))])
        return Strip([Segment(margin, self.look(role)), *line]).adjust_cell_length(width, base)

    def action_shift(self, cells: int) -> None:
        """Scroll sideways; line numbers stay."""
        self._shift = max(self._shift + cells, 0)
        self.redraw()

    def place_text(self) -> str:
        """What is lit, as one string: the call as written (for tests)."""
        text, place = self._text, self._frame.place if self._frame else None
        if text is None or place is None:
            return ""
        lines = []
        for number in range(place.line, place.end_line + 1):
            lit = self._lit(number)
            if lit is not None:
                lines.append(text.lines[number - 1][lit.start : lit.end])
        return "\n".join(lines)

    def marked_line(self) -> str:
        """The row that carries the gutter sign (for tests)."""
        if self._frame is None or self._frame.line is None or self._text is None:
            return ""
        pointer = self._pointer_index()
        index = self._frame.line - 1
        if pointer is not None and index >= pointer:
            index += 1
        return text_of(self.row_at(index))


def _bow(glyphs: Glyphs, width: int) -> str:
    """``╰──┬──╯``, as wide as what it points at."""
    if width < 3:
        return glyphs.middle * max(width, 1)
    bow = glyphs.left + glyphs.rule * ((width - 3) // 2) + glyphs.middle
    return bow + glyphs.rule * (width - len(bow) - 1) + glyphs.right


class CalleePane(SourcePane):
    """The function that the hop runs, beside its call; shown where the screen is wide."""

    ABOUT = N_("The function that runs in this hop: what the lookup found.")

    def frame_of(self, scene: Scene) -> Frame:
        """The function itself, whatever the source pane shows."""
        from tui.app.model.frames import body_frame

        return body_frame(scene.story, scene.state.hop)
