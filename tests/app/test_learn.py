"""Lessons in the app: answers are covered until they are given, and the panes follow the steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.course.recorder import LessonRecorder
from lessons.course.store import Store
from tests.app.learn_places import Learning, learning
from tests.lessons.course.small import FOLDER
from tracer import language
from tui.app.model.state import BODY
from tui.app.screens.course import CourseScreen

pytestmark = pytest.mark.timeout(120)


async def at_step(learner: Learning, step: str) -> None:
    desk = learner.session.lesson
    assert desk is not None
    assert desk.card is not None
    assert desk.card.step.id == step
    assert f"step {desk.sitting.state.place + 1}/" in learner.screen_text()


async def test_a_question_is_covered_refuted_and_then_told(
    tmp_path: Path, runs: LessonRecorder
) -> None:
    async with learning(FOLDER, tmp_path, "threads", (120, 40), recorder=runs) as learner:
        assert "A thread for each request" in learner.title("lesson")
        assert "One client comes." in learner.screen_text()
        await learner.press("enter")
        await at_step(learner, "whose")
        # Asked: nothing on the screen tells it, and nothing that one looks at does.
        assert learner.title("lookup").startswith(">> 1 Lookup")
        assert "process_request  ?" in learner.screen_text()
        turn = "right_square_bracket"
        for keys in ((), ("m",), ("escape", turn, turn), (turn, "d")):
            await learner.press(*keys)
            for telling in ("found  s", "ThreadingMixIn.process_request", "here wins", "shadowed"):
                assert telling not in learner.screen_text(), keys
        assert learner.at().frame != BODY
        hop = learner.hop
        await learner.press("s", "G")
        assert learner.hop == hop
        # Looking around leads away, r leads back.
        await learner.press("S", "S", turn)
        assert learner.hop < hop
        assert learner.at().tab == "source"
        await learner.press("r")
        assert (learner.hop, learner.at().tab) == (hop, "lookup")
        # Sure and wrong: the belief, the hop, the rule, one after the other.
        await learner.press("1")
        assert "Server: enter = I am sure" in learner.lesson()
        await learner.press("enter")
        assert "No." in learner.lesson()
        assert "The class in an object's repr" in learner.screen_text()
        assert "has no process_request of its own" not in learner.lesson()
        await learner.press("enter")
        assert f"But look at hop {hop}:" in learner.screen_text()
        assert "has no process_request of its own" in learner.screen_text()
        assert "The rule:" not in learner.lesson()
        await learner.press("enter")
        assert "The rule:" in learner.lesson()
        await learner.press("ctrl+n")
        assert learner.hop == hop
        assert "Answer first" in learner.lesson()
        await learner.press("2", "escape")
        assert "I am sure" not in learner.lesson()
        await learner.press("enter", "enter")
        # Right: it is told, and the panes with it.
        assert "Right." in learner.lesson()
        assert "ThreadingMixIn comes first in the MRO." in learner.screen_text()
        assert "◄ found  socketserver.py" in learner.screen_text()
        assert "process_request  ThreadingMixIn" in learner.screen_text()
        await learner.press("G")
        assert learner.hop > hop
        tried = Store(tmp_path).read().of("01-threads").first_tries
        assert [(step, t.right, t.sure) for step, t in tried] == [("whose", False, True)]
        await lanes_and_order(learner)


async def test_at_a_question_panes_are_zoomed_and_hops_marked_and_nothing_is_told(
    tmp_path: Path, runs: LessonRecorder
) -> None:
    async with learning(FOLDER, tmp_path, "threads", (120, 40), recorder=runs) as learner:
        await learner.press("enter", "z")
        assert learner.at().zoom == "lesson"
        await learner.press("z", "b", "B")
        assert "?.process_request" in learner.screen_text()
        assert "ThreadingMixIn.process_request" not in learner.screen_text()
        await learner.press("escape", "W")
        assert "The lesson asks about this hop before it is told." in learner.screen_text()
        assert "would be found" not in learner.screen_text()
        # What stays refused: whatever lies behind the hop that is asked about.
        await learner.press("escape", "s")
        assert "the lesson's question comes first" in learner.screen_text()


async def lanes_and_order(learner: Learning) -> None:
    """The two other questions of the lesson."""
    await learner.press("ctrl+n")
    await at_step(learner, "lane")
    assert "Thread-" not in learner.screen_text()
    assert learner.at().tab == "lanes"
    await learner.press("v")
    assert "the lesson's question comes first" in learner.screen_text()
    await learner.press("down", "enter", "n")
    assert "Right." in learner.lesson()
    assert "Thread-" in learner.screen_text()
    await learner.press("enter")
    await at_step(learner, "order")
    names = {learner.app.story.code(hop).name for hop in learner.app.story.tree.order}
    assert not names & {"handle", "process_request", "shutdown_request"}
    await learner.press("2")
    assert "number 1" in learner.lesson()
    await learner.press("backspace")
    assert "number 1" not in learner.lesson()
    await learner.press("2", "2", "1", "3")
    assert "I am sure" in learner.lesson()
    await learner.press("n")
    assert "Right." in learner.lesson()
    assert "shutdown_request" in {
        learner.app.story.code(hop).name for hop in learner.app.story.tree.order
    }


async def test_what_was_missed_comes_back_and_the_course_says_so(
    tmp_path: Path, runs: LessonRecorder
) -> None:
    async with learning(FOLDER, tmp_path, None, (80, 24), recorder=runs) as learner:
        assert isinstance(learner.top(), CourseScreen)
        assert "A thread for each request" in learner.screen_text()
        assert "One client comes." in learner.screen_text()
        await learner.press("s", "m", "enter")
        await learner.until_open()
        await learner.press("enter", "3", "n")
        assert "Not quite." in learner.lesson()
        assert "BaseServer has it, too" in learner.screen_text()
        await learner.press("2", "enter")
        assert "Right." in learner.lesson()
        await learner.press("L")
        assert "step 2/5" in learner.screen_text()
        assert "to review: M2" in learner.screen_text()
        assert "If two classes define a method" in learner.screen_text()
        await learner.press("enter")
        await learner.until_open()
        assert "Once more, from lesson 1" in learner.lesson()
        await learner.press("2", "enter", "enter")
        await at_step(learner, "whose")
        assert "Once more" not in learner.lesson()
        await learner.press("ctrl+r", "down", "enter")
        await at_step(learner, "opening")
        await learner.press("L")
        assert "to review" not in learner.screen_text()
        assert Store(tmp_path).read().of("01-threads").place == "opening"
        await learner.press("ctrl+r", "down", "enter")
        assert Store(tmp_path).read().of("01-threads").begun is False
        assert "step" not in learner.screen_text()


@pytest.fixture
def chinese() -> object:
    with language.speaking(language.CHINESE):
        yield


@pytest.mark.usefixtures("chinese")
async def test_the_walk_super_and_objects_in_chinese_and_at_every_size(
    tmp_path: Path, runs: LessonRecorder
) -> None:
    async with learning(
        FOLDER, tmp_path, "walk", (80, 24), recorder=runs, language="zh-CN"
    ) as learner:
        await at_step_in_chinese(learner)
        assert learner.shown() == {"calls", "lookup"}
        await learner.press("enter")
        lesson = learner.lesson()
        assert "TCPServer" in lesson
        assert "__dict__" in lesson
        await learner.press("down", "enter")
        assert "► BaseServer  ◄" in learner.pane("lookup").text()
        await learner.press("enter")
        await learner.until_open()
        for size in ((60, 16), (59, 15), (200, 50), (80, 24)):
            await learner.pilot.resize_terminal(*size)
            await learner.press("down", "up")
            lines = learner.screen_text().splitlines()
            assert len(lines) == size[1]
            if size != (59, 15):
                assert learner.pane("lesson").region.area
        await learner.press("2", "enter")
        assert learner.session.lesson is not None
        assert learner.session.lesson.attempt.feedback is not None


async def at_step_in_chinese(learner: Learning) -> None:
    desk = learner.session.lesson
    assert desk is not None
    assert desk.cover is not None
    assert desk.cover.kind == "resolve"
    assert "你自己来解析一个名字。" in learner.lesson()
