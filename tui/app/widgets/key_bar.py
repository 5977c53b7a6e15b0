"""The footer: the keys that matter most, as many as fit; each can be clicked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from tracer.language import _
from tui.app.keys import FOOTER, LESSON_FOOTER, LIVE_FOOTER
from tui.app.widgets.lines import Line

if TYPE_CHECKING:
    from textual import events

    from tui.app.rows.spans import Row, Span
    from tui.app.scene import Scene


class KeyBar(Line):
    """``s Into  n Over  f Out  S Back  ...``."""

    DEFAULT_CSS = """
    KeyBar { background: $panel; }
    """

    @dataclass
    class Pressed(Message):
        """The person clicked on a key."""

        action: str

    def build(self, scene: Scene, width: int) -> list[Row]:
        """The one row."""
        spans: list[Span] = []
        at = 0
        for key, message, _action in footer(scene):
            label = _(message)
            at += cell_len(key) + cell_len(label) + 3
            if at > width:
                break
            spans += [(f" {key}", "key"), (f" {label} ", "plain")]
        return [tuple(spans)]

    def on_click(self, event: events.Click) -> None:
        """Do what the clicked key does."""
        at = 0
        for key, label, action in footer(self.scene):
            width = cell_len(key) + cell_len(_(label)) + 3
            if at <= event.x < at + width:
                self.post_message(self.Pressed(action))
                return
            at += width


def footer(scene: Scene | None) -> tuple[tuple[str, str, str], ...]:
    """The keys that matter most now."""
    if scene is not None and scene.lesson is not None:
        return LESSON_FOOTER
    live = None if scene is None else scene.state.live
    return FOOTER if live is None or live.ended else LIVE_FOOTER
