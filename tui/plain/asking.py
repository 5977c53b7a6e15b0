"""A question as numbered text: how it is put, and how what is typed becomes an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.engine import Answer
from lessons.course.telling import sure_words
from tracer.language import _
from tui.plain.answers import SURENESS, Typed, read_answer

if TYPE_CHECKING:
    from lessons.course.engine import Feedback
    from lessons.course.session import LessonSession
    from lessons.course.telling import QuestionTold
    from tui.plain.streams import Talk

NEXT = ("", "next", "go")
_HERE = "here"


class Asking:
    """Puts the question of the card that shows, and hands answers to the sitting."""

    def __init__(self, sitting: LessonSession, talk: Talk) -> None:
        self._sitting = sitting
        self._talk = talk
        self._walked = 0
        """On a walk: the class one is at, from 0."""
        self._chosen: tuple[str, ...] = ()
        """Keys that were typed, while it is asked how sure that is."""

    def put(self, question: QuestionTold) -> None:
        """Ask: the question, its answers with their numbers, and how to answer."""
        self._chosen = ()
        self._talk.say("")
        if question.words:
            self._talk.read_out(question.words)
        for number, option in enumerate(question.options, 1):
            self._talk.say(f"  {number}  {option.label}")
        sure, unsure = sure_words()
        self._talk.say(_how(question).format(sure=sure, unsure=unsure, example=_example(question)))
        if question.kind == "resolve":
            self._walked = 0
            self.say_where(question)

    def say_where(self, question: QuestionTold) -> None:
        """On a walk: the class that one is at."""
        self._talk.say(
            _("Class {number} of {all}: {cls}").format(
                number=self._walked + 1,
                all=len(question.options),
                cls=question.options[self._walked].label,
            )
        )

    def is_sureness(self, line: str) -> bool:
        """Whether a line says how sure an answer was that has just been typed."""
        return bool(self._chosen) and line in SURENESS

    def take(self, line: str, question: QuestionTold) -> Feedback | None:
        """Answer with what was typed; None where that is no answer yet, and why was said."""
        chosen, self._chosen = self._chosen, ()
        if chosen and line in SURENESS:
            return self._answer(chosen, SURENESS[line])
        typed = read_answer(line)
        if question.kind == "resolve" and typed is None:
            return self._walk(line, question)
        count = len(question.options) if question.kind == "order" else 1
        if typed is None or not _fits(typed, count, len(question.options)):
            self._talk.say(
                _("Type each number from 1 to {most} once.").format(most=count)
                if question.kind == "order"
                else _("Type a number from 1 to {most}.").format(most=len(question.options))
            )
            return None
        self._walked = typed.numbers[-1] - 1
        return self._choose(
            tuple(question.options[number - 1].key for number in typed.numbers), typed.sure
        )

    def _walk(self, line: str, question: QuestionTold) -> Feedback | None:
        word, _space, sureness = line.partition(" ")
        if word == _HERE and sureness in {"", *SURENESS}:
            return self._choose((question.options[self._walked].key,), SURENESS.get(sureness))
        if line not in NEXT:
            self._talk.say(_("Enter goes to the next class, here stops at this one."))
            return None
        self._walked += 1
        if self._walked == len(question.options):
            self._talk.say(_("That was the last class of the MRO. From the front again:"))
            self._walked = 0
        self.say_where(question)
        return None

    def _choose(self, keys: tuple[str, ...], sure: bool | None) -> Feedback | None:
        if sure is not None:
            return self._answer(keys, sure)
        self._chosen = keys
        yes, no = sure_words()
        self._talk.say(_("Are you sure? s: {sure}, n: {unsure}").format(sure=yes, unsure=no))
        return None

    def _answer(self, keys: tuple[str, ...], sure: bool) -> Feedback | None:
        feedback = None
        for key in keys:
            feedback = self._sitting.act(Answer(key, sure))
        return feedback


def _how(question: QuestionTold) -> str:
    match question.kind:
        case "order":
            return _("Type all the numbers in order, then s ({sure}) or n ({unsure}): {example} s")
        case "resolve":
            return _(
                "Walk from class 1 on: Enter goes to the next class; here s ({sure}) or "
                "here n ({unsure}) stops where you are."
            )
        case _other:
            return _("Type a number, then s ({sure}) or n ({unsure}): {example} s")


def _example(question: QuestionTold) -> str:
    if question.kind != "order":
        return "1"
    return " ".join(map(str, range(len(question.options), 0, -1)))


def _fits(typed: Typed, count: int, most: int) -> bool:
    numbers = typed.numbers
    return (
        len(numbers) == count
        and len(set(numbers)) == count
        and all(1 <= each <= most for each in numbers)
    )
