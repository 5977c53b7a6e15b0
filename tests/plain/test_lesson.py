"""A lesson as numbered text: led through by lines on stdin, as a script or a screen reader does."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from lessons.course.lesson import Language
from lessons.course.session import LessonSession
from lessons.course.store import Store
from tests.cli.running import Ended, assert_refused, hopscope
from tests.lessons.course.small import FOLDER, Kept, catalog
from tracer.language import speaking
from tui.plain.course import course_lines
from tui.plain.lesson import PlainLesson
from tui.plain.streams import Talk


def learn(home: Path, *words: str, typed: str = "") -> Ended:
    """Run ``hopscope learn`` on the small catalogue, with lines on stdin."""
    return hopscope(
        "learn", "--catalog", FOLDER, "--trust", *words,
        typed=typed, HOPSCOPE_HOME=str(home), LC_ALL="C.UTF-8",
    )  # fmt: skip


def talked(
    store: Store, lesson: str, *lines: str, language: Language = "en", asks: bool = True
) -> str:
    """What a lesson says to some lines."""
    said = io.StringIO()
    talk = Talk(io.StringIO("".join(f"{line}\n" for line in lines)), said)
    of = catalog().find(lesson)
    with LessonSession(catalog(), of, store, asks=asks, recorder=Kept()) as sitting:
        PlainLesson(sitting, catalog(), language, talk).run()
    return said.getvalue()


def in_order(text: str, *parts: str) -> None:
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"{part!r} does not come after {text[:place]!r} in {text[place:]!r}"
        place = found + len(part)


def test_a_whole_lesson_wrong_right_left_resumed_solved(tmp_path: Path) -> None:
    work = tmp_path / "work"
    first = learn(tmp_path, "--plain", "1", typed="\n1 s\n2 s\n\nq\n")
    assert (first.code, first.err) == (0, "")
    in_order(
        first.out,
        "Lesson 1: A thread for each request", "One client comes.", "Step 1 of 5",
        "served.py", "   4  class Echo(socketserver.StreamRequestHandler):",
        "Step 2 of 5", "Whose function runs?", "  1  Server", "  2  ThreadingMixIn", "> 1 s",
        "No.", "What many believe: The class in an object's repr",
        "Server has no process_request of its own.",
        "What the recording shows, at hop", "Found in ThreadingMixIn", "The rule: ",
        "> 2 s", "Right.", "ThreadingMixIn comes first in the MRO.",
        "ThreadingMixIn.process_request", "The code lives in ThreadingMixIn.",
        "Step 3 of 5", "> q", "First answers that were right: 0 of 1.",
    )  # fmt: skip
    before_the_answer = first.out.partition("> 1 s")[0]
    assert "found in" not in before_the_answer.lower()
    assert not re.search(r"[\x1b\u2500-\u257f]", first.out)  # no escapes, no boxes

    listed = learn(tmp_path).out
    assert "right at first 0 of 1, 1 question to ask again" in listed
    assert "  M22  The class in an object's repr" in listed
    typed = f"2 n\n\n2\nn\n\n2 1 3 s\n\n{work}\nc\nh\nh\nh\nsolution\nq\n"
    second = learn(tmp_path, "--plain", "threads", typed=typed)
    in_order(
        second.out,
        "1 question that you missed comes first.",
        "Once more, from lesson 1", "Whose function runs?", "> 2 n", "Right.",
        "Step 4 of 6", "in another thread", "> 2", "Are you sure?", "> n", "Right.",
        "In which order do these run?", "> 2 1 3 s", "Right.",
        "Exercise", "In which folder", "The starter is written",
        "Your program runs", "Not yet.", "The order of the base classes does not matter.",
        "handle runs in the lane of serve_forever.", "The rule: ",
        r"Each of 2 clients received: b'hello\n'", "In your program:", ": Echo.handle",
        "One class of socketserver makes threads.", "ThreadingMixIn comes before TCPServer.",
        "There are no more hints.", "class Server(socketserver.ThreadingMixIn",
    )  # fmt: skip
    (file,) = work.iterdir()
    file.write_text((FOLDER / "01-threads" / "solution.py").read_text())
    third = talked(Store(tmp_path), "01-threads", "c", "")
    in_order(
        third, f"Your file: {file}", "Solved.", "Each handle has a lane of its own.",
        "First answers that were right: 2 of 3.", "Next: hopscope learn 2",
    )  # fmt: skip
    assert learn(tmp_path).out.splitlines()[:2] == [
        "1. A thread for each request: done, right at first 2 of 3",
        "2. A walk along the MRO: not begun",
    ]


def test_the_same_in_chinese(tmp_path: Path) -> None:
    with speaking("zh-CN"):
        said = talked(Store(tmp_path), "1", "", "1 s", "2 s", "q", language="zh-CN")
    in_order(
        said, "每个请求一个线程", "来了一个客户端。", "运行的是哪个类的函数？", "  1  Server",
        "Server 自己没有 process_request。", "ThreadingMixIn 在方法解析顺序中排在最前面。",
    )  # fmt: skip
    assert "每个请求一个线程" in learn(tmp_path, "--lang", "zh-CN").out


def test_a_walk_an_end_of_input_and_only_looking(tmp_path: Path) -> None:
    store = Store(tmp_path)
    said = talked(
        store, "walk", "here s", "", "p", "", "", "", "here", "maybe", "here", "?",
        "b", "", "", "9 s", "nine", "again", "reset",
    )  # fmt: skip
    in_order(
        said,
        "Class 1 of 3: TCPServer", "> here s", "The search does not end here.",
        "TCPServer has no process_request in its __dict__.", "Its names: ", "more are left out",
        "Class 1 of 3: TCPServer", "Class 2 of 3: BaseServer", "> p", "any_stream.py",
        "Class 3 of 3: object", "That was the last class", "Class 1 of 3", "Class 2 of 3",
        "> here", "Are you sure?",
        "> maybe", "here stops at this one.", "> here", "Are you sure?", "> ?", "Right.", "It lies in BaseServer.",
        "This is the beginning of the lesson.", "Step 2 of 4", "Where does that lead?",
        "nothing: an AttributeError", "Type a number from 1 to", "> again", "Step 2 of 4",
        "> reset", "From the beginning.", "Step 1 of 4",
        "The input has ended. What you answered is saved.",
    )  # fmt: skip
    assert store.read().of("02-walk").place == "walk"
    looked = talked(Store(tmp_path / "other"), "walk", *[""] * 4, asks=False)
    assert "> 1" not in looked
    assert "Walk the MRO" not in looked
    in_order(looked, "It lies in BaseServer.", "It returned.", "This is the end of the lesson.")


def test_the_exercise_answers_what_is_typed(tmp_path: Path) -> None:
    store = Store(tmp_path / "home")
    (tmp_path / "in the way").write_text("")
    lines = [
        *[""] * 4,
        str(tmp_path / "in the way"),
        str(tmp_path),
        "x",
        "reset",
        "n",
        "reset",
        "y",
    ]
    said = talked(store, "threads", *lines, "b", "b", asks=False)
    in_order(
        said, "Let each request have a thread of its own.", "In which folder",
        "Choose a folder that you may write to.", "In which folder", "The starter is written",
        "> x", "c: check your file", "> n", "> y", "Your own is now", "> b", "Step 4 of 5",
    )  # fmt: skip
    assert "e: edit" not in said  # nobody sits at a terminal
    file = tmp_path / "01_threads.py"
    file.write_text("def (\n")
    said = talked(store, "threads", "", "", "c", "solution", "q", asks=False)
    in_order(said, "Step 4 of 5", f"Your file: {file}", "Python cannot read your program (line 1)")


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["17"], "there is no lesson 17", "its number (1-2)"),
        (["thread"], "there is no lesson thread", "did you mean threads?"),
        (["1", "2"], "one lesson at a time", "hopscope learn 1"),
        (["--lang", "fr"], "fr", "zh-CN"),
        (["--reset"], "stdin is not a terminal", "--yes"),
    ],
)
def test_a_wrong_call_is_refused(tmp_path: Path, words: list[str], message: str, hint: str) -> None:
    assert_refused(learn(tmp_path, *words), message, hint)


def test_a_reset_forgets_one_lesson_or_all(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for name in ("01-threads", "02-walk"):
        store.change(name, lambda before: type(before)(hints=1))
    assert "Lesson 1 begins anew." in learn(tmp_path, "--reset", "1", "--yes").out
    assert list(store.read().lessons) == ["02-walk"]
    assert "All lessons begin anew." in learn(tmp_path, "--reset", "--yes").out
    assert store.read().lessons == {}


def test_a_damaged_file_is_told_in_the_list(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.path.write_text("{")
    said = list(course_lines(catalog(), store.read(), "zh-CN"))
    assert said[0].startswith("1. 每个请求一个线程")
    store.path.write_text("{")
    assert f"It is now {tmp_path}/progress.damaged-2.json." in learn(tmp_path).out


def test_without_a_terminal_the_course_that_comes_with_hopscope_is_listed(tmp_path: Path) -> None:
    ended = hopscope("learn", HOPSCOPE_HOME=str(tmp_path))
    assert (ended.code, ended.err) == (0, "")
    numbers = [line.partition(".")[0] for line in ended.out.splitlines() if ": not begun" in line]
    assert numbers == sorted(numbers, key=int)
