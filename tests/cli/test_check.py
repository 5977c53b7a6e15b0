"""``hopscope check``: exit codes, ways to name a target, and the hook that calls it."""

from __future__ import annotations

import json
import os
import re
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
        (["late.py", "--python", "/no/such/python"], "/no/such/python", "--python"),
    ],
)
def test_a_wrong_call(folder: Path, words: list[str], message: str, hint: str) -> None:
    assert_refused(hopscope("check", *words, cwd=folder), message, hint)


UNCHECKED = {
    "missing.py": "missing.py: not checked: No such file or directory",
    "no_such_module": "no_such_module: not checked: cannot import no_such_module: ModuleNotFound",
    "late.py:Lat": "late.py:Lat: not checked: it has no class Lat; its classes are Late",
    "empty.py:Lat": "empty.py:Lat: not checked: it has no classes",
    "_socket": "_socket: not checked: _socket has no Python source to check",
    ".": ".: not checked: it is a folder: name its files, *.py",
    "": "'': not checked: the name is empty",
    "broken.py": "broken.py:2: not checked: it is not Python 3.",
    "broken.py:Lat": "broken.py:2: not checked: it is not Python 3.",
    "null.py": "null.py",
    "deep.py": "deep.py: not checked: it is nested too deeply for Python 3.",
    "rot13.py": "rot13.py: not checked: its encoding cannot be read: 'rot13' is not a text encoding",
    "pipe": "pipe: not checked: it is a pipe, not a file",
    "/dev/zero": "/dev/zero: not checked: it is a device, not a file",
    "loop.py": "loop.py: not checked: Too many levels of symbolic links",
    f"{'a' * 300}.py": f"{'a' * 300}.py: not checked: File name too long",
    "new\nline.py": "new\\nline.py:1: not checked: it is not Python 3.",
    "\udcff.py": "\\udcff.py:1: not checked: it is not Python 3.",
}


@pytest.fixture
def odd(folder: Path) -> Path:
    (folder / "empty.py").touch()
    (folder / "broken.py").write_text("\ndef (\n")
    (folder / "null.py").write_bytes(b"x = 1\0\n")
    (folder / "deep.py").write_text("x = " + "-" * 100_000 + "1\n")
    (folder / "rot13.py").write_text("# coding: rot13\n")
    (folder / "loop.py").symlink_to("loop.py")
    (folder / "new\nline.py").write_text("def (\n")
    (folder / "\udcff.py").write_text("def (\n")
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.parametrize("target", UNCHECKED)
def test_what_cannot_be_checked_has_one_line(odd: Path, target: str) -> None:
    alone = hopscope("check", "--quiet", target, cwd=odd)
    assert (alone.code, alone.err) == (2, "")
    (line,) = alone.out.splitlines()
    assert line.startswith(UNCHECKED[target])


def test_what_cannot_be_checked_hides_nothing(odd: Path) -> None:
    targets = list(UNCHECKED)
    ended = hopscope("check", "--quiet", *targets[:9], "late.py", *targets[9:], cwd=odd)
    assert (ended.code, ended.err) == (1, "")
    lines = ended.out.splitlines()
    assert lines[0] == "late.py:2: M1 late-mixin Late"
    told = [line for line in lines if "not checked: " in line]
    expected = [line for target, line in UNCHECKED.items() if target != "broken.py:Lat"]
    assert [line.startswith(start) for line, start in zip(told, expected, strict=True)] == [
        True for _ in expected
    ]


@pytest.mark.parametrize("words", [[], ["--import"], ["--format", "github"]])
@pytest.mark.parametrize(
    ("targets", "code"),
    [
        (["right.py", "broken.py"], 2),
        (["meant.py", "broken.py"], 2),
        (["broken.py", "late.py"], 1),
        (["both.py:Right", "both.py:Wrong"], 2),
        (["both.py:Late", "both.py:Wrong"], 1),
        (["right.py", "pipe"], 2),
    ],
)
def test_exit_codes_where_something_is_not_checked(
    odd: Path, words: list[str], targets: list[str], code: int
) -> None:
    ended = hopscope("check", *words, *targets, cwd=odd)
    assert (ended.code, ended.err) == (code, "")
    assert len(re.findall("not checked(?:: |%3A )", ended.out)) == 1
    assert ("late-mixin" in ended.out) == (code == 1)


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_a_report_in_a_file_is_said_to_lack_something(odd: Path, form: str) -> None:
    ended = hopscope("check", "--format", form, *UNCHECKED, cwd=odd)
    count = len(UNCHECKED) - 1  # broken.py is one source, however often it is named
    assert ended.code == 2
    assert ended.err == f"hopscope: {count} targets were not checked; the report says why\n"
    document = json.loads(ended.out)
    if form == "json":
        assert [one["target"] for one in document["unchecked"]] == [
            target for target in UNCHECKED if target != "broken.py:Lat"
        ]
    else:
        (invocation,) = document["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        assert len(invocation["toolExecutionNotifications"]) == count


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
