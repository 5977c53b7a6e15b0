"""The base of every pane: rows of spans, drawn a line at a time, never as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.spans import BLANK, ROLES, Row, fit, row, span, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events

    from tui.app.story import Scene


class RowsView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows ``row_count()`` rows, each from ``row_at(index)`` when it is drawn.

    Rows are asked for only while they are in view, so their number does not matter.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"rows--cursor", *(f"rows--{role}" for role in ROLES)}
    DEFAULT_CSS = """
    RowsView {
        height: 1fr; width: 1fr; padding: 0; scrollbar-size: 1 1; overflow-x: hidden;
        background: $surface; color: $foreground;
        scrollbar-background: $surface; scrollbar-color: $foreground 30%;
        scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
        border-top: solid $foreground 40%; border-title-color: $foreground;
        border-title-style: none;
        &:focus { border-top: heavy $accent; border-title-style: bold; }
        &.ascii { border-top: ascii $foreground 40%; scrollbar-size: 0 0; }
        &.ascii:focus { border-top: ascii $accent; border-title-style: bold reverse; }
        & .rows--plain { color: $foreground; }
        & .rows--dim { color: $foreground 55%; }
        & .rows--name { color: $foreground; text-style: bold; }
        & .rows--class { color: $text-primary; }
        & .rows--won { color: $success; text-style: bold; }
        & .rows--lost { color: $warning; text-style: italic; }
        & .rows--bad { color: $error; text-style: bold; }
        & .rows--key { color: $accent; text-style: bold; }
        & .rows--title { color: $foreground; text-style: bold underline; }
        & .rows--here { color: $foreground; text-style: bold reverse; }
        & .rows--mark { color: $error; }
        & .rows--code { color: $accent; }
        & .rows--cursor { background: $primary 35%; text-style: bold; }
        &:ansi .rows--cursor { background: ansi_default; text-style: bold underline; }
    }
    """

    TITLE_WORDS: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    """What the pane shows, for its help page."""

    scene: Scene | None = None

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: dict[int, Strip] = {}
        self._base: Style | None = None

    # What a pane has to say

    def row_count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row_at(self, index: int) -> Row:
        """The row at an index."""
        raise NotImplementedError

    def cursor_index(self) -> int | None:
        """The row that the cursor is on, where the pane has one."""
        return None

    def show(self, scene: Scene) -> None:
        """Show another moment."""
        self.scene = scene
        self.redraw()

    # How it is drawn

    @property
    def columns(self) -> int:
        """Cells to write in."""
        return max(self.scrollable_content_region.width, 8)

    def redraw(self, changed: Iterable[int] | None = None) -> None:
        """Draw anew after rows have changed: those at the given indexes, or all."""
        if changed is None:
            self._drawn.clear()
        else:
            for index in changed:
                self._drawn.pop(index, None)
        size = Size(self.columns, self.row_count() if self.scene else 0)
        if size != self.virtual_size:
            self.virtual_size = size
        self.refresh()

    def retitle(self, title: str) -> None:
        """Name the pane in its border; the title is plain text."""
        words: Row = row(span(title))
        if self.size.width:
            words = fit(words, max(self.size.width - 4, 1))
        self.border_title = Content(self._plainly(text_of(words).rstrip()))

    def _plainly(self, text: str) -> str:
        """The text in ASCII signs where the terminal has no others."""
        return text.replace("…", "~") if self.has_class("ascii") else text

    def bring_into_view(self, index: int, margin: int = 2) -> None:
        """Scroll by as little as shows the row and some rows about it."""
        height = self.scrollable_content_region.height
        if height <= 0:
            return
        margin = min(margin, (height - 1) // 2)
        top = self.scroll_offset.y
        if index - margin < top:
            top = index - margin
        elif index + margin >= top + height:
            top = index + margin - height + 1
        self.scroll_to(y=max(top, 0), animate=False, force=True, immediate=True)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._base = None
        self._drawn.clear()

    @property
    def base_style(self) -> Style:
        """The pane's own style; worked out once, since every line asks for it."""
        if self._base is None:
            self._base = self.rich_style
        return self._base

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the rows out for the new width."""
        self._drawn.clear()
        if self.scene is not None:
            self.show(self.scene)

    def render_line(self, y: int) -> Strip:
        """One line of the pane."""
        index = self.scroll_offset.y + y
        width = self.size.width
        if self.scene is None or not 0 <= index < self.row_count():
            return Strip.blank(width, self.base_style)
        if index not in self._drawn:
            if len(self._drawn) > 512:
                self._drawn.clear()
            self._drawn[index] = self._draw(index, width)
        return self._drawn[index]

    def _draw(self, index: int, width: int) -> Strip:
        over = None
        if index == self.cursor_index():
            over = self.get_component_rich_style("rows--cursor")
            over = Style(
                bgcolor=over.bgcolor, bold=over.bold or None, underline=over.underline or None
            )
        segments = []
        for text, role in self.row_at(index) or BLANK:
            style = self.get_component_rich_style(f"rows--{role}")
            segments.append(Segment(self._plainly(text), style if over is None else style + over))
        blank = self.base_style if over is None else self.base_style + over
        return Strip(segments).adjust_cell_length(width, blank)

    def text(self) -> str:
        """Everything the pane says, as plain text (for searching and for tests)."""
        return "\n".join("".join(t for t, _ in self.row_at(i)) for i in range(self.row_count()))


class Panel(RowsView):
    """A pane whose few rows are laid out at once for the width there is."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: list[Row] = []

    def build(self, scene: Scene, width: int) -> list[Row]:
        """The rows for a moment, at most ``width`` cells each."""
        raise NotImplementedError

    def show(self, scene: Scene) -> None:
        """Show another moment, from its top."""
        self.scene = scene
        self._rows = self.build(scene, self.columns)
        self.redraw()
        if self.scroll_offset.y:
            self.scroll_to(y=0, animate=False, force=True, immediate=True)

    def row_count(self) -> int:
        """How many rows were laid out."""
        return len(self._rows)

    def row_at(self, index: int) -> Row:
        """A row that was laid out."""
        return self._rows[index]
