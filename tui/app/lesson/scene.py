"""What a lesson has to show at a moment, in one piece, for the panes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracer.language import _
from tui.app.lesson.answering import Attempt

if TYPE_CHECKING:
    from lessons.course.judging import Outcome
    from lessons.course.telling import CardTold
    from tui.app.lesson.cover import Cover
    from tui.app.model.state import Pane


@dataclass(frozen=True, slots=True)
class ExerciseScene:
    """The exercise of a lesson."""

    text: str
    """Markdown: the task."""
    file: str
    """Where the learner's program is, or is to be."""
    begun: bool
    """Whether it is there."""
    checking: bool = False
    """Whether it is being recorded."""
    outcome: Outcome | None = None
    """What came of the last check."""
    hints: tuple[str, ...] = ()
    """Markdown: those shown so far."""
    hints_left: int = 0
    solution: str = ""
    """Python; empty until it is shown."""
    solved: bool = False
    shows_own: bool = False
    """Whether the panes show the recording of the learner's program."""


@dataclass(frozen=True, slots=True)
class LessonScene:
    """A lesson at one of its steps, or at its exercise."""

    number: int
    title: str
    place: int
    """From 1."""
    places: int
    """How many steps there are, the exercise among them."""
    goal: str
    """Markdown: what the lesson is about; at its first step only."""
    told: CardTold | None
    """None at the exercise, and while nothing is recorded yet."""
    exercise: ExerciseScene | None = None
    attempt: Attempt = field(default_factory=Attempt)
    picked: tuple[str, ...] = ()
    """Options chosen so far: of an order, in turn; of a walk, where it stopped."""
    cover: Cover | None = None
    asked_later: frozenset[int] = frozenset()
    """Codes of functions whose class a later step asks for: the call tree does not tell it yet."""
    lead: Pane = "calls"
    """The pane to look at."""
    waiting: str = ""
    """What is being recorded; or why it could not be."""
    asks: bool = False
    """Whether a question is open."""
    can_go_on: bool = True
    """Whether something comes after this."""

    def place_words(self) -> str:
        """``Lesson 5  step 3/12``."""
        words = _("Lesson {number}  step {place}/{places}")
        return words.format(number=self.number, place=self.place, places=self.places)
