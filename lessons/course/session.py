"""A session of a learner at one lesson: what ``--plain`` and the app drive alike.

Its runs are recorded in the background, in the order in which they are reached, so that
the first card waits for its own run only. What was missed in earlier sittings is asked
first, then the lesson goes on where it was left. Each answer is saved at once.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course import engine
from lessons.course.engine import Answer, Card, Feedback, LearnerState, LessonPlan, Move
from lessons.course.progress import EXERCISE, LessonProgress
from lessons.course.recorder import LessonRecorder, Recorded
from lessons.course.store import merged
from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from lessons.course.catalog import Catalog
    from lessons.course.engine import Action
    from lessons.course.lesson import Lesson, LessonStep
    from lessons.course.progress import Progress
    from lessons.course.recorder import Told
    from lessons.course.scene import HopScene
    from lessons.course.store import Store

REVIEWS = 3
"""The most questions of earlier sittings that are asked again in one."""


class LessonSession:
    """One lesson, open. Close it (or use ``with``): that removes its recordings.

    ``told`` is called from the recording thread when a run begins to be recorded, and when
    it is done; a ``recorder`` of one's own is closed with the session. Everything else belongs to one thread; nothing here waits but :meth:`wait`.
    Raises HopscopeError where progress cannot be read.
    """

    def __init__(
        self, catalog: Catalog, lesson: Lesson, store: Store, *,
        asks: bool = True, told: Told | None = None, recorder: LessonRecorder | None = None,
    ) -> None:  # fmt: skip
        self.lesson = lesson
        self.notes: list[str] = []
        """What a person should know once: progress that cannot be kept, a file put aside."""
        self._store = store
        self._saves = True
        progress = store.read()
        self._steps, place = _laid_out(catalog, lesson, progress, asks=asks)
        self.progress = progress.of(lesson.id)
        """What is kept of the lesson, as it stands now."""
        self.state = _resumed(lesson, self.progress, place, asks=asks)
        self._recorder = LessonRecorder(told) if recorder is None else recorder
        for each in (*self._steps[place:], *self._steps[:place]):
            self._recorder.want(each.lesson, each.step.run)
        self._take_notes()

    # What shows

    @property
    def plan(self) -> LessonPlan:
        """The cards, with what is recorded by now."""
        return LessonPlan(self.lesson, tuple(self._filled(each) for each in self._steps))

    @property
    def card(self) -> Card | None:
        """The card that shows; None at the exercise. Without a hop while it is recorded."""
        at = self._at()
        return None if at is None else self._filled(at)

    @property
    def is_ready(self) -> bool:
        """Whether the run of the card that shows is recorded, or failed to be."""
        at = self._at()
        return at is None or self._recorder.want(at.lesson, at.step.run).done()

    @property
    def recorded(self) -> Recorded | None:
        """The run of the card that shows: its file, its scenes; None until it is recorded."""
        at = self._at()
        return None if at is None else self._recorded(at)

    def recorded_at(self, place: int) -> Recorded | None:
        """The run of any card; None until it is recorded."""
        return self._recorded(self._steps[place])

    @property
    def trouble(self) -> str:
        """Why the card that shows has no hop or no question; empty where nothing is wrong."""
        at, run = self._at(), self.recorded
        if at is None or run is None:
            return ""
        return run.error.message if run.error else run.troubles.get(at.step.id, "")

    def scene(self, hop: int | None) -> HopScene | None:
        """A hop of the run of the card that shows, as data; None where it is not known."""
        run = self.recorded
        return None if run is None or hop is None else run.scenes.get(hop)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the run of the card that shows; whether it is there by then."""
        at = self._at()
        if at is None:
            return True
        future = self._recorder.want(at.lesson, at.step.run)
        try:
            future.result(seconds)
        except TimeoutError:
            return False
        return True

    # What the learner does

    def act(self, action: Action) -> Feedback:
        """Make one move, and save where it led."""
        if not self.is_ready and (isinstance(action, Answer) or action == Move(1)):
            return Feedback("wait")
        card, before = self.card, self.state
        self.state, feedback = engine.act(self.plan, before, action)
        if self.state != before:
            self._save(card)
        return feedback

    @property
    def folder(self) -> Path | None:
        """Where the learner works at the exercise; None until that was chosen."""
        return Path(self.progress.folder) if self.progress.folder else None

    def work_in(self, folder: Path) -> None:
        """Keep where the learner's file is."""
        self._keep(lambda before: replace(before, folder=str(folder)))

    def record_again(self) -> None:
        """Record the run of the card that shows anew: the last time failed."""
        at = self._at()
        if at is not None and self.is_ready:
            self._recorder.forget(at.lesson, at.step.run)
            self._recorder.want(at.lesson, at.step.run)

    def close(self) -> None:
        """End what runs, and remove the recordings. What was answered is saved already."""
        self._recorder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.close()

    # Behind it

    def _at(self) -> Card | None:
        return self._steps[self.state.place] if self.state.place < len(self._steps) else None

    def _recorded(self, card: Card) -> Recorded | None:
        future = self._recorder.want(card.lesson, card.step.run)
        return future.result() if future.done() else None

    def _filled(self, card: Card) -> Card:
        run = self._recorded(card)
        found = run.cards.get(card.step.id) if run else None
        return card if found is None else replace(found, review=card.review)

    def _save(self, answered: Card | None) -> None:
        self._keep(self._progress)
        if answered is not None and answered.review:
            self._keep(lambda before: self._reviewed(answered, before), answered.lesson.id)

    def _keep(
        self, change: Callable[[LessonProgress], LessonProgress], lesson: str | None = None
    ) -> None:
        """Change what is known of a lesson (of this one, if none is named), and save it."""
        is_own = lesson in (None, self.lesson.id)
        if is_own:
            self.progress = change(self.progress)
        if not self._saves:
            return
        try:
            kept = self._store.change(lesson or self.lesson.id, change)
            if is_own:
                self.progress = kept.of(self.lesson.id)
        except HopscopeError as error:
            # The lesson goes on without it; once said is enough.
            self._saves = False
            self.notes.append(f"{error.message} ({error.hint})")
        self._take_notes()

    def _take_notes(self) -> None:
        self.notes += self._store.told
        self._store.told.clear()

    def _progress(self, before: LessonProgress) -> LessonProgress:
        """What is to be kept of the lesson as it stands now."""
        state, plan = self.state, self.plan
        own = {each.key: each.step.id for each in self._steps if not each.review}
        tries = tuple((own[key], tried) for key, tried in state.first_tries if key in own)
        known = dict(before.first_tries)
        newly_missed = [step for step, tried in tries if step not in known and not tried.right]
        after = LessonProgress(
            place=self._place(),
            answered=frozenset(own[key] for key in state.answered if key in own),
            first_tries=tries,
            missed=(*before.missed, *newly_missed),
            hints=state.hints,
            solved=state.solved,
            gave_up=state.gave_up,
            done=before.done or engine.is_done(plan, state),
            folder=before.folder,
        )
        return merged(before, after)

    def _place(self) -> str:
        """Where to go on: a review stands before the step that comes after it."""
        ahead = (each for each in self._steps[self.state.place :] if not each.review)
        at = next(ahead, None)
        return EXERCISE if at is None and self.lesson.exercise else at.step.id if at else ""

    def _reviewed(self, card: Card, before: LessonProgress) -> LessonProgress:
        """A question that was asked again: known now, or still missed."""
        tried = self.state.first_try(card.key)
        if tried is None or not tried.right:
            return before
        return replace(before, missed=tuple(s for s in before.missed if s != card.step.id))


