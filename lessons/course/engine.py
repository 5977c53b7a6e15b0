"""The learner's way through a lesson, as one frozen state and pure moves: no clock, file or widget.

A lesson is laid out as cards, each at a hop of a recording; a card may ask. A question
is asked before the hop is told. :func:`act` takes the state and an action and gives
the next state and what to say. What is said is named by keys of the lesson's texts,
so that both languages take the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.course.lesson import MISTAKE

if TYPE_CHECKING:
    from lessons.course.checks import CheckVerdict
    from lessons.course.lesson import Lesson, LessonStep
    from lessons.course.questions import Asked

Say: TypeAlias = Literal[
    "moved",       # at another card
    "answer first",  # the card asks, and has not been answered
    "pick more",   # an order is not complete yet
    "right",
    "look",        # a stop on the walk that is not the place: see that class's names
    "refuted",     # wrong: the belief, the hop that contradicts it, the rule
    "hint",
    "no more hints",
    "failed",      # the recording does not show what the exercise asks for
    "solved",
    "solution",
    "reset",
    "at the end",
    "at the start",
    "wait",        # the card's run is not recorded yet
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One moment as it is shown: a step of a lesson at a hop of its run."""

    lesson: Lesson
    step: LessonStep
    hop: int | None
    asked: Asked | None = None
    review: bool = False
    """Whether it is asked again, because it was missed in an earlier session."""

    @property
    def key(self) -> str:
        """``05-one-override/who-runs``: what its answer is kept under; a review has one of its own."""
        key = f"{self.lesson.id}/{self.step.id}"
        return f"{key}/again" if self.review else key


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """What a learner goes through: cards, then the exercise of the lesson where it has one."""

    lesson: Lesson
    cards: tuple[Card, ...]

    @property
    def has_exercise(self) -> bool:
        """Whether something is to be programmed after the last card."""
        return self.lesson.exercise is not None

    @property
    def last(self) -> int:
        """The last place: that of the exercise, or of the last card."""
        return len(self.cards) - (0 if self.has_exercise else 1)


@dataclass(frozen=True, slots=True)
class FirstTry:
    """The first answer to a question, which is the one that counts."""

    right: bool
    sure: bool
    misconception: str | None
    """The one behind the answer, where it was wrong."""


@dataclass(frozen=True, slots=True)
class LearnerState:
    """Where a learner is in a plan."""

    place: int = 0
    """Index of the card; at the exercise the number of cards."""
    picked: tuple[str, ...] = ()
    """Keys chosen so far, where an order is asked for; classes stopped at, where a walk is."""
    answered: frozenset[str] = frozenset()
    """Keys of the cards whose question was answered rightly."""
    first_tries: tuple[tuple[str, FirstTry], ...] = ()
    """By card key, in the order of answering."""
    hints: int = 0
    """How many of the exercise's hints were shown."""
    solved: bool = False
    gave_up: bool = False
    """Whether the solution was asked for before the exercise was solved."""
    asks: bool = True
    """Off for those who only want to look."""

    def first_try(self, key: str) -> FirstTry | None:
        """How a card's question was answered first; None where it was not."""
        return dict(self.first_tries).get(key)


@dataclass(frozen=True, slots=True)
class Feedback:
    """What to say after a move."""

    say: Say
    keys: tuple[str, ...] = ()
    """Keys of the lesson's texts to show, in order."""
    misconception: str | None = None
    """Whose belief and rule to show with it."""
    hop: int | None = None
    """The hop that bears it out."""
    option: str | None = None
    """The answer that was given, or the class stopped at."""
    in_full: bool = False
    """A sure and wrong answer is refuted in full: belief, hop and rule; an unsure one is put right."""


@dataclass(frozen=True, slots=True)
class Move:
    """One card on (+1) or back (-1)."""

    by: Literal[1, -1]


@dataclass(frozen=True, slots=True)
class Answer:
    """An option was chosen; for an order, the next in it."""

    key: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Unpick:
    """Take the last choice of an order back."""


@dataclass(frozen=True, slots=True)
class Hint:
    """The next hint is wanted."""


@dataclass(frozen=True, slots=True)
class ExerciseRan:
    """The learner's program was recorded, and judged."""

    verdicts: tuple[CheckVerdict, ...]


@dataclass(frozen=True, slots=True)
class Reveal:
    """The solution is wanted."""


@dataclass(frozen=True, slots=True)
class Reset:
    """From the beginning; what was answered first stays known."""


Action: TypeAlias = Move | Answer | Unpick | Hint | ExerciseRan | Reveal | Reset


