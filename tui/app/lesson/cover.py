"""What an open question keeps from being told: no pane shows the answer before it is given.

The story ends, for as long as the question is open, at the hop that it is about, and of that
hop the panes leave out what would answer it.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.course.engine import card_at, is_open
from lessons.course.evidence import Evidence
from tracer.recording import Skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lessons.course.engine import Card, LearnerState, LessonPlan
    from lessons.course.lesson import Help, QuestionKind
    from tracer.model import Hop
    from tui.app.model.call_tree import CallTree
    from tui.app.model.story import Story

_OF_THE_CLASS: tuple[QuestionKind, ...] = ("class", "resolve")
_OF_THE_VALUES: tuple[QuestionKind, ...] = ("object", "value")
_BY_NUMBER: tuple[QuestionKind, ...] = ("happens", "count")


@dataclass(frozen=True, slots=True)
class Cover:
    """What is left out while a question is open."""

    kind: QuestionKind
    hop: int
    """The hop to stand at: the last that is told, and not all of it."""
    now_ns: int
    """The moment of the question: what ended later has not ended yet."""
    help: Help = "full"
    """What of the lookup is shown beside the question."""
    at: str | None = None
    """For ``resolve``: the class where the walk along the MRO stands."""
    passed: frozenset[str] = frozenset()
    """For ``resolve``: the classes where it stopped in vain."""
    nameless: bool = False
    """Not even the function of the hop is told: it is the first in the order asked for."""

    def hides_owner(self, hop: int) -> bool:
        """Whether the class that a hop's function was found in is the answer."""
        return hop == self.hop and (self.nameless or self.kind in _OF_THE_CLASS)

    def hides_super(self, hop: int) -> bool:
        """Whether where ``super()`` goes from a hop's function is the answer."""
        return hop == self.hop and self.kind == "super"

    def hides_name(self, hop: int) -> bool:
        """Whether it is not told which function a hop runs."""
        return hop == self.hop and self.nameless

    @property
    def hides_numbers(self) -> bool:
        """Whether hops' numbers would tell that some are left out, and how many."""
        return self.kind in _BY_NUMBER

    @property
    def hides_lanes(self) -> bool:
        """Whether it is the lanes that are asked about."""
        return self.kind == "lane"

    @property
    def hides_values(self) -> bool:
        """Whether it is objects or values that are asked about."""
        return self.kind in _OF_THE_VALUES

    def has_ended(self, hop: Hop) -> bool:
        """Whether it may be told how a hop ended."""
        return hop.end_ns is not None and hop.end_ns <= self.now_ns


def told_until(story: Story, card: Card) -> tuple[Cover, Story]:
    """The cover of a card's question, and the story as far as it may be told while it is open."""
    assert card.asked is not None
    assert card.hop is not None
    tree, kind = story.tree, card.asked.kind
    stand, nameless = card.hop, False
    told = story.hop(stand)
    last, now = tree.rank(stand), told.start_ns
    left_out: set[int] = set()
    if kind == "order":
        stand = _before(tree, card.asked.hop)
        nameless = stand == card.asked.hop
        last, now = max(tree.rank(card.asked.hop) - 1, 0), tree.start(card.asked.hop)
    elif kind in _BY_NUMBER:
        assert card.step.hop is not None
        left_out = set(card.step.hop.all(Evidence(story.recording)))
        left_out -= {stand, *tree.ancestors(stand)}
        if card.step.returned and told.end_ns is not None and left_out:
            now = told.end_ns
            last = tree.rank(tree.last_before(now) or stand)
    kept = _kept(tree, last, left_out)
    cover = Cover(kind, stand, now, card.lesson.help, nameless=nameless)
    others = {tree.code(hop) for hop in kept if hop != stand}
    is_untold = cover.hides_owner(stand) and tree.code(stand) not in others
    names = {tree.code(stand): "" if nameless else story.code(stand).name} if is_untold else {}
    return cover, story.only(_cut(tree.skeleton, kept), names)


def asked_later(story: Story, plan: LessonPlan, state: LearnerState) -> frozenset[int]:
    """Codes of functions whose class is asked for after this step, in the same run.

    The function of the step itself is not among them: it is what the step tells of.
    """
    here = card_at(plan, state)
    if here is None:
        return frozenset()
    codes = {
        story.tree.code(card.asked.hop)
        for card in plan.cards[state.place + 1 :]
        if card.asked is not None
        and card.asked.kind in _OF_THE_CLASS
        and is_open(card, state)
        and (card.lesson.id, card.step.run) == (here.lesson.id, here.step.run)
    }
    return frozenset(codes - ({story.tree.code(here.hop)} if here.hop is not None else set()))


def _before(tree: CallTree, hop: int) -> int:
    """The hop that made a call, else the one before it; the hop itself where it is the first."""
    parent = tree.parent(hop)
    return parent or tree.in_time(hop, -1) or hop


def _kept(tree: CallTree, last: int, left_out: set[int]) -> set[int]:
    """Hops up to a rank, without some and what those called."""
    kept: set[int] = set()
    for hop in tree.order[: last + 1]:
        parent = tree.parent(hop)
        if hop not in left_out and (parent is None or parent in kept):
            kept.add(hop)
    return kept


def _cut(skeleton: Skeleton, kept: set[int]) -> Skeleton:
    ids = [hop for hop in skeleton.ids if hop in kept]
    places = [skeleton.place(hop) for hop in ids]

    def column(values: Iterable[int]) -> array[int]:
        return array("q", values)

    return Skeleton(
        parents=column(skeleton.parents[at] for at in places),
        lanes=column(skeleton.lanes[at] for at in places),
        depths=column(skeleton.depths[at] for at in places),
        codes=column(skeleton.codes[at] for at in places),
        requests=column(skeleton.requests[at] for at in places),
        starts=column(skeleton.starts[at] for at in places),
        kept=column(ids),
    )
