"""The app on a live run: press keys, and wait until the program has come where it should."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from tests.app.places import Driven, filled
from tracer.recording import Recording
from tracer.running.live import HeldLane, LiveRun
from tracer.running.options import Options
from tracer.running.target import Target
from tui.app.app import HopscopeApp
from tui.app.clients import Clients
from tui.app.model.story import Story
from tui.app.rows.glyphs import UNICODE
from tui.app.sessions.live import LiveSession
from tui.app.walks.live import LiveWalk
from tui.app.widgets.lanes_panel import LanesPanel

PATIENCE = 40.0


class DrivenLive(Driven):
    """An app on a live run."""

    def __init__(self, app: HopscopeApp, session: LiveSession, pilot: Pilot[int]) -> None:
        super().__init__(app, pilot)
        self.session = session
        self._let_go: set[HeldLane] = set()

    @property
    def clients(self) -> Clients:
        return self.session.clients

    @property
    def live(self) -> LiveRun:
        return self.session.live

    async def until(self, what: Callable[[], object], why: str) -> None:
        """Wait until something holds."""
        deadline = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < deadline, f"{why}\n{self.screen_text()}"
            await self.pilot.pause(0.02)

    async def until_held(self) -> None:
        """Wait until the chosen lane is held where the cursor is."""

        def held() -> bool:
            state = self.app.view.live
            lane = self.app.story.tree.lane(self.hop)
            found = state.held_at(lane) if state is not None else None
            return found is not None and found.hop == self.hop

        await self.until(held, "the lane is not held")

    async def until_moved(self, key: Awaitable[None] | None = None) -> None:
        """Wait until lanes are held otherwise than now, after a key where one is given."""
        before = self.live.state
        if key is not None:
            await key
        await self.until(
            lambda: self.live.state.held and self.live.state is not before, "it does not move"
        )
        await self.pilot.pause(0.05)

    async def step_to(self, function: str, presses: int = 60) -> None:
        """Press ``s`` until a held hop runs that function."""
        for _ in range(presses):
            await self.until(lambda: self.live.state.held, "no lane is held")
            if self.function == function:
                await self.until_held()
                return
            await self.until_moved(self.press("s"))
        raise AssertionError(f"{function} was not reached\n{self.screen_text()}")

    async def come_to(self, function: str) -> None:
        """Let all lanes go, without keys, until one is held before that function; choose it."""
        deadline = time.monotonic() + PATIENCE
        while not (
            found := [each for each in self.let_go(function) if self._runs(each) == function]
        ):
            assert time.monotonic() < deadline, f"{function} was not reached\n{self.screen_text()}"
            await self.pilot.pause(0.01)
        await self.choose(found[0].lane)
        await self.until_held()

    async def choose(self, lane: int) -> None:
        """Choose a lane, as one does with the mouse in the pane of lanes."""
        self.app.post_message(LanesPanel.LaneChosen(lane))
        await self.pilot.pause()

    def let_go(self, *but: str, lanes: Sequence[int] = ()) -> tuple[HeldLane, ...]:
        """Let each held lane go to its next hop; not before these functions, nor in these lanes.

        Gives what was held. Each once: the state may lag behind the program, and what is held
        where a lane has just come to must not go with it.
        """
        held = self.live.state.held
        for each in held:
            function = self._runs(each)
            stays = not function or function in but or each.lane in lanes
            if not stays and each not in self._let_go:
                self._let_go.add(each)
                self.live.step(each.lane)
        return held

    def _runs(self, held: HeldLane) -> str:
        """What a lane is held before; empty where the app has not heard of it yet."""
        story = self.app.story
        return story.code(held.hop).name if held.hop in story.tree else ""

    def held_functions(self) -> list[str]:
        """What the held lanes are held at, by lane."""
        held = sorted(self.live.state.held, key=lambda each: each.lane)
        story = self.app.story
        return [story.code(each.hop).name for each in held if each.hop in story.tree]

    def held_at(self, function: str) -> HeldLane:
        """The lane that is held before that function."""
        return next(
            each for each in self.live.state.held if self.app.story.code(each.hop).name == function
        )


@asynccontextmanager
async def driving_live(
    target: Target, folder: Path, options: Options | None = None, size: tuple[int, int] = (120, 40)
) -> AsyncIterator[DrivenLive]:
    """Start a target live, and the app on it at its first hop; afterwards nothing is left."""
    sessions: list[LiveSession] = []
    live = LiveRun(
        target,
        options or Options(),
        folder / "run.hops",
        lambda: sessions[0].told() if sessions else None,
    )
    try:
        live.start()
        deadline = time.monotonic() + PATIENCE
        while not live.state.hops:
            assert not live.state.ended, live.state.error
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)
        recording = Recording(folder / "run.hops")
        try:
            walk = LiveWalk(Story(recording, UNICODE), live)
            app = HopscopeApp(walk)
            app.session = session = LiveSession(app, walk)
            sessions.append(session)
            async with app.run_test(size=size) as pilot:
                await filled(app, pilot)
                yield DrivenLive(app, session, pilot)
            session.clients.hang_up()
        finally:
            sessions.clear()
            recording.close()
    finally:
        live.close()
