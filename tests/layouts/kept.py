"""What is recorded once for all sizes: the runs of lessons, and the learner's programs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from lessons.course.exercises import LearnerFile
from lessons.course.judging import Outcome, judge_program
from tests.app.learn_places import Shared


class Kept(Shared):
    """The runs of lessons, and what came of each program that was checked."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="hopscope-layouts-")
        self._outcomes: dict[tuple[str, bytes], Outcome] = {}

    def outcome(self, desk: LearnerFile) -> Outcome:
        """What the checks say of a desk's program: recorded the first time that it is seen."""
        lesson, source = desk._lesson, desk.path.read_bytes()
        desk._seen = source
        key = (lesson.id, source)
        if key not in self._outcomes:
            scratch = Path(self._folder.name) / str(len(self._outcomes))
            scratch.mkdir()
            assert lesson.exercise is not None
            self._outcomes[key] = judge_program(lesson.exercise, desk.path, scratch)
        return self._outcomes[key]

    def end(self) -> None:
        """Remove everything."""
        super().end()
        self._folder.cleanup()


@contextmanager
def keeping() -> Iterator[Kept]:
    """Keep what is recorded as long as this lasts."""
    kept = Kept()

    def check(desk: LearnerFile) -> Outcome:
        return kept.outcome(desk)

    try:
        with patch.object(LearnerFile, "check", check):
            yield kept
    finally:
        kept.end()
