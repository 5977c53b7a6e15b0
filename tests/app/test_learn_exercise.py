"""The exercise in the app: begun, failed, hinted, solved; nothing that a learner writes harms it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lessons.course.progress import EXERCISE, LessonProgress
from lessons.course.recorder import LessonRecorder
from lessons.course.store import Store
from tests.app.learn_places import learning
from tests.lessons.course.small import FOLDER

pytestmark = pytest.mark.timeout(120)

LESSON = FOLDER / "01-threads"


async def test_a_file_is_written_failed_hinted_and_solved(
    tmp_path: Path, runs: LessonRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    Store(home).change("01-threads", lambda _: LessonProgress(place=EXERCISE))
    file = tmp_path / "hopscope-lessons/01_threads.py"
    async with learning(FOLDER, home, "threads", (80, 24), recorder=runs) as learner:
        assert "Your file: hopscope-lessons/01_threads.py" in learner.lesson()
        assert not file.exists()
        await learner.press("colon", "escape", "D")
        await learner.answer(str(tmp_path / "[b]elsewhere"))
        file = tmp_path / "[b]elsewhere/01_threads.py"
        assert file.read_bytes() == (LESSON / "starter.py").read_bytes()
        assert Store(home).read().of("01-threads").folder == str(file.parent)
        # A file that was just written is not judged; one that is saved is, by itself.
        assert "recording" not in learner.lesson()
        file.write_text("def (:\n\x1b[31m[b]\n")
        await learner.until_shown("Python cannot read your program")
        file.write_bytes((LESSON / "late.py").read_bytes())
        await learner.until_shown("But look at hop")
        assert "3 of 4 checks pass." in learner.lesson()
        assert r"Each of 2 clients received: b'hello\n'" in learner.lesson()
        assert "The order of the base classes does not matter." in learner.lesson()
        assert learner.function == "handle"
        assert "01_threads.py" in learner.screen_text().splitlines()[0]
        await learner.press("O")
        assert "served.py" in learner.screen_text().splitlines()[0]
        await learner.press("O", "H", "H", "H")
        assert "One class of" in learner.lesson()
        assert "ThreadingMixIn comes before TCPServer." in learner.lesson()
        assert "There are no more hints." in learner.screen_text()
        await learner.press("A", "escape")
        assert "class Server(socketserver.ThreadingMixIn" not in learner.lesson()
        await learner.press("ctrl+r", "down", "enter")
        assert file.read_bytes() == (LESSON / "starter.py").read_bytes()
        assert (file.parent / "01_threads.before.py").exists()
        assert "3 of 4" not in learner.lesson()
        file.write_bytes((LESSON / "solution.py").read_bytes())
        await learner.until_shown("Solved.")
        assert "lane of its own" in learner.screen_text()
        await learner.press("A")
        assert "class Server(socketserver.ThreadingMixIn" in learner.lesson()
        kept = Store(home).read().of("01-threads")
        assert (kept.solved, kept.gave_up, kept.hints, kept.done) == (True, False, 2, True)
        await learner.press("enter")
        assert "done" in learner.screen_text()


async def test_a_program_that_hangs_is_stopped_when_its_lesson_is_left(
    tmp_path: Path, runs: LessonRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    Store(home).change("01-threads", lambda _: LessonProgress(place=EXERCISE))
    file = tmp_path / "hopscope-lessons/01_threads.py"
    began = tmp_path / "began"
    async with learning(FOLDER, home, "threads", (80, 24), recorder=runs) as learner:
        await learner.press("enter")
        file.write_text(
            f"import os, time\nopen({str(began)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
        )
        await learner.until_shown("recording your program")
        while not (began.exists() and began.read_text()):
            await learner.pilot.pause(0.05)
        await learner.press("L")
        assert learner.session.exercise.file is None
    number = int(began.read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)