def _laid_out(
    catalog: Catalog, lesson: Lesson, progress: Progress, *, asks: bool
) -> tuple[tuple[Card, ...], int]:
    """The cards, and the place to begin at: what was missed, then the step where it was left."""
    own = tuple(Card(lesson, step, None) for step in lesson.steps)
    kept = progress.of(lesson.id)
    ids = [step.id for step in lesson.steps]
    place = ids.index(kept.place) if kept.place in ids else 0
    if kept.place == EXERCISE and lesson.exercise:
        place = len(own)
    if kept.done:
        place = 0
    reviews = to_review(catalog, progress) if asks else ()
    # What is asked anyway, a moment later, is no review.
    cards = tuple(
        Card(of, step, None, review=True)
        for of, step in reviews
        if of.id != lesson.id or step.id in kept.answered
    )
    return (*own[:place], *cards[:REVIEWS], *own[place:]), place


def to_review(catalog: Catalog, progress: Progress) -> tuple[tuple[Lesson, LessonStep], ...]:
    """Questions that were missed and are to be asked again: each misconception once, at first."""
    found: list[tuple[Lesson, LessonStep]] = []
    again: list[tuple[Lesson, LessonStep]] = []
    seen: set[str | None] = set()
    for lesson in catalog.lessons:
        kept = progress.of(lesson.id)
        tries = dict(kept.first_tries)
        steps = {step.id: step for step in lesson.steps if step.question is not None}
        for name in kept.missed:
            if name not in steps:
                continue
            behind = tries[name].misconception if name in tries else None
            (again if behind is not None and behind in seen else found).append(
                (lesson, steps[name])
            )
            seen.add(behind)
    return (*found, *again)


def _resumed(lesson: Lesson, kept: LessonProgress, place: int, *, asks: bool) -> LearnerState:
    return LearnerState(
        place=place,
        answered=frozenset(f"{lesson.id}/{step}" for step in kept.answered),
        first_tries=tuple((f"{lesson.id}/{step}", tried) for step, tried in kept.first_tries),
        hints=kept.hints,
        solved=kept.solved,
        gave_up=kept.gave_up,
        asks=asks,
    )