def card_at(plan: LessonPlan, state: LearnerState) -> Card | None:
    """The card that shows; None at the exercise."""
    return plan.cards[state.place] if state.place < len(plan.cards) else None


def is_open(card: Card, state: LearnerState) -> bool:
    """Whether a card's question still waits for its answer."""
    return state.asks and card.asked is not None and card.key not in state.answered


def is_done(plan: LessonPlan, state: LearnerState) -> bool:
    """Whether the lesson is over: its questions answered or passed, its exercise solved."""
    if plan.has_exercise:
        return state.solved
    return state.place >= plan.last and not is_open(plan.cards[-1], state)


def act(plan: LessonPlan, state: LearnerState, action: Action) -> tuple[LearnerState, Feedback]:
    """Make one move. A move that cannot be made leaves the state and says why."""
    match action:
        case Move(by):
            return _move(plan, state, by)
        case Answer(key, sure):
            return _answer(plan, state, key, sure=sure)
        case Unpick():
            return replace(state, picked=state.picked[:-1]), Feedback("pick more")
        case Hint():
            return _hint(plan, state)
        case ExerciseRan(verdicts):
            return _ran(state, verdicts)
        case Reveal():
            return replace(state, gave_up=state.gave_up or not state.solved), Feedback("solution")
        case Reset():
            fresh = LearnerState(first_tries=state.first_tries, asks=state.asks)
            return fresh, Feedback("reset")


def _move(plan: LessonPlan, state: LearnerState, by: int) -> tuple[LearnerState, Feedback]:
    card = card_at(plan, state)
    if by > 0 and card is not None and is_open(card, state):
        return state, Feedback("answer first")
    if not 0 <= state.place + by <= plan.last:
        return state, Feedback("at the end" if by > 0 else "at the start")
    return replace(state, place=state.place + by, picked=()), Feedback("moved")


def _answer(
    plan: LessonPlan, state: LearnerState, key: str, *, sure: bool
) -> tuple[LearnerState, Feedback]:
    card = card_at(plan, state)
    if card is None or card.asked is None:
        return state, Feedback("moved")
    asked = card.asked
    if key not in {option.key for option in asked.options}:
        raise KeyError(key)
    picked = (*state.picked, key)
    if asked.kind == "order":
        if key in state.picked:
            return state, Feedback("pick more")
        if len(picked) < len(asked.options):
            return replace(state, picked=picked), Feedback("pick more", option=key)
        is_right = picked == asked.right
    else:
        is_right = key == asked.right[0]
    tried = _first_try(
        state, card, FirstTry(is_right, sure, None if is_right else _known(asked.belief(key)))
    )
    if is_right:
        known = replace(tried, answered=tried.answered | {card.key}, picked=())
        return known, Feedback("right", (f"{card.step.id}.told",), hop=asked.hop, option=key)
    belief = asked.belief(key)
    if asked.kind == "resolve":
        # The walk goes on from here: what the class has shows why it does not end there.
        wrong = replace(tried, picked=picked)
        say: Say = "look"
    else:
        wrong, say = replace(tried, picked=()), "refuted"
    feedback = Feedback(
        say, (f"{card.step.id}.{belief}",), _known(belief), asked.hop, option=key, in_full=sure
    )
    return wrong, feedback


def _known(belief: str | None) -> str | None:
    """The misconception behind an answer, where it has one."""
    return None if belief == MISTAKE else belief


def _first_try(state: LearnerState, card: Card, tried: FirstTry) -> LearnerState:
    if state.first_try(card.key) is not None:
        return state
    return replace(state, first_tries=(*state.first_tries, (card.key, tried)))


def _hint(plan: LessonPlan, state: LearnerState) -> tuple[LearnerState, Feedback]:
    exercise = plan.lesson.exercise
    if exercise is None or state.place < len(plan.cards):
        return state, Feedback("no more hints")
    if state.hints >= exercise.hints:
        return state, Feedback("no more hints", (f"exercise.hint.{exercise.hints}",))
    shown = state.hints + 1
    return replace(state, hints=shown), Feedback("hint", (f"exercise.hint.{shown}",))


def _ran(state: LearnerState, verdicts: tuple[CheckVerdict, ...]) -> tuple[LearnerState, Feedback]:
    failed = next((each for each in verdicts if not each.passed), None)
    if failed is None:
        return replace(state, solved=True), Feedback("solved", ("exercise.solved",))
    check = failed.check
    hop = failed.hops[0] if failed.hops else None
    return state, Feedback(
        "failed", (f"exercise.{check.id}",), check.misconception, hop, in_full=True
    )
