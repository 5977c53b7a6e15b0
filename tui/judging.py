"""``hopscope learn LESSON --judge FILE``: a learner's program judged without the app."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tui.text import visible

if TYPE_CHECKING:
    from lessons.course.lesson import Language, Lesson


def judge_file(lesson: Lesson, file: Path, language: Language) -> int:
    """Judge a program by a lesson's exercise, and print what came of it; 0 where it is solved, else 1.

    Raises HopscopeError where the lesson has no exercise, or the file cannot be read.
    """
    from lessons.course.judging import judge_source
    from tui.plain.judged import judged_lines

    if lesson.exercise is None:
        raise HopscopeError(
            _("lesson {number} has no exercise").format(number=lesson.number),
            _("hopscope learn lists the lessons"),
        )
    source = _read(file)
    with tempfile.TemporaryDirectory(prefix="hopscope-") as scratch:
        outcome = judge_source(lesson.exercise, source, file.absolute(), Path(scratch))
        for line in judged_lines(lesson, file, outcome, language):
            print(visible(line))
    return 0 if outcome.passed else 1


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise HopscopeError(
            _("cannot read {path}: {strerror}").format(path=file, strerror=error.strerror),
            _("--judge names your program, a file"),
        ) from error
