"""What the app's tests share: an app on a hand-built recording, driven without a terminal."""

from __future__ import annotations

import time
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from tracer.recording import Recording, Skeleton
from tui.app.app import HopscopeApp
from tui.app.model.call_tree import CallTree
from tui.app.model.state import ViewState
from tui.app.model.story import Story
from tui.app.rows.glyphs import UNICODE, Glyphs
from tui.app.screens.main import MainScreen
from tui.app.walks.recorded import RecordedWalk
from tui.app.widgets.prompt_line import PromptLine
from tui.app.widgets.rows_view import RowsView

_PATIENCE = 40.0


def skeleton(
    *hops: tuple[int, int, int], starts: list[int] | None = None, codes: list[int] | None = None
) -> Skeleton:
    """A skeleton from (parent, lane, depth) of each hop; every hop runs code of its own."""
    count = len(hops)
    return Skeleton(
        parents=array("q", (h[0] for h in hops)),
        lanes=array("q", (h[1] for h in hops)),
        depths=array("q", (h[2] for h in hops)),
        codes=array("q", codes or range(1, count + 1)),
        requests=array("q", [0] * count),
        starts=array("q", starts or range(10, 10 + 10 * count, 10)),
    )


# Two lanes, interleaved in time:   1 serve            lane 1
#                                   ├─ 2 accept        lane 1
#                                   ├─ 3 process       lane 1
#                                   │  └─ 4 start      lane 1
#                                   │     └─ 5 run     lane 2, started by 4
#                                   │        ├─ 7 handle   lane 2
#                                   │        │  └─ 9 send  lane 2
#                                   │        └─ 10 close   lane 2
#                                   ├─ 6 accept        lane 1
#                                   └─ 8 stop          lane 1
#                                   11 exit            lane 1
FOREST = (
    (0, 1, 0), (1, 1, 1), (1, 1, 1), (3, 1, 2), (4, 2, 0), (1, 1, 1),
    (5, 2, 1), (1, 1, 1), (7, 2, 2), (5, 2, 1), (0, 1, 0),
)  # fmt: skip


def forest() -> CallTree:
    """The call tree drawn above."""
    return CallTree(skeleton(*FOREST))


def forest_of_like_accepts() -> CallTree:
    """The same, where hops 2 and 6, which accept, run the same code."""
    return CallTree(skeleton(*FOREST, codes=[1, 2, 3, 4, 5, 2, 7, 8, 9, 10, 11]))


@dataclass
class Driven:
    """An app under test."""

    app: HopscopeApp
    pilot: Pilot[int]

    @property
    def hop(self) -> int:
        """The hop that it shows."""
        return self.app.view.hop

    def at(self) -> ViewState:
        """The app's state."""
        return self.app.view

    def is_running(self) -> bool:
        """Whether the app has not ended."""
        return self.app.is_running

    def top(self) -> Screen[Any]:
        """The screen that lies on top."""
        return self.app.screen

    def title(self, pane: str) -> str:
        """What is written in a pane's border."""
        return self.pane(pane).border_title or ""

    @property
    def function(self) -> str:
        """Name of the function of that hop."""
        return self.app.story.code(self.hop).name

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, and let the screen settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def answer(self, text: str) -> None:
        """Fill in the prompt, then Enter."""
        prompt = self.app.main.query_one(PromptLine)
        assert prompt.has_focus
        prompt.value = text
        await self.press("enter")

    async def go_to(self, function: str) -> None:
        """To the first hop that runs a function of that name."""
        tree = self.app.story.tree
        hop = next(h for h in tree.order if self.app.story.code(h).name == function)
        self.app.move(ViewState(hop))
        await self.pilot.pause()

    def pane(self, name: str) -> RowsView:
        """A pane by its id."""
        return self.app.main.query_one(f"#{name}", RowsView)

    def shown(self) -> set[str]:
        """Ids of the panes that have room on the screen."""
        names = ("calls", "source", "callee", "lookup", "lanes", "classes", "values")
        return {name for name in names if self.pane(name).region.area}

    def screen_text(self) -> str:
        """The characters on the screen, row by row, whatever screen is on top."""
        compositor = self.app.screen._compositor
        return "\n".join(
            "".join(segment.text for segment in strip) for strip in compositor.render_strips()
        )


def are_equal(one: Path, other: Path) -> bool:
    """Whether two recordings hold the same facts: SQLite's own counters apart, the same bytes."""
    both = (one.read_bytes(), other.read_bytes())
    # Of the header: the change counter, the schema cookie, and what the counter is valid for.
    return len({data[:24] + data[28:40] + data[44:92] + data[96:] for data in both}) == 1


async def filled(app: HopscopeApp, pilot: Pilot[int]) -> None:
    """Wait until the first screen shows something: on a busy machine that takes its time."""
    deadline = time.monotonic() + _PATIENCE
    await pilot.pause()
    assert isinstance(app.screen, MainScreen)
    while not app.screen.is_filled:
        assert time.monotonic() < deadline, "the first screen stays empty"
        await pilot.pause(0.02)


@asynccontextmanager
async def driving(
    recording: Recording | Path,
    size: tuple[int, int] = (120, 40),
    *,
    start_hop: int | None = None,
    glyphs: Glyphs = UNICODE,
) -> AsyncIterator[Driven]:
    """The app on a recording, without a terminal."""
    if isinstance(recording, Path):
        recording = Recording(recording)
    app = HopscopeApp(RecordedWalk(Story(recording, glyphs)), start_hop)
    try:
        async with app.run_test(size=size) as pilot:
            await filled(app, pilot)
            yield Driven(app, pilot)
    finally:
        recording.close()
