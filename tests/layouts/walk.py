"""The way of a learner through a lesson, by keys: every step, right and wrong answers, the exercise."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from textual.pilot import Pilot
from textual.screen import Screen

from lessons.course.catalog import Catalog, read_catalog
from lessons.course.checks import CheckVerdict
from lessons.course.engine import Card
from lessons.course.judging import Outcome
from lessons.course.lesson import Check, Language, Lesson
from lessons.course.store import Store
from tests.layouts.faults import Fault, faults
from tests.layouts.kept import Kept
from tracer import language
from tui.app.app import HopscopeApp
from tui.app.lesson.course import Course
from tui.app.lesson.exercise_file import CheckResult
from tui.app.lesson.open_lesson import OpenLesson
from tui.app.rows.glyphs import UNICODE
from tui.app.screens.main import MainScreen
from tui.app.sessions.course import CourseSession
from tui.app.sessions.open_exercise import OpenExercise
from tui.app.walks.recorded import RecordedWalk

CATALOG = Path(__file__).parents[2] / "lessons" / "catalog"
_ROUNDS = 2000
"""The most turns of the event loop in which a screen comes to rest."""
_AT_REST = 5
"""Turns without anything to do after which nothing more comes."""
_PRESSES = 40
"""The most that a key is pressed until something has come."""
_NEXT_TAB = "right_square_bracket"


@dataclass(frozen=True, slots=True)
class Setting:
    """A terminal, and the language of the person before it."""

    size: tuple[int, int]
    language: Language

    def __str__(self) -> str:
        return f"{self.size[0]}x{self.size[1]} {self.language}"


@dataclass(frozen=True, slots=True)
class Way:
    """How much of each step is looked at: every step is opened, and answered rightly, in any case."""

    wrong: Literal["none", "one", "all"]
    """Which wrong answers are given to each question; all of them once sure and once unsure."""
    pages: tuple[str, ...]
    """The keys of pages that are opened at each question."""
    panes: bool
    """Whether at each step those pages are opened, every pane is turned to, and one made large."""
    records: bool
    """Whether the programs of exercises are recorded; else what their checks would say is made up."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One screen that was looked at."""

    lesson: str
    step: str
    moment: str
    """What was done there last: ``arrived``, ``m``, ``wrong 2, sure`` ..."""
    faults: tuple[Fault, ...]

    def __str__(self) -> str:
        return f"{self.lesson}/{self.step} {self.moment}"


