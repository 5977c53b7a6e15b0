"""Two runs side by side: aligned trees above, why they part below."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.screen import Screen

from tui.app.keys import PLACES, bindings
from tui.app.screens.main import MainScreen
from tui.app.widgets.compare_panes import KeyRow, TopRows, TreesPane
from tui.app.widgets.compare_saying import SayingPane

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lessons.compare.comparison import Comparison
    from tui.app.rows.glyphs import Glyphs


class CompareScreen(Screen[None]):
    """Shows a comparison; ``ended`` is called when it closes."""

    COMPONENT_CLASSES: ClassVar[set[str]] = MainScreen.COMPONENT_CLASSES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["compare"])]
    DEFAULT_CSS = """
    CompareScreen {
        & > TreesPane { height: 2fr; }
        & > SayingPane { height: 1fr; min-height: 7; }
    }
    """

    def __init__(
        self, comparison: Comparison, glyphs: Glyphs, ended: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        self.comparison = comparison
        self._glyphs = glyphs
        self._ended = ended

    def compose(self) -> ComposeResult:
        """Four parts, one below the other."""
        yield TopRows(self.comparison)
        yield TreesPane(self.comparison, self._glyphs)
        yield SayingPane(self.comparison, self._glyphs)
        yield KeyRow(id="compare-keys")

    def on_mount(self) -> None:
        """The trees have the keys."""
        self.query_one(TreesPane).focus()

    def on_trees_pane_row_moved(self, message: TreesPane.RowMoved) -> None:
        """Tell of the row."""
        self.query_one(SayingPane).tell(message.row)

    def action_leave(self) -> None:
        """Close; where it is all there is, end the app."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        else:
            self.app.exit()

    def on_unmount(self) -> None:
        """Let go of what was compared."""
        if self._ended is not None:
            self._ended()

    def text(self) -> str:
        """All that it says, as plain text."""
        panes = (self.query_one(TopRows), self.query_one(TreesPane), self.query_one(SayingPane))
        return "\n".join(pane.text() for pane in panes)
