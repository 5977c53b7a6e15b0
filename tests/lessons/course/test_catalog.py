"""The course that comes with hopscope can be read; what its lessons say of runs is proved elsewhere."""

from __future__ import annotations

from lessons.course.catalog import read_catalog
from lessons.course.lesson import LANGUAGES


def test_every_lesson_is_read_without_a_problem() -> None:
    found = read_catalog()
    assert [str(each) for each in found.problems] == []
    assert found.lessons
    for lesson in found.lessons:
        assert found.find(str(lesson.number)) is lesson
        assert len({lesson.title(language) for language in LANGUAGES}) == len(LANGUAGES)
