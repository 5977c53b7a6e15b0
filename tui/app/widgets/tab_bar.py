"""The tabs of the bottom panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.message import Message

from tracer.language import N_, _
from tui.app.model.state import TABS, Tab
from tui.app.widgets.lines import Line

if TYPE_CHECKING:
    from textual import events

    from tui.app.rows.spans import Role, Row, Span
    from tui.app.scene import Scene

_TITLES: dict[Tab, str] = {
    "lookup": N_("Lookup"),
    "lanes": N_("Lanes"),
    "classes": N_("Classes"),
    "values": N_("Values"),
}


def _title(tab: Tab) -> str:
    """``1 Lookup``."""
    return f"{TABS.index(tab) + 1} {_(_TITLES[tab])}"


class TabBar(Line):
    """One row: the tab that shows is reversed."""

    DEFAULT_CSS = """
    TabBar { background: $panel; }
    """

    @dataclass
    class TabChosen(Message):
        """The person clicked on a tab."""

        tab: Tab

    def build(self, scene: Scene, _width: int) -> list[Row]:
        """The one row."""
        spans: list[Span] = []
        for tab in TABS:
            role: Role = "here" if scene.state.tab == tab else "plain"
            spans += [(f" {_title(tab)} ", role), (scene.glyphs.between, "dim")]
        return [tuple(spans[:-1])]

    def on_click(self, event: events.Click) -> None:
        """Choose the tab under the mouse."""
        at = 0
        for tab in TABS:
            width = cell_len(_title(tab)) + 2
            if at <= event.x < at + width:
                self.post_message(self.TabChosen(tab))
                return
            at += width + 1
