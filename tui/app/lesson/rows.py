"""A lesson's step in rows: its text, its question, what was said of the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracer.language import _
from tui.app.lesson.answering import refutation
from tui.app.lesson.exercise_rows import exercise_rows
from tui.app.rows.markdown import inline_row, markdown_rows
from tui.app.rows.spans import BLANK, Role, Row, row, span, wrap

if TYPE_CHECKING:
    from lessons.course.telling import FeedbackTold, OptionTold, QuestionTold
    from tui.app.lesson.scene import LessonScene
    from tui.app.rows.glyphs import Glyphs


@dataclass
class Laid:
    """Rows, and which of them are to be seen."""

    rows: list[Row] = field(default_factory=list)
    cursor: int | None = None
    """The option under the cursor."""
    options: dict[int, int] = field(default_factory=dict)
    """Rows of options, and their numbers from 0."""
    newest: int = 0
    """Where what was said last begins."""

    def gap(self) -> None:
        """An empty row, where something stands above."""
        if self.rows and self.rows[-1] != BLANK:
            self.rows.append(BLANK)


def lesson_rows(lesson: LessonScene, glyphs: Glyphs, width: int) -> Laid:
    """Everything that the lesson says now, in rows of at most ``width`` cells."""
    laid = Laid()
    if lesson.waiting:
        laid.rows += wrap(row(span(lesson.waiting, "lost")), width)
    elif lesson.exercise is not None:
        laid.rows, laid.newest = exercise_rows(lesson, width)
        laid.newest = _said(lesson, laid, width) or laid.newest
    elif lesson.told is not None:
        _tell(lesson, laid, glyphs, width)
    return laid


def _tell(lesson: LessonScene, laid: Laid, glyphs: Glyphs, width: int) -> None:
    told = lesson.told
    assert told is not None
    if lesson.goal:
        laid.rows += [*markdown_rows(lesson.goal, width), BLANK]
    if told.heading:
        laid.rows += wrap(_in_role("key", told.heading), width)
    laid.rows += markdown_rows(told.text, width)
    question = told.question
    if question is None:
        laid.newest = _said(lesson, laid, width)
        if told.told:
            laid.gap()
            laid.newest = laid.newest or len(laid.rows)
            laid.rows += markdown_rows(told.told, width)
        laid.gap()
        on = _("enter: go on") if lesson.can_go_on else _("This is the end. enter: the course")
        laid.rows.append(((on, "key"),))
    elif lesson.attempt.is_refuting:
        laid.newest = _said(lesson, laid, width)
    else:
        _ask(lesson, question, laid, glyphs, width)


def _ask(
    lesson: LessonScene, question: QuestionTold, laid: Laid, glyphs: Glyphs, width: int
) -> None:
    if question.words:
        laid.gap()
        laid.rows += wrap(_in_role("name", question.words), width)
    # A walk lists the classes of the MRO itself.
    for line in question.help[: 1 if question.kind == "resolve" else None]:
        laid.rows += wrap(_in_role("dim", line), width, indent=2)
    laid.gap()
    for number, option in enumerate(question.options):
        chosen = number == lesson.attempt.chosen
        if chosen:
            laid.cursor = len(laid.rows)
        head = f"{glyphs.here if chosen else ' '} {number + 1} "
        tail = _standing(lesson, question, option)
        words = row((head, "key"), span(option.label, "name" if chosen else "plain"), *tail)
        for part in wrap(words, width, indent=4):
            laid.options[len(laid.rows)] = number
            laid.rows.append(part)
    laid.newest = _said(lesson, laid, width)
    laid.rows += wrap(_now(lesson, question), width)


def _standing(lesson: LessonScene, question: QuestionTold, option: OptionTold) -> Row:
    """What has become of an option so far."""
    if option.key not in lesson.picked:
        return ()
    if question.kind == "order":
        place = lesson.picked.index(option.key) + 1
        return (("   ", "plain"), (_("number {place}").format(place=place), "won"))
    return (("   ", "plain"), (_("not here"), "dim"))


def _now(lesson: LessonScene, question: QuestionTold) -> Row:
    """Which keys answer."""
    attempt = lesson.attempt
    if attempt.asks_sure:
        label = question.options[attempt.chosen].label
        return row(span(_("{answer}: ").format(answer=label), "name"),
                   (_("enter = I am sure   n = not sure   esc = another"), "key"))  # fmt: skip
    if question.kind == "order":
        return row((_("1-9, or arrows and enter: the next one. backspace takes back."), "key"))
    if question.kind == "resolve":
        return row((_("arrows walk from class to class; enter stops."), "key"))
    return row((_("1-9, or arrows and enter"), "key"))


def _said(lesson: LessonScene, laid: Laid, width: int) -> int:
    """What came of the last move; the row where the newest of it begins, 0 for nothing."""
    feedback = lesson.attempt.feedback
    if feedback is None or not _has_words(lesson, feedback):
        return 0
    laid.gap()
    newest = len(laid.rows)
    role: Role = "won" if feedback.is_right else "lost"
    if feedback.heading:
        laid.rows += wrap(row((feedback.heading, role)), width)
    parts = refutation(feedback)
    shown = lesson.attempt.parts if lesson.exercise is None else len(parts)
    for part in parts[:shown]:
        if part != parts[0]:
            laid.gap()
        if part != parts[0] and lesson.exercise is None:
            newest = len(laid.rows)
        laid.rows += _part(part, feedback, width)
    if not parts:
        laid.rows += _told_rows(lesson, feedback, width)
        return newest
    laid.gap()
    if lesson.exercise is None:
        on = _("enter: try again") if shown >= len(parts) else _("enter: go on")
        laid.rows.append(((on, "key"),))
    return newest


def _told_rows(lesson: LessonScene, feedback: FeedbackTold, width: int) -> list[Row]:
    """What is said of a move that refutes nothing."""
    rows: list[Row] = []
    if feedback.lacks:
        rows += wrap(inline_row(feedback.lacks), width)
        rows += _names(feedback, width)
    if feedback.contradiction:
        rows += markdown_rows(feedback.contradiction, width)
    if feedback.told and (lesson.told is None or lesson.told.told != feedback.told):
        rows += markdown_rows(feedback.told, width)
    return rows


def _has_words(lesson: LessonScene, feedback: FeedbackTold) -> bool:
    """Whether it says anything that does not stand elsewhere already."""
    hints = lesson.exercise.hints if lesson.exercise is not None else ()
    told = feedback.told not in ("", *hints)
    return bool(feedback.heading or told or refutation(feedback) or feedback.lacks)


def _part(part: str, feedback: FeedbackTold, width: int) -> list[Row]:
    """One part of a refutation."""
    match part:
        case "belief":
            head = _("You may think:")
            return [((head, "title"),), *markdown_rows(feedback.belief, width)]
        case "rule":
            return [((_("The rule:"), "title"),), *markdown_rows(feedback.rule, width)]
    if feedback.hop is None:
        head = _("But look:") if feedback.belief else _("Look:")
    else:
        words = _("But look at hop {hop}:") if feedback.belief else _("Look at hop {hop}:")
        head = words.format(hop=feedback.hop)
    return [((head, "title"),), *markdown_rows(feedback.contradiction, width)]


def _names(feedback: FeedbackTold, width: int) -> list[Row]:
    """The names of a class that was stopped at."""
    names = ", ".join(feedback.names) or "-"
    if feedback.names_left_out:
        more = _("and {count} more").format(count=feedback.names_left_out)
        names = f"{names}, {more}"
    return wrap(row(("__dict__: ", "dim"), span(names, "code")), width, indent=2, limit=4)


def _in_role(role: Role, line: str) -> Row:
    """A line whose plain words play another role."""
    return tuple((text, role if was == "plain" else was) for text, was in inline_row(line))
