"""What a learner's own program gets to hear: judged by its recording, stopped whatever it does."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

import lessons.course
from lessons.course.exercises import LearnerFile
from lessons.course.format import read_lesson
from lessons.course.judging import Outcome
from lessons.course.lesson import Lesson
from lessons.course.starting import start_lesson
from tracer.errors import HopscopeError

LESSON = Path(lessons.course.__file__).with_name("template")
SOLUTION = (LESSON / "solution.py").read_text()
STARTER = (LESSON / "starter.py").read_text()


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    found, problems = read_lesson(start_lesson(tmp_path_factory.mktemp("catalog"), "01-threads"))
    assert found is not None and not problems
    return found


def check(lesson: Lesson, folder: Path, source: str) -> Outcome:
    desk = LearnerFile(lesson, folder)
    try:
        desk.path.write_text(source)
        return desk.check()
    finally:
        desk.close()


def left_running(folder: Path) -> list[str]:
    """Command lines of processes that run a file of the folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in words and each.parent.name != str(os.getpid()):
            found.append(words)
    return found


def test_the_starter_fails_is_mended_and_passes(lesson: Lesson, tmp_path: Path) -> None:
    desk = LearnerFile(lesson, tmp_path / "new" / "folder")
    try:
        assert desk.begin()
        assert desk.path.name == "01_threads.py"
        first = desk.check()
        assert not first.passed
        assert first.failed is not None
        assert (first.failed.check.id, first.failed.check.misconception) == ("apart", "M1")
        assert first.failed.hops
        assert not desk.is_changed()
        desk.path.write_text(SOLUTION)
        assert desk.is_changed()
        second = desk.check()
        assert second.passed
        assert [verdict.check.id for verdict in second.verdicts] == [
            "handles", "apart", "handle-raised", "handle-unfinished", "answered",
        ]  # fmt: skip
        assert second.received.clients == ((b"hello\n",), (b"hello\n",))
        assert second.recording is not None
        assert stat.S_IMODE(second.recording.stat().st_mode) == 0o600
        # A second beginning leaves what the learner has.
        assert not desk.begin()
        assert desk.path.read_text() == SOLUTION
        assert desk.reset().read_text() == SOLUTION
        assert desk.path.read_text() == STARTER
    finally:
        desk.close()
    assert not second.recording.exists()


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("".join(f"# {line}\n" for line in SOLUTION.split("\n")), id="commented out"),
        pytest.param(
            "print('each handle runs in a thread of its own: ThreadingMixIn.process_request')\n",
            id="printing",
        ),
        pytest.param(f'"""{SOLUTION.replace(chr(34) * 3, "")}"""\n', id="text only"),
    ],
)
def test_what_does_not_run_does_not_pass(lesson: Lesson, tmp_path: Path, source: str) -> None:
    outcome = check(lesson, tmp_path, source)
    assert not outcome.passed
    assert outcome.trouble is not None
    assert outcome.trouble.kind == "no calls"


def test_the_words_of_a_solution_around_the_old_code_do_not_pass(
    lesson: Lesson, tmp_path: Path
) -> None:
    source = STARTER.replace(
        "class Server(socketserver.TCPServer):",
        "# class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):\n"
        "class Server(socketserver.TCPServer):",
    )
    outcome = check(lesson, tmp_path, source)
    assert outcome.trouble is None
    assert outcome.failed is not None
    assert outcome.failed.check.id == "apart"


def test_a_syntax_error_is_told_by_its_line(lesson: Lesson, tmp_path: Path) -> None:
    outcome = check(lesson, tmp_path, SOLUTION.replace("def handle(self):", "def handle(self)"))
    assert outcome.trouble is not None
    assert (outcome.trouble.kind, outcome.trouble.line) == ("syntax", 5)


def test_a_crash_is_told_by_the_learners_line(lesson: Lesson, tmp_path: Path) -> None:
    outcome = check(lesson, tmp_path, SOLUTION.replace("server.serve_forever()", "server.serve()"))
    assert outcome.trouble is not None
    assert (outcome.trouble.kind, outcome.trouble.line) == ("crash", 14)
    assert "AttributeError" in outcome.trouble.detail


def test_a_program_that_makes_no_server_is_told_so(lesson: Lesson, tmp_path: Path) -> None:
    source = SOLUTION.partition("with Server")[0] + "Server.allow_reuse_address = True\n"
    outcome = check(lesson, tmp_path, source)
    assert outcome.trouble is not None
    assert outcome.trouble.kind == "no calls"


@pytest.mark.parametrize("where", ["before", "inside"])
def test_an_endless_program_is_stopped(lesson: Lesson, tmp_path: Path, where: str) -> None:
    loop = "while True:\n    pass\n"
    source = {
        "before": SOLUTION.replace("with Server", loop + "with Server"),
        "inside": SOLUTION.replace(
            "        self.wfile.write(self.rfile.readline())",
            "        while True:\n            pass",
        ),
    }[where]
    outcome = check(lesson, tmp_path, source)
    assert outcome.trouble is not None
    assert outcome.trouble.kind == "endless"
    assert not outcome.passed
    assert left_running(tmp_path) == []


def test_nothing_that_it_started_goes_on(lesson: Lesson, tmp_path: Path) -> None:
    """Forked children and other programs alike, recorded or not."""
    sleeper = tmp_path / "sleeper.sh"
    sleeper.write_text("#!/bin/sh\nsleep 300 # and on\n")
    sleeper.chmod(0o700)
    forks = (
        "import os, subprocess, time\n"
        f"subprocess.Popen([{str(sleeper)!r}], stdout=subprocess.DEVNULL)\n"
        "if os.fork() == 0:\n    time.sleep(300)\n"
    )
    outcome = check(lesson, tmp_path, forks + SOLUTION)
    assert outcome.trouble is None
    assert outcome.passed
    assert left_running(tmp_path) == []


def test_a_flood_of_processes_is_ended(lesson: Lesson, tmp_path: Path) -> None:
    flood = (
        "import os, time\n"
        "for _ in range(150):\n    if os.fork() == 0:\n        time.sleep(60)\n        os._exit(0)\n"
        "time.sleep(60)\n"
    )
    outcome = check(lesson, tmp_path, flood)
    assert outcome.trouble is not None
    assert outcome.trouble.kind == "refused"
    assert "processes" in outcome.trouble.detail
    assert left_running(tmp_path) == []


def test_a_file_that_is_gone_is_told(lesson: Lesson, tmp_path: Path) -> None:
    desk = LearnerFile(lesson, tmp_path)
    try:
        outcome = desk.check()
    finally:
        desk.close()
    assert outcome.trouble is not None
    assert outcome.trouble.kind == "missing"


def test_a_folder_that_cannot_be_written_is_told(lesson: Lesson, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk = LearnerFile(lesson, tmp_path / "file" / "folder")
    try:
        with pytest.raises(HopscopeError, match="cannot write"):
            desk.begin()
    finally:
        desk.close()
