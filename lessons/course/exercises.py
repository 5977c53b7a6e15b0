"""Where a learner works at an exercise: the file that they edit, begun, judged and begun again."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course.judging import Outcome, Trouble, judge_source
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from lessons.course.lesson import Exercise, Lesson

_LARGEST = 1_000_000


class LearnerFile:
    """Where a learner works at one exercise: their file in a folder that they chose.

    Raises HopscopeError where a file cannot be read or written, ValueError for a lesson without
    an exercise. :meth:`close` removes the recordings, never the learner's file.
    """

    def __init__(self, lesson: Lesson, folder: Path) -> None:
        if lesson.exercise is None:
            raise ValueError(f"lesson {lesson.number} has no exercise")
        self._lesson = lesson
        self._exercise: Exercise = lesson.exercise
        self.path = folder / f"{lesson.number:02}_{lesson.name.replace('-', '_')}.py"
        """The learner's file."""
        self._scratch = tempfile.TemporaryDirectory(prefix="hopscope-", ignore_cleanup_errors=True)
        self._checks = 0
        self._stop = threading.Event()
        self._seen: bytes | None = None

    def close(self) -> None:
        """Remove the recordings of the checks."""
        self._scratch.cleanup()

    def stop(self) -> None:
        """End a check that goes on in another thread; there will be no other."""
        self._stop.set()

    def begin(self) -> bool:
        """Write the starter, unless the file is there; whether it was written."""
        if self.path.exists():
            return False
        self._write(self._lesson.folder / self._exercise.starter)
        return True

    def reset(self) -> Path:
        """Write the starter again; what was there is kept beside it, and its path returned."""
        kept = self.path.with_suffix(".before.py")
        try:
            if self.path.exists():
                self.path.replace(kept)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._write(self._lesson.folder / self._exercise.starter)
        return kept

    def solution(self) -> str:
        """The text of the solution."""
        return (self._lesson.folder / self._exercise.solution).read_text("utf-8")

    def is_changed(self) -> bool:
        """Whether the file holds something else than at the last check (or no check was made)."""
        return self._read() != self._seen

    def check(self) -> Outcome:
        """Run and record the file, and judge it."""
        source = self._seen = self._read()
        if source is None:
            return Outcome(Trouble("missing", detail=str(self.path)))
        self._checks += 1
        scratch = Path(self._scratch.name) / str(self._checks)
        scratch.mkdir()
        return judge_source(self._exercise, source, self.path, scratch, self._stop)

    def _read(self) -> bytes | None:
        try:
            with self.path.open("rb") as file:
                return file.read(_LARGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HopscopeError(
                _("cannot read {path}: {strerror}").format(path=self.path, strerror=error.strerror),
                _("See who may read it."),
            ) from error

    def _write(self, source: Path) -> None:
        """All of it or nothing: an editor may have the file open."""
        temporary = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(source.read_bytes())
            temporary.replace(self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from error


def _unwritable(path: Path, error: OSError) -> HopscopeError:
    return HopscopeError(
        _("cannot write {path}: {strerror}").format(path=path, strerror=error.strerror),
        _("Choose a folder that you may write to."),
    )
