"""Paints changed lines at once, where no layout is due.

Textual's own way collects what is to be painted by messages between widgets, and
then goes over every line of all of them: several times what a step itself takes.
Widgets are asked for their lines in the same way here, so that both ways paint the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual._compositor import CompositorUpdate
from textual.geometry import Region
from textual.scrollbar import ScrollBar

from tui.app.widgets.rows_view import RowsView

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, RenderableType
    from textual.screen import Screen
    from textual.strip import Strip
    from textual.widget import Widget


class _Pieces(CompositorUpdate):
    """Strips and the places to paint them at: column and row, from 0."""

    def __init__(self, pieces: list[tuple[int, int, Strip]]) -> None:
        self._pieces = pieces

    def render_segments(self, console: Console) -> str:
        """The pieces as the terminal takes them."""
        return "".join(
            f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self._pieces
        )


def paint_now(screen: Screen[None], widgets: Iterable[Widget]) -> None:
    """Paint what is to be painted of widgets that overlap no others but their scroll bars.

    What cannot be painted so (another screen or a notification lies over them, a layout is
    due) is left to Textual, which has been told of it already.
    """
    app = screen.app
    covered = app.screen is not screen or len(app._notifications) > 0
    if covered or app._batch_count or screen._layout_required or not screen.is_current:
        return
    shown = screen._compositor.visible_widgets
    pieces: list[tuple[int, int, Strip]] = []
    for widget in widgets:
        if not widget._repaint_required or widget not in shown:
            continue
        region, clip = shown[widget]
        if clip.contains_region(region) and region.size == widget.outer_size:
            pieces += _pieces_of(widget, region)
    if pieces:
        # Textual's own kind of update, whatever the signature has room for.
        app._display(screen, cast("RenderableType", _Pieces(pieces)))


def _pieces_of(widget: Widget, region: Region) -> Iterator[tuple[int, int, Strip]]:
    """The changed lines of one widget, which counts as painted then."""
    widget._repaint_required = False
    dirty = widget._exchange_repaint_regions()
    rows = sorted({y for part in dirty for y in part.line_range if 0 <= y < region.height})
    if not rows:
        return
    first = rows[0]
    if isinstance(widget, ScrollBar) and isinstance(widget.parent, RowsView):
        lines = widget.parent.bar_lines()[first:]
    else:
        lines = widget.render_lines(Region(0, first, region.width, rows[-1] - first + 1))
    border, bar = widget.styles.gutter.top, widget.scrollbar_size_vertical
    for y in rows:
        strip = lines[y - first]
        # A pane's lines go on under its scroll bar, its border does not.
        if bar and y >= border:
            strip = strip.crop(0, region.width - bar)
        yield region.x, region.y + y, strip
