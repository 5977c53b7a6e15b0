"""``hopscope check``: exit codes, ways to name a target, and the hook that calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import PATIENCE, PROJECT, assert_refused, hopscope

LATE = "from socketserver import *\nclass Late(TCPServer, ThreadingMixIn): pass\n"
RIGHT = "from socketserver import *\nclass Right(ThreadingMixIn, TCPServer): pass\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "late.py").write_text(LATE)
    (tmp_path / "right.py").write_text(RIGHT)
    (tmp_path / "both.py").write_text(LATE + RIGHT.partition("\n")[2])
    (tmp_path / "meant.py").write_text(LATE.replace("pass", "pass  # hopscope: ok M1"))
    return tmp_path


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["right.py", "late.py"], 1),
        (["both.py:Right", "meant.py"], 0),
        (["both:Late"], 1),
        (["--import", "late.py"], 1),
    ],
)
def test_it_exits_with_1_where_something_is_found(
    folder: Path, words: list[str], code: int
) -> None:
    ended = hopscope("check", *words, cwd=folder)
    assert (ended.code, ended.err) == (code, "")
    assert ("M1 late-mixin Late" in " ".join(ended.out.split())) == bool(code)
    assert ended.out.splitlines()[-1].count("with several bases") == 1


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ([], "needs a target", "hopscope check server.py"),
        (["missing.py"], "cannot read missing.py", "module:Class"),
        (["no_such_module"], "cannot import no_such_module", ""),
        (["late.py:Lat"], "has no class Lat", "Late"),
        (["_socket"], "no Python source", "hopscope mro"),
        (["."], "is a folder", "*.py"),
        (["broken.py"], "is not Python 3.", ""),
        (["late.py", "--python", "/no/such/python"], "/no/such/python", "--python"),
    ],
)
def test_a_wrong_call(folder: Path, words: list[str], message: str, hint: str) -> None:
    (folder / "broken.py").write_text("def (\n")
    assert_refused(hopscope("check", *words, cwd=folder), message, hint)


def test_quiet_says_nothing_where_nothing_is_found(folder: Path) -> None:
    ended = hopscope("check", "--quiet", "right.py", "meant.py", cwd=folder)
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_the_hook_is_what_the_project_offers(folder: Path) -> None:
    """The entry of the definition, called as pre-commit calls it: with the names of files."""
    text = (PROJECT / ".pre-commit-hooks.yaml").read_text()
    (entry,) = [line.split(": ", 1)[1] for line in text.splitlines() if "entry:" in line]
    assert "id: hopscope-check" in text
    assert "types: [python]" in text
    program, *words = entry.split()
    assert program == "hopscope"
    done = subprocess.run(
        [sys.executable, "-m", "hopscope", *words, "late.py", "right.py"],
        cwd=folder, env={"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True,
        timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout.startswith("late.py:2: M1 late-mixin Late\n")


def test_what_if_in_the_terminal(tmp_path: Path) -> None:
    ended = hopscope("mro", "TCPServer,ThreadingMixIn", "process_request", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert "  process_request: ThreadingMixIn, not BaseServer" in ended.out.splitlines()
    data = (
        json.loads(hopscope("mro", "--format", "json", "int,str", cwd=tmp_path).out or "{}") or None
    )
    assert data is None, "a bare name is one of socketserver's"
    orders = json.loads(
        hopscope("mro", "--format", "json", "builtins:int,builtins:str", cwd=tmp_path).out
    )["orders"]
    assert [one["mro"] for one in orders] == [None, None]
    assert "lay-out conflict" in orders[0]["error"]


def test_the_merge_that_fails(tmp_path: Path) -> None:
    lines = hopscope("mro", "BaseServer,TCPServer", "--c3", cwd=tmp_path).out.splitlines()
    assert "Step 1: every head must wait" in lines
    assert "  the list of bases has BaseServer before TCPServer" in lines
    assert lines[-1] == "These bases have one: TCPServer"
