"""The line at the foot in which a search, a place or a file name is typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from textual.message import Message
from textual.widgets import Input

from tracer.language import N_, _
from tui.app.keys import PLACES, bindings

if TYPE_CHECKING:
    from textual.binding import BindingType

Purpose: TypeAlias = Literal["search", "goto", "write", "folder"]

_HINTS: dict[Purpose, str] = {
    "search": N_("/ search: part of a function's or a class's name"),
    "goto": N_(": go to a hop's number, or file:line"),
    "folder": N_("the folder for your file"),
    "write": N_("w write a copy of the recording to this file"),
}


class PromptLine(Input):
    """Hidden until it is asked for; Enter answers, Escape withdraws."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["prompt"])]
    DEFAULT_CSS = """
    PromptLine { display: none; height: 1; border: none; padding: 0 1; background: $panel; }
    PromptLine:focus { border: none; }
    PromptLine.asking { display: block; }
    """

    @dataclass
    class Answered(Message):
        """The person typed something and pressed Enter (or withdrew: no text)."""

        purpose: Purpose
        text: str | None

    purpose: Purpose = "search"

    def ask(self, purpose: Purpose, text: str = "") -> None:
        """Show the prompt, with a text to start from."""
        self.purpose = purpose
        self.placeholder = _(_HINTS[purpose])
        self.value = text
        self.cursor_position = len(text)
        self.add_class("asking")
        # Now, not after what is in the queue: that may be the text, typed or pasted at once.
        self.screen.set_focus(self)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is awaited."""
        return self.has_class("asking")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the text on."""
        event.stop()
        self._close(event.value.strip())

    def action_withdraw(self) -> None:
        """Close without an answer."""
        self._close(None)

    def _close(self, text: str | None) -> None:
        self.remove_class("asking")
        self.post_message(self.Answered(self.purpose, text))
