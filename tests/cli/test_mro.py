"""``hopscope mro``: any importable class, imported elsewhere, resolved as Python resolves."""

from __future__ import annotations

import http.server
import inspect
import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import assert_refused, hopscope, hopscope_anew
from tests.reports.made import made_recording
from tests.reports.test_json import MRO, documented

NOISY = """\
import atexit, os, sys
print("noise on stdout")
print("noise on stderr", file=sys.stderr)
os.write(1, b"noise on descriptor 1\\n")
atexit.register(print, "noise at exit")

class Meta(type):
    def __eq__(cls, other): raise RuntimeError("asked")
    __hash__ = None
    def __getattribute__(cls, name): raise RuntimeError("asked for " + name)

class Base:
    def go(self): ...
    @property
    def here(self): ...
    @classmethod
    def make(cls): ...
    class Inner:
        def deep(self): ...

class Mixin:
    def go(self): ...

class Odd(Mixin, Base, metaclass=Meta):
    limit = 3
    def stay(self): ...
"""


def resolved(*words: str, cwd: Path) -> dict[str, dict[str, Any]]:
    """Methods by name, with class ids turned into names."""
    ended = hopscope("mro", "--format", "json", *words, cwd=cwd)
    assert ended.code == 0, ended
    assert ended.err == ""
    document = json.loads(ended.out)
    names = {one["id"]: one["qualname"] for one in document["classes"]}
    for one in document["methods"]:
        one["found_in"] = names[one["found_in"]]
        one["super"] = names.get(one["super"])
        for field in ("defined_in", "shadowed"):
            one[field] = [names[each] for each in one[field]]
    return {one["name"]: one for one in document["methods"]}


@pytest.fixture
def noisy(tmp_path: Path) -> Path:
    (tmp_path / "noisy.py").write_text(NOISY)
    return tmp_path


def test_the_search_that_the_article_is_about(tmp_path: Path) -> None:
    ended = hopscope_anew("mro", "ThreadingTCPServer", "process_request", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    lines = [line.split("  socketserver.py")[0].rstrip() for line in ended.out.splitlines()]
    assert lines[:6] == [
        "ThreadingTCPServer.process_request is a function",
        "  1 ThreadingTCPServer  not here",
        "  2 ThreadingMixIn      FOUND",
        "  3 TCPServer           not asked",
        "  4 BaseServer          shadowed (super() reaches it)",
        "  5 object              not asked",
    ]


def test_each_method_is_found_where_python_finds_it(tmp_path: Path) -> None:
    cls = http.server.ThreadingHTTPServer
    found = resolved("http.server.ThreadingHTTPServer", cwd=tmp_path)
    expected = {
        name: next(base for base in cls.__mro__ if name in vars(base))
        for base in cls.__mro__[:-1]
        for name, value in vars(base).items()
        if inspect.isfunction(value)
    }
    assert {name: one["found_in"] for name, one in found.items()} == {
        name: base.__qualname__ for name, base in expected.items()
    }
    for name, one in found.items():
        having = [base.__qualname__ for base in cls.__mro__ if name in vars(base)]
        assert one["defined_in"] == having
        assert one["shadowed"] == having[1:]
        assert one["super"] == (having[1] if len(having) > 1 else None)


def test_noise_of_the_import_and_an_odd_metaclass_do_no_harm(noisy: Path) -> None:
    found = resolved("noisy:Odd", cwd=noisy)
    kinds = {name: one["kind"] for name, one in found.items()}
    assert kinds == {
        "stay": "function", "go": "function", "here": "property", "make": "classmethod",
    }  # fmt: skip
    assert found["go"]["defined_in"] == ["Mixin", "Base"]
    assert found["go"]["line"] == 22
    assert resolved("noisy:Odd", "limit", cwd=noisy)["limit"]["kind"] == "value"


@pytest.mark.parametrize("spec", ["noisy:Base.Inner", "noisy.Base.Inner", "noisy.py:Base.Inner"])
def test_ways_to_name_a_class(noisy: Path, spec: str) -> None:
    assert resolved(spec, cwd=noisy)["deep"]["found_in"] == "Base.Inner"


def test_the_text_names_what_is_shadowed(noisy: Path) -> None:
    ended = hopscope("mro", "noisy:Odd", cwd=noisy)
    (row,) = [line.split("  ") for line in ended.out.splitlines() if line.startswith("go ")]
    assert [cell.strip() for cell in row if cell.strip()] == ["go", "2 Mixin", "3 Base", "3 Base"]


def test_the_fields_are_those_documented(noisy: Path) -> None:
    tables = documented(MRO)
    document = json.loads(hopscope("mro", "noisy:Odd", "--format", "json", cwd=noisy).out)
    assert list(document) == tables[""]
    assert {tuple(one) for one in document["methods"]} == {tuple(tables["Method"])}
    assert {tuple(one) for one in document["classes"]} == {tuple(documented()["Class"])}


def test_a_class_as_a_recording_holds_it(tmp_path: Path) -> None:
    recording = made_recording(tmp_path)
    recording.close()
    found = resolved(str(recording.path), "Talk", cwd=tmp_path)
    assert found["handle"]["found_in"] == "Loud"
    assert found["handle"]["line"] == 10
    assert_refused(hopscope("mro", recording.path, "Tlak"), "holds no class Tlak", "Talk")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("import nothing_of_that_name", "ModuleNotFoundError: No module named 'nothing_of"),
        ("raise ValueError('two\\nlines \\x1b[31m')", "ValueError: two lines \\x1b[31m"),
        ("class (", "SyntaxError"),
        ("import sys; sys.exit('bye')", "SystemExit: bye"),
        ("import os; os._exit(9)", "ended the interpreter (exit code 9)"),
        ("import os; os.close(int(__import__('sys').orig_argv[3]))", "ended the interpreter"),
    ],
)
def test_an_import_that_fails_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "broken.py").write_text(text + "\n")
    assert_refused(hopscope("mro", "broken:Server", cwd=tmp_path), message, "")


def test_an_import_that_never_ends_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text(
        "import os, pathlib, time\n"
        "if os.fork() == 0: os.setpgid(0, os.getpgid(os.getppid()))\n"
        "pathlib.Path(f'pid-{os.getpid()}').touch()\n"
        "time.sleep(600)\n"
    )
    ended = hopscope("mro", "--timeout", "1.5", "endless:Server", cwd=tmp_path)
    assert_refused(ended, "importing endless:Server took more than 1.5 s", "__main__")
    pids = [int(path.name.partition("-")[2]) for path in tmp_path.glob("pid-*")]
    assert len(pids) == 2, "the import and the child that it forked"
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
