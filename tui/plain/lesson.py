"""One lesson as a conversation: what it says, what it asks, what came of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.engine import Move, Reset
from lessons.course.progress import accuracy
from lessons.course.running import program_file
from lessons.course.telling import tell_card, tell_feedback
from lessons.course.texts import GOAL
from tracer.language import _, ngettext
from tui.plain.asking import NEXT, Asking
from tui.plain.exercise import PlainExercise
from tui.plain.feedback import say_feedback
from tui.plain.hops import hop_lines, open_lines
from tui.plain.streams import Ended

if TYPE_CHECKING:
    from lessons.course.catalog import Catalog
    from lessons.course.engine import Card, Feedback
    from lessons.course.lesson import Language, Lead
    from lessons.course.session import LessonSession
    from lessons.course.telling import CardTold, QuestionTold
    from tui.plain.streams import Talk

QUIT = ("q", "quit", "exit")
BACK = ("b", "back")
HELP = ("?", "？", "h?", "help")
AGAIN = ("again",)
RECORD = ("record",)
RESET = ("reset",)
PROGRAM = ("p", "program")


class PlainLesson:
    """Leads through a sitting until the lesson ends, the learner quits, or the input does."""

    def __init__(
        self, sitting: LessonSession, catalog: Catalog, language: Language, talk: Talk
    ) -> None:
        self._sitting = sitting
        self._language = language
        self._misconceptions = catalog.misconceptions(language)
        self._talk = talk
        self._exercise = PlainExercise(sitting, language, self._misconceptions, talk)
        self._is_over = False
        self._asking = Asking(sitting, talk)
        self._shown: int | None = None
        """The place whose card was shown last; None where it is to be shown again."""
        self._next = next(
            (each for each in catalog.lessons if each.number > sitting.lesson.number), None
        )

    def run(self) -> None:
        """Talk until it is over. What was answered is saved at every moment."""
        try:
            self._greet()
            while not self._is_over:
                if self._sitting.card is None:
                    self._is_over = self._exercise.run()
                    self._shown = None
                    if self._sitting.card is None:
                        self._is_over = True
                        self._part()
                else:
                    self._at_card()
        except Ended:
            self._say(_("The input has ended. What you answered is saved."))
        finally:
            self._exercise.close()

    def _say(self, *lines: str) -> None:
        self._talk.say(*lines)

    def _greet(self) -> None:
        lesson, plan = self._sitting.lesson, self._sitting.plan
        title = lesson.title(self._language)
        self._talk.read_out(_("Lesson {number}: {title}").format(number=lesson.number, title=title))
        self._say("")
        place = self._sitting.state.place
        if place == 0:
            self._talk.read_out(lesson.words(GOAL, self._language))
            self._say("")
        reviews = sum(card.review for card in plan.cards)
        if reviews:
            self._say(
                ngettext(
                    "{count} question that you missed comes first.",
                    "{count} questions that you missed come first.",
                    reviews,
                ).format(count=reviews)
            )
        if place and not reviews:
            self._say(_("You go on where you stopped."))
        self._say(_("Enter goes on, ? helps, q stops. Your answers are kept."))

    def _part(self) -> None:
        state = self._sitting.progress
        right, asked = accuracy(state)
        if asked:
            self._say(
                _("First answers that were right: {right} of {asked}.").format(
                    right=right, asked=asked
                )
            )
        if state.missed:
            self._say(_("What you missed is asked again next time."))
        if state.done and self._next is not None:
            self._talk.read_out(
                _("Next: hopscope learn {number}, {title}").format(
                    number=self._next.number, title=self._next.title(self._language)
                )
            )

    # A card

    def _at_card(self) -> None:
        """Show the card, if it does not show yet, and do what is typed."""
        if self._shown != self._sitting.state.place:
            self._await_recording()
            self._show()
            self._shown = self._sitting.state.place
        self._one_line()
        self._say(*self._sitting.notes)
        self._sitting.notes.clear()

    def _await_recording(self) -> None:
        card = self._sitting.card
        if card is not None and not self._sitting.wait(0.2):
            program = card.lesson.run(card.step.run).program
            self._say("", _("{program} is being recorded.").format(program=program))
            self._sitting.wait()

    def _told(self) -> tuple[Card, CardTold]:
        card = self._sitting.card
        assert card is not None
        scene = self._sitting.scene(card.hop)
        return card, tell_card(card, scene, self._sitting.state, self._language)

    def _show(self) -> None:
        card, told = self._told()
        state, plan = self._sitting.state, self._sitting.plan
        self._say("")
        self._say(
            _("Step {number} of {all}").format(number=state.place + 1, all=plan.last + 1),
        )
        if told.heading:
            self._say(told.heading)
        self._talk.read_out(told.text)
        if self._sitting.trouble:
            self._say(
                _("Something is wrong: {trouble}").format(trouble=self._sitting.trouble),
                _("record: record it again; Enter: go on."),
            )
        scene = self._sitting.scene(card.hop)
        if card.step.hop is None and card.step.lead == "source":
            self._program()
        if told.question is None:
            if scene is not None:
                self._say("", *hop_lines(scene, card.step.lead))
            self._read_told(told.told)
            return
        if scene is not None:
            self._say(*open_lines(scene, told.question.kind))
        for line in told.question.help:
            self._talk.read_out(line)
        self._asking.put(told.question)

    def _lead(self) -> Lead:
        card = self._sitting.card
        return "calls" if card is None else card.step.lead

    def _program(self) -> None:
        """The program of the run, with the numbers of its lines."""
        card = self._sitting.card
        if card is None:
            return
        run = card.lesson.run(card.step.run)
        path = program_file(run, card.lesson.folder)
        self._say("", path.name)
        for number, line in enumerate(path.read_text("utf-8").rstrip("\n").split("\n"), 1):
            self._say(f"{number:>4}  {line}".rstrip())

    def _read_told(self, markdown: str) -> None:
        if markdown:
            self._say("")
            self._talk.read_out(markdown)

    # What is typed

    def _one_line(self) -> None:  # noqa: C901 - a table of what may be typed, the first that fits
        line = self._talk.ask().lower()
        question = self._told()[1].question
        if question is not None and self._asking.is_sureness(line):
            self._take(line, question)
        elif line in QUIT:
            self._is_over = True
            self._say(_("Stopped. What you answered is saved."))
            self._part()
        elif line in HELP:
            self._help(question)
        elif line in BACK:
            self._move(-1)
        elif line in PROGRAM:
            self._program()
        elif line in AGAIN:
            self._shown = None
        elif line in RESET:
            self._tell(self._sitting.act(Reset()), None)
            self._shown = None
        elif line in RECORD and self._sitting.trouble:
            self._sitting.record_again()
            self._shown = None
        elif question is not None:
            self._take(line, question)
        elif line in NEXT:
            self._move(1)
        else:
            self._say(_("Enter goes on, b goes back, ? helps."))

    def _move(self, by: int) -> None:
        feedback = self._sitting.act(Move(1 if by > 0 else -1))
        if feedback.say == "at the end":
            self._is_over = True
            self._say("", _("This is the end of the lesson."))
            self._part()
        else:
            self._tell(feedback, self._sitting.card)

    # What came of it

    def _take(self, line: str, question: QuestionTold) -> None:
        card = self._sitting.card
        feedback = self._asking.take(line, question)
        if feedback is None:
            return
        self._tell(feedback, card)
        told = self._told()[1]
        if told.question is None:
            scene = self._sitting.scene(feedback.hop)
            if scene is not None:
                self._say("", *hop_lines(scene, self._lead()))
            self._say("", _("Enter goes on."))
        elif told.question.kind == "resolve":
            self._asking.say_where(told.question)
        else:
            self._asking.put(told.question)

    def _tell(self, feedback: Feedback, card: Card | None) -> None:
        scene = self._sitting.scene(feedback.hop)
        told = tell_feedback(
            feedback, card, scene, lesson=self._sitting.lesson, language=self._language,
            misconceptions=self._misconceptions,
        )  # fmt: skip
        say_feedback(told, self._talk)

    def _help(self, question: QuestionTold | None) -> None:
        self._say(
            _("q: stop; your answers are kept"),
            _("b: one step back"),
            _("p: show the program"),
            _("again: show this step again"),
            _("reset: begin the lesson again"),
        )
        if question is None:
            self._say(_("Enter: go on"))
            return
        self._say(_("The question is asked before the call is explained; answer it to go on."))
        self._asking.put(question)
