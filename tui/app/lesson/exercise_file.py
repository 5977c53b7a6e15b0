"""The learner's file of a lesson's exercise, checked in a thread of its own."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course.exercises import LearnerFile
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.course.judging import Outcome
    from lessons.course.lesson import Lesson

FOLDER = Path("hopscope-lessons")
"""Where the files go, unless another folder is chosen: in the working directory."""

_PATIENCE = 2.0
"""Seconds that a program has to end when its lesson is left; after hopscope it ends anyway."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What came of a check."""

    outcome: Outcome | None
    error: HopscopeError | None = None


class ExerciseFile:
    """One exercise's file; ``told`` hears from another thread of each check that has ended."""

    def __init__(self, lesson: Lesson, folder: Path, told: Callable[[CheckResult], None]) -> None:
        self._lesson = lesson
        self._told = told
        self._desk = LearnerFile(lesson, folder)
        self._given: bytes | None = None
        """What the file held when it was written; it is not judged before it is changed."""
        self.begun = self._desk.path.exists()
        self.checking = False
        self.outcome: Outcome | None = None
        self._thread: threading.Thread | None = None

    @property
    def path(self) -> Path:
        """The learner's file."""
        return self._desk.path

    def move_to(self, folder: Path) -> None:
        """Take another folder."""
        self._desk.close()
        self._desk = LearnerFile(self._lesson, folder)
        self.begun, self.outcome = self._desk.path.exists(), None

    def begin(self) -> None:
        """Write the starter, unless the file is there. Raises HopscopeError."""
        if self._desk.begin():
            self._given = self._desk.path.read_bytes()
        self.begun = True

    def reset(self) -> Path:
        """Write the starter again; where the file of before is kept. Raises HopscopeError."""
        kept = self._desk.reset()
        self._given, self.outcome, self.begun = self._desk.path.read_bytes(), None, True
        return kept

    def solution(self) -> str:
        """A program that does what is asked."""
        return self._desk.solution()

    def is_due(self) -> bool:
        """Whether the file was saved since the last check. Raises HopscopeError."""
        if self.checking or not self.begun or not self._desk.is_changed():
            return False
        try:
            return self._desk.path.read_bytes() != self._given
        except OSError:
            return False  # between two writes of an editor

    def check(self) -> None:
        """Begin to record and judge the file, unless that is going on."""
        if not self.checking and self.begun:
            self.checking = True
            # A daemon: whoever quits does not wait for a program that hangs.
            self._thread = threading.Thread(
                target=self._check, args=(self._desk,), name="exercise", daemon=True
            )
            self._thread.start()

    def _check(self, desk: LearnerFile) -> None:
        try:
            checked = CheckResult(desk.check())
        except HopscopeError as error:
            checked = CheckResult(None, error)
        except OSError as error:
            what = _("the program could not be checked: {why}").format(why=error.strerror or error)
            checked = CheckResult(None, HopscopeError(what, _("Save it again to try once more.")))
        self._told(checked)

    def take(self, checked: CheckResult) -> None:
        """Take in what came of a check."""
        self.checking = False
        if checked.outcome is not None:
            self.outcome = checked.outcome

    def close(self) -> None:
        """Stop a program that runs still, and remove the recordings, never the file."""
        self._desk.stop()
        if self._thread is not None:
            self._thread.join(_PATIENCE)
        self._desk.close()
