"""Every step of every lesson, opened and answered at two terminals, shows whole words at full width.

``python -m tests.layouts --all`` does it at all sizes, in both languages, with all wrong answers.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from lessons.course.catalog import read_catalog
from lessons.course.engine import FirstTry
from lessons.course.progress import LessonProgress
from lessons.course.store import Store
from tests.layouts.__main__ import QUICK, walk
from tests.layouts.kept import Kept, keeping
from tests.layouts.walk import CATALOG, Seen, Setting, Way, walking
from tui.app.screens.course import CourseScreen

pytestmark = [pytest.mark.timeout(400), pytest.mark.screens]

SMALLEST, SHORT_OF_ROOM = Setting((60, 16), "en"), "4"
"""In the smallest terminal a verdict of this lesson once stood below the fold."""
OPENED = Way("none", (), panes=False, records=False)
_AT_ONCE = 4
"""Lessons that one test walks through: it opens the app once for each terminal."""
_LESSONS = [str(lesson.number) for lesson in read_catalog(CATALOG).lessons]
_PARTS = [_LESSONS[at : at + _AT_ONCE] for at in range(0, len(_LESSONS), _AT_ONCE)]


async def _missed_and_asked_again(setting: Setting, home: Path, kept: Kept) -> list[Seen]:
    """The course, and the first screen of a lesson, after a question of another was missed."""
    async with walking(setting, home, kept, OPENED) as (walker, catalog):
        tried = FirstTry(right=False, sure=True, misconception="M4")
        missed = LessonProgress(missed=("which-init",), first_tries=(("which-init", tried),))
        Store(home).change("06-init", lambda _: missed)
        await walker.press("escape")
        screen = walker.app.screen
        assert isinstance(screen, CourseScreen)
        screen.refill()
        await walker.settle()
        walker.look("the course")
        await walker.open(catalog.find("1"))
        assert walker.card.review
        walker.look("asked again")
        return walker.seen


def test_what_was_missed_is_whole_in_the_course_and_when_it_is_asked_again(
    tmp_path: Path,
) -> None:
    with keeping() as kept:
        for setting in QUICK:
            seen = asyncio.run(_missed_and_asked_again(setting, tmp_path / str(setting), kept))
            assert [f"{each}: {fault}" for each in seen for fault in each.faults] == []


@pytest.mark.parametrize("lessons", _PARTS, ids=lambda part: f"{part[0]}-{part[-1]}")
def test_no_screen_of_a_lesson_is_cut_or_laid_out_for_another_width(lessons: list[str]) -> None:
    with keeping() as kept:
        walks = [(setting, way, lessons) for setting, way in QUICK.items()]
        if SHORT_OF_ROOM in lessons:
            walks.append((SMALLEST, OPENED, [SHORT_OF_ROOM]))
        for setting, way, chosen in walks:
            seen = walk(setting, way, kept, chosen)
            assert len({(each.lesson, each.step) for each in seen}) > 10
            faults = [f"{setting} {each}: {fault}" for each in seen for fault in each.faults]
            assert not faults, "\n".join(faults[:40])
