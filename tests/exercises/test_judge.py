"""``hopscope learn N --judge FILE``: verdicts, what the clients received, an exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.course.places import PACKAGED
from tests.cli.running import Ended, assert_refused, hopscope

SPECIMENS = Path(__file__).with_name("specimens")


def judge(lesson: str, file: Path, *words: str) -> Ended:
    return hopscope("learn", lesson, "--judge", file, *words, LC_ALL="C.UTF-8")


def test_a_solution_is_solved(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"  # a learner's file has any name
    file.write_bytes((PACKAGED / "01-tour" / "solution.py").read_bytes())
    ended = judge("1", file)
    assert (ended.code, ended.err) == (0, "")
    ids = ("served", "yours", "loop", "apart", "thread", "handle-raised", "handle-unfinished")
    assert ended.out.splitlines() == [
        "Lesson 1: A tour of one request",
        f"{file}: solved",
        "",
        *(f"passes: {each}" for each in (*ids, "received")),
        r"Each of 2 clients received: b'220 welcome\r\n'",
    ]


def test_what_is_not_is_told_why() -> None:
    ended = judge("tour", SPECIMENS / "01_raises.py")
    assert (ended.code, ended.err) == (1, "")
    lines = ended.out.splitlines()
    assert lines[1] == f"{SPECIMENS / '01_raises.py'}: not solved"
    assert lines[lines.index("fails:  handle-raised") + 1].strip().startswith("An exception left")
    assert "passes: handle-unfinished" in lines
    assert "Each of 2 clients received: nothing" in lines
    assert lines[-1] == "It ended with ValueError: boom."


def test_it_speaks_chinese() -> None:
    ended = judge("1", SPECIMENS / "01_empty.py", "--lang", "zh-CN")
    assert ended.code == 1
    for words in (
        "第 1 课",
        "未完成",
        "通过：served",
        "未通过：received",
        "没有听到问好",
        "（什么也没有）",
    ):
        assert words in ended.out


def test_a_program_that_fails_is_told_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    file.write_text("import socketserver\nprint('here')\nsocketserver.TCPServer.make()\n")
    ended = judge("1", file)
    assert ended.code == 1
    assert "Your program ended with an error (line 3): AttributeError" in ended.out
    assert "    here" in ended.out


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["1", "--judge", "/no/such.py"], "cannot read /no/such.py", "--judge names your program"),
        (["--judge", "/etc/hostname"], "--judge needs the lesson", "hopscope learn 5 --judge"),
        (["99", "--judge", "/etc/hostname"], "there is no lesson 99", "its number"),
    ],
)
def test_a_wrong_call_is_refused(words: list[str], message: str, hint: str) -> None:
    assert_refused(hopscope("learn", *words), message, hint)
