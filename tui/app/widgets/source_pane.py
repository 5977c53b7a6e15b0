"""The source: the current line, and in it the exact call, lit."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.strip import Strip

from tui.app.source_text import LOOKS
from tui.app.spans import Row, span, text_of, wrap
from tui.app.widgets.rows_view import RowsView
from tui.text import visible

if TYPE_CHECKING:
    from textual import events

    from tui.app.frames import Frame
    from tui.app.glyphs import Glyphs
    from tui.app.source_text import SourceText
    from tui.app.story import Scene


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

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "source--lit", "source--line", *(f"source--{look}" for look in LOOKS if look),
    }  # fmt: skip
    DEFAULT_CSS = """
    SourcePane {
        & .source--lit { background: $accent; color: $background; text-style: bold underline; }
        & .source--line { background: $primary 25%; }
        & .source--keyword { color: $primary-lighten-2; text-style: bold; }
        & .source--string { color: $success; }
        & .source--comment { color: $foreground 55%; text-style: italic; }
        & .source--number { color: $text-primary; }
        & .source--definition { color: $warning; text-style: bold; }
        & .source--builtin { color: $text-primary; }
        &:ansi .source--lit { background: ansi_default; color: ansi_default; text-style: bold reverse; }
        &:ansi .source--line { background: ansi_default; }
        &:ansi .source--keyword { color: ansi_default; }
        &:ansi .source--comment { color: ansi_default; text-style: dim italic; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "scroll down", show=False, id="source.down"),
        Binding("up,k", "scroll_up", "scroll up", show=False, id="source.up"),
        Binding("h", "shift(-8)", "scroll left", show=False, id="source.left"),
        Binding("l", "shift(8)", "scroll right", show=False, id="source.right"),
    ]
    TITLE_WORDS = "Source"
    ABOUT = (
        "The program's own source. At a hop it shows the caller: the marked line is running, the "
        "lit part is the very call that became this hop. d shows the function that the call "
        "reached, u the caller's caller; time does not move."
    )

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._frame: Frame | None = None
        self._text: SourceText | None = None
        self._shift = 0
        self._unmarked: dict[int, Strip] = {}
        """Strips of lines that neither are current nor hold the call: they outlast a step."""

    def frame_of(self, scene: Scene) -> Frame:
        """The frame that this pane shows of a scene."""
        return scene.frame

    def show(self, scene: Scene) -> None:
        """Show the scene's frame, its line in view."""
        frame = self.frame_of(scene)
        if self._frame is None or frame.file != self._frame.file:
            self._text = scene.story.source(frame.file)
            self._unmarked.clear()
        self._frame, before = frame, self._frame
        if frame != before:
            self._shift_to_call()
        super().show(scene)
        self.retitle(
            "  ".join(filter(None, (frame.heading, frame.label, frame.why, frame.function)))
        )
        if frame.line is not None:
            self._reveal(frame.line - 1)

    def _shift_to_call(self) -> None:
        """Scroll sideways only where too little of the call would be seen."""
        start, width = self._cells_of_call() or (0, 0)
        room = self.columns - _MARGIN
        hidden = start + min(width, _TELLING) > room
        shift = max(min(start - 4, start + width - room), 0) if hidden else 0
        if shift != self._shift:
            self._shift = shift
            self._unmarked.clear()

    def _reveal(self, index: int) -> None:
        """Keep the line where it is when it shows; else put it a third from the top."""
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        low = 1 if self._frame and self._frame.kind == "call" else min(8, height // 2)
        if height and not top + 1 <= index < top + height - low - 1:
            above = height // 3 if self._frame and self._frame.kind == "call" else 2
            target = max(index - above, 0)
            self.scroll_to(y=target, animate=False, force=True, immediate=True)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._unmarked.clear()

    def on_resize(self, event: events.Resize) -> None:
        """Forget what was drawn for another width."""
        self._unmarked.clear()
        self._shift_to_call()
        super().on_resize(event)

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
        words = f"The recording holds no source for {self._frame.file}."
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
        if needed + 6 <= width:
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
        facts = scene.story.hop(frame.hop)
        name = scene.story.code(frame.hop).name
        if facts.owner is None:
            return f"runs {name}"
        return f"runs {scene.story.class_name(facts.owner)}.{name}"

    # Drawing

    def _draw(self, index: int, width: int) -> Strip:
        text, frame = self._text, self._frame
        if text is None or frame is None:
            return super()._draw(index, width)
        number = self._number(index)
        if number is None:
            style = self.get_component_rich_style("rows--won")
            words = Strip([Segment(visible(self._pointer()), style)])
            return self._shifted(words, " " * _MARGIN, width, self.base_style)
        lit = self._lit(number)
        if number != frame.line and lit is None:
            if number not in self._unmarked:
                self._unmarked[number] = self._draw_line(number, None, width, self.base_style)
            return self._unmarked[number]
        base = self.base_style
        if number == frame.line:
            base += Style(bgcolor=self.get_component_rich_style("source--line").bgcolor)
        return self._draw_line(number, lit, width, base)

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
        style = self.get_component_rich_style(f"source--{look}")
        return style if look == "lit" else style + Style(bgcolor=base.bgcolor)

    def _shifted(self, line: Strip, margin: str, width: int, base: Style) -> Strip:
        role = "rows--name" if base is not self.base_style and margin[:1].strip() else "rows--dim"
        head = Segment(margin, self.get_component_rich_style(role))
        if self._shift:
            line = line.crop(self._shift)
        return Strip([head, *line]).adjust_cell_length(width, base)

    def action_shift(self, cells: int) -> None:
        """Scroll sideways; line numbers stay."""
        self._shift = max(self._shift + cells, 0)
        self._unmarked.clear()
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

    ABOUT = "The function that runs in this hop: what the lookup found."

    def frame_of(self, scene: Scene) -> Frame:
        """The function itself, whatever the source pane shows."""
        from tui.app.frames import body_frame

        return body_frame(scene.story, scene.state.hop)
