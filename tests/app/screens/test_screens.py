"""A dozen screens are what they were: first, held, by super(), asked, refuted, compared ..."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.compare.comparison import compare as compare_runs
from lessons.course import recorder
from lessons.course.progress import EXERCISE, LessonProgress
from lessons.course.received import NOBODY
from lessons.course.recorder import LessonRecorder
from lessons.course.running import ProgramEnded
from lessons.course.store import Store
from tests.app.learn_places import Learning, Shared, learning
from tests.app.places import Driven, driving
from tests.app.screens.keeping import compare
from tests.app.screens.program import plain_life, threading_life
from tests.lessons.course.small import FOLDER as LESSONS
from tracer import language
from tracer.recording import Recording
from tracer.running.live import HeldLane, LiveState
from tui.app.compare import compare_app
from tui.app.rows.glyphs import UNICODE

pytestmark = pytest.mark.screens

SIZE = (120, 40)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The recording that most screens show."""
    with closing(threading_life(tmp_path_factory.mktemp("life"))) as made:
        return made.path


@pytest.fixture
def built_runs(life: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LessonRecorder]:
    """Lessons whose runs are that recording: what really runs differs from Python to Python."""

    def ended(*_: object, **__: object) -> ProgramEnded:
        return ProgramEnded(life, life, 0, (), late=False, received=NOBODY)

    monkeypatch.setattr(recorder, "record_run", ended)
    runs = Shared()
    yield runs
    runs.end()


async def by_super(app: Driven) -> None:
    """To the call of ``server_close`` by ``super()``."""
    await app.go_to("server_close")
    await app.press("s")


async def test_the_first(life: Path) -> None:
    async with driving(life, SIZE) as app:
        compare("first", app.app)


async def test_a_held_hop(life: Path) -> None:
    async with driving(life, SIZE) as app:
        await app.go_to("handle")
        hop = app.hop
        held = (HeldLane(app.app.story.tree.lane(hop), hop, "next", 0),)
        app.app.move(replace(app.at(), live=LiveState(held=held, hops=hop)))
        await app.pilot.pause()
        compare("held", app.app)


async def test_a_lookup_by_super(life: Path) -> None:
    async with driving(life, SIZE) as app:
        await by_super(app)
        compare("super", app.app)


async def test_lanes_side_by_side(life: Path) -> None:
    async with driving(life, SIZE) as app:
        await app.go_to("process_request_thread")
        await app.press("v")
        compare("lanes", app.app)


async def test_what_if(life: Path) -> None:
    async with driving(life, SIZE) as app:
        await app.go_to("process_request")
        await app.press("W")
        compare("what-if", app.app)


async def test_chinese(life: Path) -> None:
    language.use(language.CHINESE)
    async with driving(life, SIZE) as app:
        await by_super(app)
        compare("chinese", app.app)


async def test_no_color(life: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(life, SIZE) as app:
        await by_super(app)
        compare("no-color", app.app)


async def test_a_small_terminal(life: Path) -> None:
    async with driving(life, (80, 24)) as app:
        await app.go_to("process_request")
        compare("80x24", app.app)


async def test_a_wide_terminal(life: Path) -> None:
    async with driving(life, (200, 55)) as app:
        await by_super(app)
        compare("200x55", app.app)


async def test_two_runs_compared(life: Path, tmp_path: Path) -> None:
    other = plain_life(tmp_path)
    with closing(Recording(life)) as left, closing(other) as right:
        app = compare_app(compare_runs(left, right), UNICODE)
        async with app.run_test(size=SIZE) as pilot:
            await pilot.pause()
            compare("compare", app)


async def test_a_question_and_its_refutation(built_runs: LessonRecorder, tmp_path: Path) -> None:
    Store(tmp_path).change("01-threads", lambda _: LessonProgress(place="whose"))
    async with learning(LESSONS, tmp_path, "threads", SIZE, recorder=built_runs) as learner:
        compare("question", learner.app)
        await answer(learner, "BaseServer")
        compare("refutation", learner.app)


async def answer(learner: Learning, words: str) -> None:
    """Choose an answer of the question, and be sure of it."""
    rows = [row for row in learner.lesson().splitlines() if row.strip()[:1].isdigit()]
    number = next(row.strip()[0] for row in rows if words in row)
    await learner.press(number, "enter", "enter")


async def test_an_exercise(
    built_runs: LessonRecorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Store(tmp_path / "home").change("01-threads", lambda _: LessonProgress(place=EXERCISE))
    home = tmp_path / "home"
    async with learning(LESSONS, home, "threads", SIZE, recorder=built_runs) as learner:
        compare("exercise", learner.app)
