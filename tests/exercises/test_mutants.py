"""Mutants of a solution: what is changed, and that an exercise must tell them from it."""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import pytest

from lessons.course.mutants import mutants_of
from lessons.course.starting import start_lesson
from tests.exercises.test_proving import change, line_of, told, tried

PROGRAM = """
class Talk:
    def setup(self):
        super().setup()
        self.open(1)

    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())
        self.wfile.write(self.rfile.readline())

    def do_GET(self):
        pass

def handle():
    super().handle()
"""

FULL = ast.unparse(ast.parse(PROGRAM))


def body(source: str, method: str) -> str:
    """The statements of a method, one a line."""
    (found,) = (
        node for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name == method and node.args.args
    )  # fmt: skip
    return "\n".join(map(ast.unparse, found.body))


LOOP = "for line in self.rfile:\n    self.wfile.write(line.upper())"
MADE_UP = "[b'nonsense\\n'] * 3"
LINES = f"for line in {MADE_UP}:\n    self.wfile.write(line.upper())"
NONSENSE = "(line.upper(), b'nonsense\\n')[1]"
SENT = f"for line in self.rfile:\n    self.wfile.write({NONSENSE})"
FINALLY = "finally:\n    raise ValueError('mutant')"
LAST = "self.wfile.write(self.rfile.readline())"


@pytest.mark.parametrize(
    ("name", "method", "changed"),
    [
        ("Talk.setup: super() left out", "setup", "None\nself.open(1)"),
        ("Talk.handle: empty", "handle", "pass"),
        ("Talk.handle: raises at first", "handle", f"raise ValueError('mutant')\n{LOOP}\n{LAST}"),
        (
            "Talk.handle: raises at last",
            "handle",
            f"try:\n{textwrap.indent(LOOP, '    ')}\n    {LAST}\n{FINALLY}",
        ),
        (
            "Talk.handle: nothing read 1",
            "handle",
            f"{LINES}\n{LAST}",
        ),
        ("Talk.handle: nothing read 2", "handle", f"{LOOP}\nself.wfile.write(b'nonsense\\n')"),
        (
            "Talk.handle: nonsense sent 1",
            "handle",
            f"{LOOP}\nself.wfile.write((self.rfile.readline(), b'nonsense\\n')[1])",
        ),
        (
            "Talk.handle: nonsense sent 2",
            "handle",
            f"{SENT}\n{LAST}",
        ),
        ("Talk.do_GET: raises at first", "do_GET", "raise ValueError('mutant')\npass"),
    ],
)
def test_each_has_one_change(name: str, method: str, changed: str) -> None:
    by_name = {each.name: each.source for each in mutants_of(PROGRAM)}
    assert body(by_name[name], method) == changed
    untouched = {"setup", "handle", "do_GET"} - {method}
    assert all(body(by_name[name], each) == body(FULL, each) for each in untouched)


def test_nothing_is_a_mutant_that_changes_nothing() -> None:
    names = [each.name for each in mutants_of(PROGRAM)]
    assert "Talk.do_GET: empty" not in names  # it is empty
    assert len(names) == len(set(names)) == 10


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A lesson whose solution ends with a line that no check asks for, and its mutants."""
    folder = start_lesson(tmp_path, "01-threads")
    change(
        folder / "solution.py",
        "        self.wfile.write(self.rfile.readline())\n",
        "        line = self.rfile.readline()\n        self.wfile.write(b'hello\\n' or line)\n",
    )
    return folder


UNREAD = "Echo.handle: nothing read"
LISTED = """
[[exercise.equivalent]]
mutant = "{}"
reason = "No line is asked for."
"""


def test_one_that_no_check_catches_is_told_and_one_that_is_listed_and_is_none(copy: Path) -> None:
    data = copy / "lesson.toml"
    data.write_text(data.read_text() + LISTED.format("Echo.handel: empty"))
    line = len(data.read_text().split("\n")) - 3
    begins = line_of(data, "[exercise]")
    assert told(copy) == [
        f"lesson.toml:{line}: the solution has no mutant Echo.handel: empty; it has Echo.handle: empty",
        f"lesson.toml:{begins}: no check catches this mutant of the solution: {UNREAD}",
    ]


def test_one_that_is_listed_may_pass_and_must(copy: Path) -> None:
    data = copy / "lesson.toml"
    caught = "Echo.handle: empty"
    data.write_text(data.read_text() + LISTED.format(UNREAD) + LISTED.format(caught))
    line = len(data.read_text().split("\n")) - 3
    assert tried(copy, "equivalent") == [
        f"lesson.toml:{line}: this mutant is listed as equivalent, and is caught by answered: {caught}"
    ]


def test_another_right_program_must_pass(copy: Path) -> None:
    data = copy / "lesson.toml"
    data.write_text(data.read_text() + '\n[[exercise.right]]\nfile = "other.py"\n')
    (copy / "other.py").write_text((copy / "late_mixin.py").read_text())
    line = line_of(data, "[[exercise.right]]")
    assert tried(copy, "right") == [f"lesson.toml:{line}: other.py is right, and fails: apart"]
