"""The base of every pane: rows of spans, drawn a line at a time, never as markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.app.rows.spans import Row, fit, row, span, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from typing import Self

    from textual import events
    from textual.color import Color

    from tui.app.scene import Scene


_KEPT_ROWS = 1024


class RowsView(ScrollView, can_focus=True, inherit_bindings=False):
    """Shows ``row_count()`` rows, each from ``row_at(index)`` when it is drawn.

    Rows are asked for only while they are in view, so their number does not matter.
    """

    DEFAULT_CSS = """
    RowsView {
        height: 1fr; width: 1fr; padding: 0; scrollbar-size: 1 1; overflow-x: hidden; overflow-y: scroll;
        background: $surface; color: $foreground;
        scrollbar-background: $surface; scrollbar-color: $foreground 30%;
        scrollbar-background-hover: $surface; scrollbar-background-active: $surface;
        border-top: solid $foreground 40%; border-title-color: $foreground;
        border-title-style: none;
        &.led { border-top: heavy $success; border-title-style: bold reverse; }
        &:focus { border-top: heavy $accent; border-title-style: bold; }
        &.ascii { border-top: ascii $foreground 40%; scrollbar-size: 0 0; }
        &.ascii:focus { border-top: ascii $accent; border-title-style: bold reverse; }
    }
    """

    TITLE_WORDS: ClassVar[str] = ""
    ABOUT: ClassVar[str] = ""
    """What the pane shows, for its help page."""

    scene: Scene | None = None

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: LRUCache[Hashable, Strip] = LRUCache(_KEPT_ROWS)
        """Strips by what they show."""
        self._looks: dict[str, Style] = {}
        self._background: Color | None = None
        self._title = ""
        self._is_retitled = False
        self._led = False
        self._columns = 0
        self._framing: LRUCache[Hashable, list[Strip]] = LRUCache(_KEPT_ROWS)
        """Borders by what they show."""
        self._lines: list[Strip] = []
        """What is in view, from the top; of the place and size in ``_lines_at``."""
        self._lines_at: tuple[int, Size] | None = None
        self._room: tuple[Size, Size] | None = None
        """What it was last laid out for."""
        self._coming: Scene | None = None
        """What it was to show while it was hidden: it had no width to lay rows out for."""

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

    def key_at(self, index: int) -> Hashable:
        """A value that differs from that of every row that would be drawn otherwise."""
        return self.row_at(index), index == self.cursor_index()

    def is_filled(self) -> bool:
        """Whether there is something to show yet."""
        return self.scene is not None

    def show(self, scene: Scene) -> None:
        """Show another moment; a pane that has no room does so once it has some."""
        if self.scrollable_content_region.width:
            self._coming = None
            self.place(scene)
        else:
            self._coming, self._lines_at = scene, None

    def place(self, scene: Scene) -> None:
        """Lay out another moment for the room that there is."""
        self.scene = scene
        self.redraw()

    def take(self, scene: Scene) -> None:
        """Take another moment; what was drawn of another story, or for another size, is forgotten."""
        before, self.scene = self.scene, scene
        room, self._room = self._room, self._room_now()
        if room != self._room or (before is not None and before.story is not scene.story):
            self.forget_drawn()

    def lead(self, *, to_it: bool) -> None:
        """Lead the eye to this pane, or no longer: a lesson speaks of it."""
        if to_it != self._led:
            self._led = to_it
            self.set_class(to_it, "led")
            self._title = ""

    # How it is drawn

    @property
    def columns(self) -> int:
        """Cells to write in."""
        # Textual works it out by walking to the screen, and rows ask for it again and again.
        if not self._columns:
            width = self.scrollable_content_region.width
            self._columns = max(width, 8) if width else 0
        return self._columns or 8

    def redraw(self, top: int | None = None) -> None:
        """Draw the rows in view that have changed, after scrolling to ``top`` where it is given."""
        size = Size(self.columns, self.row_count() if self.is_filled() else 0)
        if size != self.virtual_size:
            # Set through the property, it would lay out and paint the whole screen anew.
            self.set_reactive(RowsView.virtual_size, size)
            if self.styles.overflow_y == "scroll":
                self.vertical_scrollbar.window_virtual_size = size.height
        if top is not None and top != self.scroll_offset.y:
            self._scroll_silently(top, size.height)
        self._refresh_changed()

    def _scroll_silently(self, top: int, rows: int) -> None:
        """Scroll without a layout: it would go over the whole screen, and nothing in here moves."""
        height = self.size.height
        top = max(min(top, rows - height), 0)
        self.set_reactive(RowsView.scroll_y, float(top))
        self.set_reactive(RowsView.scroll_target_y, float(top))
        if self.styles.overflow_y == "scroll":
            bar = self.vertical_scrollbar
            # A bar is drawn in eighths of a cell: most steps in a long list do not move it.
            eighths = height * 8 / max(rows - height, 1)
            if int(bar.position * eighths) != int(top * eighths):
                bar.position = top

    def _refresh_changed(self) -> None:
        """Have those lines painted whose strip is another one than before."""
        before, at = self._lines, self._lines_at
        lines = self._lines_in_view()
        if at is None or self._lines_at is None or at[1] != self._lines_at[1]:
            self.refresh()
            return
        width = self.size.width
        pairs = zip(before, lines, strict=True)
        changed = [y for y, (old, new) in enumerate(pairs) if old is not new]
        if changed:
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def _lines_in_view(self) -> list[Strip]:
        """The strips of the rows in view, as they are now; then blank ones."""
        size, first = self.size, self.scroll_offset.y
        rows = self.row_count() if self.is_filled() else 0
        lines = [
            self._strip_of(i, size.width) for i in range(first, min(first + size.height, rows))
        ]
        blank = self._kept(None, lambda: Strip.blank(size.width, self.base_style))
        lines += [blank] * (size.height - len(lines))
        self._lines, self._lines_at = lines, (first, size)
        return lines

    def _strip_of(self, index: int, width: int) -> Strip:
        return self._kept(self.key_at(index), lambda: self.draw_row(index, width))

    def _kept(self, key: Hashable, draw: Callable[[], Strip]) -> Strip:
        """The strip drawn for that key before, or a new one."""
        strip = self._drawn.get(key)
        if strip is None:
            strip = draw()
            for line_filter in self.get_line_filters():
                if self._background is None:
                    self._background = self.background_colors[1]
                strip = strip.apply_filter(line_filter, self._background)
            self._drawn[key] = strip
        return strip

    def retitle(self, title: str) -> None:
        """Name the pane in its border; the title is plain text."""
        words: Row = row(span(f">> {title}" if self._led else title))
        if self.size.width:
            words = fit(words, max(self.size.width - 4, 1))
        shown = self._plainly(text_of(words).rstrip())
        if shown != self._title:
            self._title, self._is_retitled = shown, True
            self.border_title = Content(shown)
            self._is_retitled = False

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        """Have the pane painted; where only its title has changed, the title's line.

        Textual has a whole pane painted for its title, and a title changes at every step.
        """
        if self._is_retitled:
            regions = (Region(0, -1, self.size.width, 1),)
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def _plainly(self, text: str) -> str:
        """The text in ASCII signs where the terminal has no others."""
        return text.replace("…", "~") if self.has_class("ascii") else text

    def top_showing(self, index: int, margin: int = 2) -> int:
        """The least scrolled top row with which the row, and some about it, are in view."""
        height = self.scrollable_content_region.height
        top = self.scroll_offset.y
        if height <= 0:
            return top
        margin = min(margin, (height - 1) // 2)
        if index - margin < top:
            top = index - margin
        elif index + margin >= top + height:
            top = index + margin - height + 1
        return max(min(top, self.row_count() - height), 0)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self.forget_drawn()
        self._looks.clear()
        self._background = None

    def forget_drawn(self) -> None:
        """Let every row be drawn anew."""
        self._drawn.clear()
        self._framing.clear()
        self._lines_at = None
        self._columns = 0

    def look(self, name: str) -> Style:
        """A style of the screen's (``screens/looks.tcss``) on this pane's background; kept."""
        if name not in self._looks:
            style = self.rich_style
            if name:
                screen = next(
                    s for s in self.app.screen_stack if "rows--cursor" in s.COMPONENT_CLASSES
                )
                style += screen.get_component_rich_style(name, partial=True)
            self._looks[name] = style
        return self._looks[name]

    @property
    def base_style(self) -> Style:
        """The pane's own style."""
        return self.look("")

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the rows out anew, once for a size: of several changes in a row the last one counts."""
        if self._coming is not None or self._room != self._room_now():
            self.lay_out()

    def _room_now(self) -> tuple[Size, Size]:
        return self.size, self.scrollable_content_region.size

    def lay_out(self) -> None:
        """Fit the rows to the size; Textual calls ``on_resize`` of each class, so not that one."""
        self._room = self._room_now()
        self.forget_drawn()
        scene = self._coming or self.scene
        if scene is not None:
            self.show(scene)
        elif self.is_filled():
            self.redraw()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The border as Textual draws it; below it the lines, which need nothing more.

        Textual's own way goes over every line in view, at every step.
        """
        size, border = self.size, self.styles.gutter.top
        if self._coming is not None:
            self.lay_out()  # it was hidden, and its first frame comes before it hears of its size
        if crop.x or crop.width != size.width:
            return super().render_lines(crop)
        head = self._border_lines(border)[crop.y : crop.bottom]
        if self._lines_at != (self.scroll_offset.y, size):
            self._lines_in_view()
        return head + self._lines[max(crop.y - border, 0) : crop.bottom - border]

    def _border_lines(self, height: int) -> list[Strip]:
        """The lines above the rows: the border with the title, where there is one."""
        if not height:
            return []
        draw = super().render_lines
        key = ("border", self._title, self.has_focus, self._led)
        return self._kept_lines(key, lambda: draw(Region(0, 0, self.size.width, height)))

    def _kept_lines(self, key: Hashable, draw: Callable[[], list[Strip]]) -> list[Strip]:
        strips = self._framing.get(key)
        if strips is None:
            strips = self._framing[key] = draw()
        return strips

    def render_line(self, y: int) -> Strip:
        """One line of the pane."""
        if self._lines_at != (self.scroll_offset.y, self.size):
            self._lines_in_view()
        return self._lines[y]

    def draw_row(self, index: int, width: int) -> Strip:
        """The strip of a row."""
        over = None
        if index == self.cursor_index():
            cursor = self.look("rows--cursor")
            over = Style(
                bgcolor=cursor.bgcolor, bold=cursor.bold or None, underline=cursor.underline or None
            )
        segments = []
        for text, role in self.row_at(index):
            style = self.look(f"rows--{role}")
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

    def telling_row(self) -> int:
        """The row that is to be in view."""
        return 0

    def place(self, scene: Scene) -> None:
        """Lay out another moment, from its top as far as that shows the telling row."""
        self.scene = scene
        self._rows = self.build(scene, self.columns)
        height = self.scrollable_content_region.height
        telling = self.telling_row()
        top = telling + 2 - height if telling + 1 >= height else 0
        self.redraw(max(min(top, len(self._rows) - height), 0))

    def row_count(self) -> int:
        """How many rows were laid out."""
        return len(self._rows)

    def row_at(self, index: int) -> Row:
        """A row that was laid out."""
        return self._rows[index]
