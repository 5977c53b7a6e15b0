"""A small catalogue of two lessons, and what its runs show: recorded once for all tests."""

from __future__ import annotations

from concurrent.futures import Future
from functools import cache
from pathlib import Path

from lessons.course.catalog import Catalog, read_catalog
from lessons.course.engine import Card, LearnerState, LessonPlan
from lessons.course.lesson import Lesson
from lessons.course.recorder import LessonRecorder, Recorded
from lessons.course.scene import HopScene

FOLDER = Path(__file__).with_name("catalog")


@cache
def catalog() -> Catalog:
    """The two lessons: ``threads`` has an exercise, ``walk`` two runs."""
    found = read_catalog(FOLDER)
    assert found.problems == ()
    return found


@cache
def recorded(lesson: str, run: str) -> Recorded:
    """A run of a lesson; its file is gone."""
    of = catalog().find(lesson)
    recorder = LessonRecorder()
    try:
        found = recorder.want(of, run).result(60)
    finally:
        recorder.close()
    assert found.error is None
    assert found.troubles == {}
    return found


class Kept(LessonRecorder):
    """Gives those recordings at once, without their files."""

    def __init__(self) -> None:
        """Nothing is recorded here."""

    def want(self, lesson: Lesson, run: str) -> Future[Recorded]:
        found: Future[Recorded] = Future()
        found.set_result(recorded(lesson.id, run))
        return found

    def close(self) -> None:
        pass


def card(lesson: str, step: str) -> Card:
    """A card of a lesson, as its recording has it."""
    of = catalog().find(lesson)
    return recorded(lesson, of.step(step).run).cards[step]


def scene(lesson: str, step: str) -> HopScene:
    """The hop of a card."""
    of = catalog().find(lesson)
    found = card(lesson, step).hop
    assert found is not None
    return recorded(lesson, of.step(step).run).scenes[found]


def plan(lesson: str) -> LessonPlan:
    """All cards of a lesson."""
    of = catalog().find(lesson)
    return LessonPlan(of, tuple(card(lesson, step.id) for step in of.steps))


def at(lesson: str, step: str, *answered: str) -> LearnerState:
    """A learner at a step, who has answered others."""
    of = catalog().find(lesson)
    place = [each.id for each in of.steps].index(step)
    return LearnerState(place, answered=frozenset(f"{of.id}/{each}" for each in answered))
