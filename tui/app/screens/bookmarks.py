"""The list of bookmarks: Enter goes to one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.text import visible

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from tui.app.story import Scene


class BookmarksPage(ModalScreen[int | None]):
    """Answers with the hop that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,B", "dismiss", "close", show=False, id="bookmarks.close"),
        Binding("j", "app.simulate_key('down')", "down", show=False, id="bookmarks.down"),
        Binding("k", "app.simulate_key('up')", "up", show=False, id="bookmarks.up"),
    ]
    DEFAULT_CSS = """
    BookmarksPage { align: center middle; }
    BookmarksPage > OptionList { width: 70%; height: auto; max-height: 70%; }
    """

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._scene = scene

    def compose(self) -> ComposeResult:
        """One option a bookmark, in order of time."""
        story = self._scene.story
        marks = sorted(self._scene.state.bookmarks, key=story.tree.rank)
        options = [
            Option(
                Content(f"hop {hop}  {visible(story.code(hop).qualname)}  "
                        f"{visible(story.lane_title(story.tree.lane(hop)))}"),
                id=str(hop),
            )
            for hop in marks
        ]  # fmt: skip
        yield OptionList(*options)

    def on_mount(self) -> None:
        """Begin at the first."""
        self.query_one(OptionList).border_title = Content("Bookmarks")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(int(event.option.id or 0))
