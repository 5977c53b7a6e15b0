"""The app on a course, without a terminal: what the tests of its lessons share."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from textual.pilot import Pilot

from lessons.course.catalog import read_catalog
from lessons.course.lesson import Language
from lessons.course.recorder import LessonRecorder
from lessons.course.store import Store
from tests.app.places import Driven
from tui.app.app import HopscopeApp
from tui.app.lesson.course import Course
from tui.app.rows.glyphs import UNICODE, Glyphs
from tui.app.screens.main import MainScreen
from tui.app.sessions.course import CourseSession

PATIENCE = 30.0
"""Seconds after which a recording counts as not coming."""


class Shared(LessonRecorder):
    """Records each run once for all tests."""

    def close(self) -> None:
        """A lesson that is left leaves its recordings to the next one."""

    def end(self) -> None:
        """Remove them."""
        super().close()


class Learning(Driven):
    """A learner at the app."""

    session: CourseSession

    def __init__(self, app: HopscopeApp, session: CourseSession, pilot: Pilot[int]) -> None:
        super().__init__(app, pilot)
        self.session = session

    async def until_shown(self, words: str) -> None:
        """Wait until the screen shows some words."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.screen_text():
            assert time.monotonic() < deadline, self.screen_text()
            await asyncio.sleep(0.02)
            await self.pilot.pause()

    async def until_open(self) -> None:
        """Wait until the lesson is recorded and shows."""
        deadline = time.monotonic() + PATIENCE
        while not isinstance(self.app.screen, MainScreen) or (
            self.session.lesson is not None and self.session.lesson.waiting
        ):
            assert time.monotonic() < deadline, self.screen_text()
            await asyncio.sleep(0.02)
            await self.pilot.pause()
        await self.pilot.pause()

    def lesson(self) -> str:
        """Everything that the lesson's pane says."""
        return self.pane("lesson").text()


@asynccontextmanager
async def learning(
    catalog: Path, home: Path, start: str | None, size: tuple[int, int] = (120, 40), *,
    recorder: LessonRecorder, language: Language = "en", glyphs: Glyphs = UNICODE,
) -> AsyncIterator[Learning]:  # fmt: skip
    """The app on a catalogue; with ``start`` in that lesson, as soon as it is recorded."""
    read = read_catalog(catalog)
    lesson = None if start is None else read.find(start)
    app = HopscopeApp()
    course = Course(read, Store(home), language, glyphs, recorder=recorder)
    app.session = session = CourseSession(app, course, lesson)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            learner = Learning(app, session, pilot)
            if start is not None:
                await learner.until_open()
            yield learner
    finally:
        session.close()
