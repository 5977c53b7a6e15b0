"""A lesson on the screen: the sitting behind it, what is said, and the story that the panes show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.course.engine import Answer, ExerciseRan, Hint, Move, Reset, Reveal, Unpick, is_open
from lessons.course.telling import tell_card, tell_feedback
from lessons.course.texts import GOAL
from tracer.language import _
from tui.app.lesson import answering
from tui.app.lesson.answering import Attempt
from tui.app.lesson.cover import asked_later, told_until
from tui.app.lesson.open_recordings import OpenRecordings
from tui.app.lesson.scene import LessonScene
from tui.app.model import state
from tui.app.model.state import LESSON_TABS, ViewState
from tui.app.rows.markdown import plain_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from lessons.course.checks import CheckVerdict
    from lessons.course.engine import Action, Card, Feedback
    from lessons.course.lesson import Language
    from lessons.course.misconceptions import Misconception
    from lessons.course.questions import Option
    from lessons.course.recorder import Recorded
    from lessons.course.session import LessonSession
    from tui.app.lesson.cover import Cover
    from tui.app.lesson.scene import ExerciseScene
    from tui.app.model.state import Pane
    from tui.app.model.story import Story
    from tui.app.rows.glyphs import Glyphs


After: TypeAlias = Literal["show", "settle", "leave", "check"]
"""What is to come of a key: the lesson as it is now, the step that it has come to, the list of
lessons, or a check of the exercise."""


class OpenLesson:
    """Leads one sitting; knows no widget. Raises HopscopeError where a recording is damaged."""

    def __init__(
        self, sitting: LessonSession, language: Language, misconceptions: dict[str, Misconception],
        glyphs: Glyphs,
    ) -> None:  # fmt: skip
        self.sitting = sitting
        self.attempt = Attempt()
        self.story: Story | None = None
        """What the panes show: as much of a recording as may be told; None before the first."""
        self.cover: Cover | None = None
        self.waiting = ""
        """What is being recorded, or why it could not be; empty where the panes are right."""
        self.shows_own = False
        """Whether the panes show the learner's own program."""
        self._language = language
        self._misconceptions = misconceptions
        self._recordings = OpenRecordings(glyphs)
        self._whole: Story | None = None
        """What :attr:`story` is a part of."""

    # Where one is

    @property
    def card(self) -> Card | None:
        """The card that shows; None at the exercise."""
        return self.sitting.card

    @property
    def at_exercise(self) -> bool:
        """Whether the exercise shows."""
        return self.card is None

    @property
    def asks(self) -> bool:
        """Whether a question is open, and may be answered now."""
        card = self.card
        return card is not None and not self.waiting and is_open(card, self.sitting.state)

    @property
    def can_go_on(self) -> bool:
        """Whether something comes after this place."""
        return self.sitting.state.place < self.sitting.plan.last

    @property
    def is_ready(self) -> bool:
        """Whether the run of this place is recorded, or has failed to be."""
        return self._run() is not None

    def _run(self) -> Recorded | None:
        """The run that the panes are to show; at the exercise that of the last step."""
        last = len(self.sitting.plan.cards) - 1
        return self.sitting.recorded_at(min(self.sitting.state.place, last))

    def settle(self) -> None:
        """Take up the story of the place where one is now."""
        card, cards = self.card, self.sitting.plan.cards
        at = card or cards[-1]
        run = self._run()
        self.cover, self.shows_own = None, False
        if run is None:
            name = at.lesson.run(at.step.run).program
            self.waiting = _("recording {program} ...").format(program=name)
            return
        self._whole = None if run.path is None else self._recordings.story(run.path)
        if self._whole is None:
            why = self.sitting.trouble or _("it called nothing of socketserver")
            words = _("this run could not be recorded: {why} (R tries again)")
            self.waiting = words.format(why=why)
            return
        self.waiting = ""
        self._cover_up()

    def _cover_up(self) -> None:
        """Keep back what answers an open question, but for the hop that refutes an answer."""
        card, whole = self.card, self._whole
        if whole is None or self.waiting or self.shows_own:
            return
        is_asked = card is not None and card.hop is not None and self.asks
        if card is None or not is_asked or self.attempt.shows_hop:
            self.story, self.cover = whole, None
        elif self.cover is None:
            self.cover, self.story = told_until(whole, card)

    def place(self, view: ViewState) -> ViewState:
        """The view at the step, or at the hop that contradicts an answer while that is shown."""
        assert self.story is not None
        tree, hop = self.story.tree, self.hop_to_see
        placed = replace(self.placed(view), tab=view.tab, zoom=view.zoom)
        return placed if hop is None or hop not in tree else state.at(placed, tree, hop)

    def show_own(self, story: Story | None) -> None:
        """Show the learner's own run in the panes; None: the lesson's again."""
        if story is None:
            self.settle()
        else:
            self.story, self.cover, self.shows_own = story, None, True

    def own_story(self, recording: Path | None) -> Story | None:
        """The story of the learner's program; None where it called nothing."""
        return None if recording is None else self._recordings.story(recording)

    # What shows

    def placed(self, view: ViewState) -> ViewState:
        """The view with its cursor where the step stands, and the pane in view that it names."""
        assert self.story is not None
        card, tree = self.card or self.sitting.plan.cards[-1], self.story.tree
        hop = self.cover.hop if self.cover else card.hop
        if hop is None or hop not in tree:
            hop = tree.order[0]
        facts = self.story.hop(hop)
        ended = card.step.returned and (self.cover is None or self.cover.has_ended(facts))
        lead = card.step.lead
        return ViewState(
            hop,
            returned_ns=facts.end_ns if ended else None,
            bookmarks=frozenset(each for each in view.bookmarks if each in tree),
            tab=next((tab for tab in LESSON_TABS if tab == lead), "source"),
            speed=view.speed,
        )

    def scene(self, exercise: ExerciseScene | None) -> LessonScene:
        """Everything that the panes need to know of the lesson."""
        sitting, card = self.sitting, self.card
        lead: Pane = card.step.lead if card is not None else "lesson"
        told = None
        if card is not None and not self.waiting:
            told = tell_card(card, sitting.scene(card.hop), sitting.state, self._language)
        return LessonScene(
            number=sitting.lesson.number,
            title=plain_words(sitting.lesson.title(self._language)),
            place=sitting.state.place + 1,
            places=sitting.plan.last + 1,
            goal="" if sitting.state.place else sitting.lesson.words(GOAL, self._language),
            told=told,
            exercise=exercise if card is None else None,
            attempt=self.attempt,
            picked=sitting.state.picked,
            cover=self._walked(card),
            asked_later=self._asked_later(),
            lead=lead,
            waiting=self.waiting,
            asks=self.asks,
            can_go_on=self.can_go_on,
        )

    def _asked_later(self) -> frozenset[int]:
        if self._whole is None or self.waiting or self.shows_own:
            return frozenset()
        return asked_later(self._whole, self.sitting.plan, self.sitting.state)

    def _walked(self, card: Card | None) -> Cover | None:
        """The cover, with where the walk along the MRO stands."""
        if self.cover is None or card is None or card.asked is None or self.cover.kind != "resolve":
            return self.cover
        key = card.asked.options[self.attempt.chosen].key
        return replace(self.cover, at=key, passed=frozenset(self.sitting.state.picked))

    # What the learner does

    def act(self, action: Action) -> Feedback:
        """Make one move, and say what came of it."""
        card = self.card
        feedback = self.sitting.act(action)
        told = tell_feedback(
            feedback, card, self.sitting.scene(feedback.hop), lesson=self.sitting.lesson,
            language=self._language, misconceptions=self._misconceptions,
        )  # fmt: skip
        moved = feedback.say == "moved"
        self.attempt = Attempt() if moved else Attempt(self.attempt.chosen, feedback=told)
        now = self.card
        if card is not None and now is not None and now.key == card.key:
            self._cover_up()  # elsewhere another run may be the one to show: settle finds out
        return feedback

    def move(self, by: int) -> After:
        """One step on (+1), or back (-1)."""
        moved = self.act(Move(1 if by > 0 else -1)).say == "moved"
        return "settle" if moved else "show"

    def enter(self) -> After:
        """Go on, choose, or say that one is sure; at the exercise, have it checked."""
        if self.at_exercise:
            return "check"
        if self.attempt.is_refuting:
            self.go_on()
            return "show"
        if self.asks:
            feedback = self.answer(sure=True) if self.attempt.asks_sure else self.decide()
            return "settle" if feedback is not None and feedback.say == "right" else "show"
        is_last = not self.can_go_on
        after = self.move(1)
        return "leave" if is_last else after

    def answer_unsure(self) -> After:
        """Give the answer under the cursor without being sure of it."""
        return "settle" if self.answer(sure=False).say == "right" else "show"

    def choose(self, number: int) -> None:
        """Take the answer of that number, from 0; on a walk along the MRO only go there."""
        self.think_again()
        self.attempt = answering.choose(self.attempt, number, self._count())
        card = self.card
        if card is not None and card.asked is not None and card.asked.kind != "resolve":
            self.decide()

    def step(self, by: int) -> None:
        """Put the cursor on the next answer, or the previous one."""
        self.attempt = answering.step(self.attempt, by, self._count())

    def _count(self) -> int:
        card = self.card
        return len(card.asked.options) if card is not None and card.asked is not None else 0

    def decide(self) -> Feedback | None:
        """Take the answer under the cursor; None where it is asked first how sure it is."""
        card, state = self.card, self.sitting.state
        if card is None or card.asked is None:
            return None
        asked, key = card.asked, card.asked.options[self.attempt.chosen].key
        if asked.kind == "resolve":
            return self.act(Answer(key, sure=True))
        if asked.kind == "order" and key in state.picked:
            self.attempt = Attempt(self.attempt.chosen)
            return None
        if asked.kind == "order" and len(state.picked) + 1 < len(asked.options):
            feedback = self.act(Answer(key, sure=True))
            self._to_unpicked(asked.options)
            return feedback
        self.attempt = Attempt(self.attempt.chosen, asks_sure=True)
        return None

    def _to_unpicked(self, options: Sequence[Option]) -> None:
        """The cursor to the next answer that has no place in the order; the last one gets its own."""
        picked = self.sitting.state.picked
        turned = (*range(self.attempt.chosen, len(options)), *range(self.attempt.chosen))
        left = [number for number in turned if options[number].key not in picked]
        self.attempt = replace(self.attempt, chosen=left[0], asks_sure=len(left) == 1)

    def answer(self, *, sure: bool) -> Feedback:
        """Give the answer under the cursor."""
        assert self.card is not None
        assert self.card.asked is not None
        return self.act(Answer(self.card.asked.options[self.attempt.chosen].key, sure))

    def go_on(self) -> None:
        """The next part of a refutation; after the last the question again."""
        self.attempt = answering.go_on(self.attempt)
        self._cover_up()

    def think_again(self) -> None:
        """Choose another answer after all."""
        self.attempt = Attempt(self.attempt.chosen)
        self._cover_up()

    @property
    def hop_to_see(self) -> int | None:
        """The hop that contradicts an answer, while it is being shown."""
        feedback = self.attempt.feedback
        return feedback.hop if feedback is not None and self.attempt.shows_hop else None

    def unpick(self) -> None:
        """Take the last choice of an order back."""
        self.act(Unpick())

    def hint(self) -> Feedback:
        """One hint more."""
        return self.act(Hint())

    def reveal(self) -> Feedback:
        """The solution."""
        return self.act(Reveal())

    def reset(self) -> None:
        """The lesson from its beginning."""
        self.act(Reset())

    def judge(self, verdicts: tuple[CheckVerdict, ...]) -> Feedback:
        """Take in what the recording of the learner's program says."""
        return self.act(ExerciseRan(verdicts))

    def close(self) -> None:
        """Close every recording, and end what is being recorded."""
        self._recordings.close()
        self.sitting.close()
