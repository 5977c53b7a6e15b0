"""What a terminal that is too small shows instead of the panes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import _
from tui.app.rows.spans import Row, row, wrap
from tui.app.widgets.rows_view import Panel

if TYPE_CHECKING:
    from tui.app.scene import Scene


class TooSmall(Panel, can_focus=False):
    """One sentence."""

    DEFAULT_CSS = """
    TooSmall, TooSmall.ascii { border: none; height: 1fr; }
    """

    def build(self, _scene: Scene, width: int) -> list[Row]:
        """The sentence, with the size there is."""
        size = self.app.size
        words = _("hopscope needs 60x16; this terminal is {width}x{height}.")
        shown = words.format(width=size.width, height=size.height)
        return wrap(row((shown, "name"), _(" Make it larger, or press q.")), width)