@dataclass
class Walker:
    """A learner at the app, who looks at every screen."""

    app: HopscopeApp
    session: CourseSession
    pilot: Pilot[int]
    way: Way
    seen: list[Seen] = field(default_factory=list)

    @property
    def desk(self) -> OpenLesson:
        """The lesson that is open."""
        assert self.session.lesson is not None
        return self.session.lesson

    @property
    def card(self) -> Card:
        """The step that shows."""
        assert self.desk.card is not None
        return self.desk.card

    async def settle(self) -> None:
        """Wait until every message has been handled and the screen is laid out."""
        at_rest = 0
        for _ in range(_ROUNDS):
            await asyncio.sleep(0)
            screen = self.app.screen
            if _is_busy(self.app, screen):
                at_rest = 0
                screen._on_timer_update()
            else:
                at_rest += 1
            if at_rest == _AT_REST:
                return
        raise AssertionError("the screen does not come to rest")

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.app.simulate_key(key)
            await self.settle()

    async def until(self, is_so: Callable[[], bool], key: str | None = None) -> None:
        """Wait until something holds, pressing a key again and again where one is given."""
        for _ in range(_PRESSES if key else 1000):
            if is_so():
                return
            if key:
                await self.press(key)
            else:
                await asyncio.sleep(0.02)
                await self.settle()
        raise AssertionError(f"it does not come:\n{self.text()}")

    def text(self) -> str:
        """The characters on the screen, line by line."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    def look(self, moment: str) -> None:
        """Look at the screen, and keep what is wrong with it."""
        desk = self.session.lesson
        lesson = "course" if desk is None else desk.sitting.lesson.id
        card = None if desk is None else desk.card
        step = "course" if desk is None else "exercise" if card is None else card.step.id
        self.seen.append(Seen(lesson, step, moment, tuple(faults(self.app))))

    # A lesson

    async def lesson(self, lesson: Lesson) -> None:
        """All of a lesson, from its first step to its solved exercise."""
        await self.open(lesson)
        while self.desk.card is not None:
            await self.until(lambda: not self.desk.waiting)
            await self.step()
            place = self.desk.sitting.state.place
            await self.until(lambda at=place: self.desk.sitting.state.place != at, "enter")  # type: ignore[misc]
        await self.exercise(lesson)
        await self.pages("question_mark")
        await self.leave()

    async def open(self, lesson: Lesson) -> None:
        """Begin a lesson, or go on with it."""
        self.session.open(lesson)
        await self.until(self._is_open)

    def show_story(self) -> None:
        """Have the panes show the story that the lesson has now."""
        assert self.desk.story is not None
        self.app.walk = RecordedWalk(self.desk.story, self.desk.cover)

    async def leave(self) -> None:
        """Back to the course, and what was missed there; then nothing of it comes back."""
        await self.press("L")
        self.look("the course")
        self.session.course.forget(None)

    def _is_open(self) -> bool:
        screen = self.app.screen
        return isinstance(screen, MainScreen) and screen.is_filled and not self.desk.waiting

    async def step(self) -> None:
        """One step: as it comes, with its pages; with a question wrong and right answers."""
        self.look("arrived")
        if self.way.panes or self.desk.asks:
            await self.pages(*self.way.pages)
        if self.way.panes:
            await self.panes()
        if self.desk.asks:
            await self.question()
            if self.way.panes:
                await self.pages(*self.way.pages)

    async def pages(self, *keys: str) -> None:
        """Pages over the screen."""
        for key in keys:
            await self.press(key)
            if not isinstance(self.app.screen, MainScreen):
                self.look(key)
                await self.press("escape")

    async def panes(self) -> None:
        """The other panes, and one of them large."""
        before = self.app.view.tab
        for _ in range(5):
            await self.press(_NEXT_TAB)
            self.look(f"tab {self.app.view.tab}")
        assert self.app.view.tab == before
        await self.press("z")
        self.look("zoomed")
        await self.press("z")
        self.look("zoomed out")

    async def question(self) -> None:
        """Wrong answers, then the right one."""
        asked = self.card.asked
        assert asked is not None
        # On a walk nobody is asked how sure they are.
        is_twice = self.way.wrong == "all" and asked.kind != "resolve"
        for number, keys in enumerate(self.wrong_answers(), 1):
            for sure in (True, False) if is_twice else (True,):
                await self.answer(keys, sure=sure)
                await self.refuted(f"wrong {number}, {'sure' if sure else 'not sure'}")
        await self.answer(asked.right[:1] if asked.kind == "resolve" else asked.right, sure=True)
        assert not self.desk.asks, f"{self.card.key}: the right answer is not taken"
        self.look("right")

    def wrong_answers(self) -> list[tuple[str, ...]]:
        """Answers that are wrong: as many as are to be given."""
        if self.way.wrong == "none":
            return []
        asked = self.card.asked
        assert asked is not None
        if asked.kind == "order":
            return [asked.right[::-1]]
        keys = (each.key for each in asked.options)
        wrong: list[tuple[str, ...]] = [(key,) for key in keys if key not in asked.right]
        return wrong if self.way.wrong == "all" else wrong[:1]

    async def answer(self, keys: Iterable[str], *, sure: bool) -> None:
        """Give an answer: options by their digits, or by walking to them."""
        asked = self.card.asked
        assert asked is not None
        names = [each.key for each in asked.options]
        if asked.kind == "resolve":
            await self.until(lambda: names[self.desk.attempt.chosen] in keys, "down")
            before = self.desk.attempt
            await self.until(lambda: self.desk.attempt != before or not self.desk.asks, "enter")
            return
        for key in keys:
            await self.press(str(names.index(key) + 1))
        await self.press("enter" if sure else "n")

    async def refuted(self, moment: str) -> None:
        """What is said of a wrong answer, part by part, until the question is there again."""
        assert self.desk.asks
        self.look(moment)
        while self.desk.attempt.is_refuting:
            before = self.desk.attempt
            await self.until(lambda at=before: self.desk.attempt != at, "enter")  # type: ignore[misc]
            self.look(f"{moment}, on")

    # Its exercise

    async def exercise(self, lesson: Lesson) -> None:
        """The exercise: its file, what each check may say, hints, the solution, and solved."""
        exercise = lesson.exercise
        assert exercise is not None
        self.look("arrived")
        await self.press("enter")
        self.look("begun")
        if self.way.records:
            for wrong in exercise.wrong:
                await self.saved((lesson.folder / wrong.file).read_bytes())
                self.look(f"failed {wrong.file}")
        else:
            for number, check in enumerate(exercise.checks):
                await self.judged(exercise.checks, passed=number)
                self.look(f"failed {check.id}")
        for number in range(exercise.hints + 1):
            await self.press("H")
            self.look(f"hint {number + 1}")
        await self.press("A")
        self.look("asks whether to show the solution")
        await self.press("down", "enter")
        self.look("solution")
        await self.press("O")
        self.look("the other program")
        if self.way.records:
            await self.saved((lesson.folder / exercise.solution).read_bytes())
        else:
            await self.judged(exercise.checks, passed=len(exercise.checks))
        self.look("solved")
        assert self.desk.sitting.state.solved

    async def saved(self, program: bytes) -> None:
        """Save a program, and have it checked."""
        bench = self.session.exercise.file
        assert bench is not None
        bench.path.write_bytes(program)
        self.session.exercise.look_at_file()
        await self.until(lambda: not bench.checking)

    async def judged(self, checks: Sequence[Check], *, passed: int) -> None:
        """Hear that so many checks of a program pass, and the others do not."""
        bench = self.session.exercise.file
        assert bench is not None
        verdicts = tuple(CheckVerdict(check, at < passed, ()) for at, check in enumerate(checks))
        self.app.post_message(OpenExercise.Told(bench, CheckResult(Outcome(None, verdicts))))
        await self.settle()


def _is_busy(app: HopscopeApp, screen: Screen[object]) -> bool:
    """Whether there is anything still to be done before the screen is as it is to be."""
    if not screen.is_running or screen._layout_required or screen._dirty_widgets:
        return True
    pumps = (app, *screen.walk_children(with_self=True))
    return bool(screen._callbacks) or any(each.message_queue_size for each in pumps)


@contextmanager
def unpainted() -> Iterator[None]:
    """Paint nothing: nobody sees it, and it takes longer than all else. Screens are laid out."""

    def leave_out(screen: Screen[object]) -> None:
        screen._dirty_widgets.clear()
        screen._compositor._dirty_regions.clear()

    with patch.object(Screen, "_compositor_refresh", leave_out):
        yield


@asynccontextmanager
async def walking(
    setting: Setting, home: Path, kept: Kept, way: Way
) -> AsyncIterator[tuple[Walker, Catalog]]:
    """The course in the app, for one terminal. The working directory is where files are written."""
    catalog = read_catalog(CATALOG)
    spoken = language.CHINESE if setting.language == "zh-CN" else language.ENGLISH
    with language.speaking(spoken), unpainted():
        app = HopscopeApp()
        course = Course(catalog, Store(home), setting.language, UNICODE, recorder=kept)
        app.session = session = CourseSession(app, course)
        app.animation_level = "none"
        try:
            async with app.run_test(size=setting.size) as pilot:
                walker = Walker(app, session, pilot, way)
                await walker.settle()
                yield walker, catalog
        finally:
            session.close()
