"""The course that a person takes: its lessons, how far they are, and what opens one of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.course.session import LessonSession
from tui.app.lesson.open_lesson import OpenLesson

if TYPE_CHECKING:
    from lessons.course.catalog import Catalog
    from lessons.course.lesson import Language, Lesson
    from lessons.course.misconceptions import Misconception
    from lessons.course.progress import Progress
    from lessons.course.recorder import LessonRecorder
    from lessons.course.store import Store
    from tui.app.rows.glyphs import Glyphs


@dataclass(frozen=True)
class Course:
    """A catalogue of lessons and one person's progress in it."""

    catalog: Catalog
    store: Store
    language: Language
    glyphs: Glyphs
    asks: bool = True
    """Whether the questions of the lessons are asked."""
    recorder: LessonRecorder | None = None
    """What records the runs; None: each lesson has its own."""

    @cached_property
    def misconceptions(self) -> dict[str, Misconception]:
        """What the lessons know people to believe, by id."""
        return self.catalog.misconceptions(self.language)

    @property
    def progress(self) -> Progress:
        """How far the person is, read anew. Raises HopscopeError."""
        return self.store.read()

    def forget(self, lesson: str | None) -> None:
        """Forget what was answered in a lesson, or in all of them. Raises HopscopeError."""
        self.store.reset(lesson)

    def open(self, lesson: Lesson) -> OpenLesson:
        """Begin a lesson, or go on with it. Raises HopscopeError."""
        sitting = LessonSession(
            self.catalog, lesson, self.store, asks=self.asks, recorder=self.recorder
        )
        return OpenLesson(sitting, self.language, self.misconceptions, self.glyphs)
