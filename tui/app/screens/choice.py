"""A question with a few answers: Enter chooses, Escape answers nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.app.keys import PLACES, bindings
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual.app import ComposeResult
    from textual.binding import BindingType


class ChoicePage(ModalScreen[str | None]):
    """Answers with the key of the choice. ``choices``: words by key, the first one chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["choice"])]
    DEFAULT_CSS = """
    ChoicePage { align: center middle; }
    ChoicePage > OptionList { width: 64; max-width: 96%; height: auto; max-height: 80%; }
    """

    def __init__(self, title: str, choices: Mapping[str, str]) -> None:
        super().__init__()
        self._title = title
        self._choices = choices

    def compose(self) -> ComposeResult:
        """One option a choice."""
        yield OptionList(
            *(Option(Content(visible(words)), id=key) for key, words in self._choices.items())
        )

    def on_mount(self) -> None:
        """Ask."""
        self.query_one(OptionList).border_title = Content(visible(self._title))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer."""
        self.dismiss(event.option.id)
