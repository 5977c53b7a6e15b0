"""Every step of every lesson, opened and answered at two terminals, shows whole words at full width.

``python -m tests.layouts --all`` does it at all sizes, in both languages, with all wrong answers.
"""

from __future__ import annotations

import pytest

from lessons.course.catalog import read_catalog
from tests.layouts.__main__ import QUICK, walk
from tests.layouts.kept import keeping
from tests.layouts.walk import CATALOG, Setting, Way

pytestmark = pytest.mark.timeout(400)

SMALLEST = Setting((60, 16), "en")
_AT_ONCE = 4
"""Lessons that one test walks through: it opens the app once for each terminal."""
_LESSONS = [str(lesson.number) for lesson in read_catalog(CATALOG).lessons]
_PARTS = [_LESSONS[at : at + _AT_ONCE] for at in range(0, len(_LESSONS), _AT_ONCE)]


def test_a_verdict_is_in_view_where_there_is_little_room() -> None:
    with keeping() as kept:
        seen = walk(SMALLEST, Way("none", (), panes=False, records=False), kept, ["4"])
        assert {each.moment for each in seen} >= {"arrived", "right", "solved"}
        assert [f"{each}: {fault}" for each in seen for fault in each.faults] == []


@pytest.mark.parametrize("lessons", _PARTS, ids=lambda part: f"{part[0]}-{part[-1]}")
def test_no_screen_of_a_lesson_is_cut_or_laid_out_for_another_width(lessons: list[str]) -> None:
    with keeping() as kept:
        for setting, way in QUICK.items():
            seen = walk(setting, way, kept, lessons)
            assert len({(each.lesson, each.step) for each in seen}) > 10 * len(lessons)
            faults = [f"{setting} {each}: {fault}" for each in seen for fault in each.faults]
            assert not faults, "\n".join(faults[:40])
