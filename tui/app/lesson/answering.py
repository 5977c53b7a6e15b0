"""How far a learner is in answering: which option is chosen, whether they are sure, what was said.

Pure: one frozen value, and the moves on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lessons.course.telling import FeedbackTold


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the lesson's pane adds to the card that it shows."""

    chosen: int = 0
    """The option under the cursor."""
    asks_sure: bool = False
    """Whether it is asked how sure the answer is."""
    feedback: FeedbackTold | None = None
    """What came of the last move."""
    parts: int = 1
    """How many parts of a refutation are told by now."""

    @property
    def is_refuting(self) -> bool:
        """Whether a wrong answer is being put right: the question waits until that is read."""
        return bool(self.feedback and refutation(self.feedback))

    @property
    def shows_hop(self) -> bool:
        """Whether a hop is being shown that contradicts an answer: it is covered no longer."""
        parts = refutation(self.feedback) if self.feedback else ()
        return "contradiction" in parts[: self.parts]


def refutation(feedback: FeedbackTold) -> tuple[str, ...]:
    """Which parts a refutation has: ``belief``, ``contradiction``, ``rule``."""
    if feedback.is_right or feedback.names or feedback.lacks:
        return ()
    parts = {
        "belief": feedback.belief,
        "contradiction": feedback.contradiction,
        "rule": feedback.rule,
    }
    return tuple(name for name, words in parts.items() if words)


def choose(attempt: Attempt, number: int, options: int) -> Attempt:
    """The option of that number, from 0; where there is none, the same."""
    if not 0 <= number < options:
        return attempt
    return replace(attempt, chosen=number, asks_sure=False)


def step(attempt: Attempt, by: int, options: int) -> Attempt:
    """An option further down, or up; it turns round at the ends."""
    return choose(attempt, (attempt.chosen + by) % max(options, 1), options)


def go_on(attempt: Attempt) -> Attempt:
    """The next part of a refutation; after the last the question, asked again."""
    if attempt.feedback is not None and attempt.parts < len(refutation(attempt.feedback)):
        return replace(attempt, parts=attempt.parts + 1)
    return Attempt(chosen=attempt.chosen)
