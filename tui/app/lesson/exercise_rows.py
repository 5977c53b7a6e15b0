"""A lesson's exercise in rows: the task, the learner's file, and what its recording says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.received import tell_received
from tracer.language import _
from tui.app.rows.markdown import markdown_rows
from tui.app.rows.spans import BLANK, Row, row, span, wrap

if TYPE_CHECKING:
    from tui.app.lesson.scene import ExerciseScene, LessonScene


def exercise_rows(lesson: LessonScene, width: int) -> tuple[list[Row], int]:
    """The task, the file, hints, the solution, then how the file stands; the row of the newest."""
    exercise = lesson.exercise
    assert exercise is not None
    rows = [*markdown_rows(exercise.text, width), BLANK]
    rows += wrap(row((_("Your file: "), "dim"), span(exercise.file, "name")), width, indent=2)
    rows += wrap(row((_keys(exercise), "key")), width)
    newest = 0
    for number, hint in enumerate(exercise.hints, 1):
        newest = len(rows) + 1
        rows += [BLANK, ((_("Hint {number}:").format(number=number), "title"),)]
        rows += markdown_rows(hint, width)
    if exercise.solution:
        newest = len(rows) + 1
        rows += [BLANK, ((_("The solution:"), "title"),)]
        rows += markdown_rows(f"```python\n{exercise.solution}\n```", width)
    standing = _standing(exercise, width)
    said = lesson.attempt.feedback
    if standing and (said is None or said.told not in exercise.hints):
        newest = len(rows) + 1
    return rows + standing, newest


def _keys(exercise: ExerciseScene) -> str:
    if not exercise.begun:
        return _("enter writes it there; D takes another folder.")
    if exercise.solved:
        return _("enter: the lessons   e: edit   A: a solution to compare")
    return _("e: edit   enter: check   H: hint   A: solution   ^r: start again")


def _standing(exercise: ExerciseScene, width: int) -> list[Row]:
    """What is known of the program."""
    outcome = exercise.outcome
    if exercise.checking:
        return [BLANK, *wrap(row((_("recording your program ..."), "lost")), width)]
    if outcome is None:
        return []
    rows: list[Row] = [BLANK]
    if outcome.trouble is not None:
        # The recorder comes with it: a recording that is opened does not wait for that.
        from lessons.course.judging import explain_trouble

        matter, advice = explain_trouble(outcome.trouble)
        rows += wrap(row(span(matter, "bad")), width)
        rows += wrap(row(span(advice)), width) if advice else []
    if outcome.verdicts:
        passed = sum(verdict.passed for verdict in outcome.verdicts)
        words = _("{passed} of {all} checks pass.")
        words = words.format(passed=passed, all=len(outcome.verdicts))
        rows += wrap(row(words), width)
    if outcome.failed is not None and outcome.failed.raised:
        words = _("Hop {hop} ended with {error}.")
        hop, error = outcome.failed.hops[0], outcome.failed.raised
        rows += wrap(row(span(words.format(hop=hop, error=error), "dim")), width, indent=2)
    for line in tell_received(outcome.received):
        rows += wrap(row(span(line, "dim")), width, indent=2)
    if outcome.recording is not None:
        shown = _("The panes show what your program did. O: the lesson's run.")
        other = _("O shows what your program did.")
        rows += wrap(row((shown if exercise.shows_own else other, "key")), width)
    return rows
