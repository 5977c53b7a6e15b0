"""The tabs of the bottom panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from tui.app.state import TABS, Tab
from tui.app.widgets.lines import Line

if TYPE_CHECKING:
    from textual import events

    from tui.app.spans import Role, Row, Span
    from tui.app.story import Scene

_TITLES: dict[Tab, str] = {
    "lookup": "1 Lookup",
    "lanes": "2 Lanes",
    "classes": "3 Classes",
    "values": "4 Values",
}


class TabBar(Line):
    """One row: the tab that shows is reversed."""

    DEFAULT_CSS = """
    TabBar { background: $panel; }
    """

    @dataclass
    class Chosen(Message):
        """The person clicked on a tab."""

        tab: Tab

    def build(self, scene: Scene, _width: int) -> list[Row]:
        """The one row."""
        spans: list[Span] = []
        for tab in TABS:
            role: Role = "here" if scene.state.tab == tab else "plain"
            spans += [(f" {_TITLES[tab]} ", role), (scene.glyphs.between, "dim")]
        return [tuple(spans[:-1])]

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        at = 0
        for tab in TABS:
            width = len(_TITLES[tab]) + 2
            if at <= event.x < at + width:
                self.post_message(self.Chosen(tab))
                return
            at += width + 1
