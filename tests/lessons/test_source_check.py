"""Only from a source that is what ran is anything told; it is compiled, never executed."""

from __future__ import annotations

import importlib.util
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

from lessons.explain.unchanged import check_source
from tests.build import RecordingBuilder
from tracer.agent.facts.digest import digest
from tracer.model import Code, Site

MAGIC = importlib.util.MAGIC_NUMBER.hex()
TEXT = "import os\n\n\nclass A:\n    def go(self):\n        return self.stop(1, 'x')\n"


def compiled(text: str, name: str, optimize: int = 0) -> types.CodeType:
    waiting = [compile(text, "f.py", "exec", optimize=optimize)]
    while waiting:
        code = waiting.pop()
        if code.co_name == name:
            return code
        waiting.extend(each for each in code.co_consts if isinstance(each, types.CodeType))
    raise LookupError(name)


def recorded(code: types.CodeType, digest_of: int | None = None) -> Code:
    found = digest(code) if digest_of is None else digest_of
    return Code(
        1, "m", code.co_qualname, code.co_name, "f.py", code.co_firstlineno, ("self",), found
    )


def call_site(code: types.CodeType, line: int) -> Iterator[Site]:
    for index, where in enumerate(code.co_positions()):
        if where[0] == line:
            yield Site(1, 1, index * 2, "CALL", *where)


def test_the_source_that_ran_is_told_from_and_so_are_its_sites() -> None:
    code = compiled(TEXT, "go")
    checked = check_source(TEXT, recorded(code), MAGIC)
    assert checked.reason is None
    assert {checked.site_reason(site) for site in call_site(code, 6)} == {None}


@pytest.mark.parametrize(
    "changed",
    [
        TEXT.replace("1, 'x'", "2, 'x'"),
        TEXT.replace("self.stop", "self.start"),
        TEXT.replace("'x'", "'y'"),
        TEXT.replace("\n\n\n", "\n"),
        TEXT.replace("class A", "class B"),
    ],
)
def test_a_changed_source_tells_nothing(changed: str) -> None:
    checked = check_source(changed, recorded(compiled(TEXT, "go")), MAGIC)
    assert checked.reason == "the source of A.go is not what ran"


def test_a_source_whose_lines_moved_inside_the_function_tells_nothing_of_its_sites() -> None:
    code = compiled(TEXT, "go")
    moved = TEXT.replace("        return", "\n        return")
    checked = check_source(moved, recorded(code), MAGIC)
    site = next(call_site(code, 6))
    assert checked.site_reason(site) == "lines of the source have moved since it ran"


@pytest.mark.parametrize("optimize", [0, 1, 2])
def test_a_program_run_with_optimisation_is_recognised(optimize: int) -> None:
    text = 'def go(self):\n    """Doc."""\n    assert self\n    return 1\n'
    code = compiled(text, "go", optimize)
    assert check_source(text, recorded(code), MAGIC).reason is None


@pytest.mark.parametrize("broken", ["def go(:\n", "def go(self):\n\0", "(" * 5000])
def test_a_broken_source_is_no_error(broken: str) -> None:
    checked = check_source(broken, recorded(compiled(TEXT, "go")), MAGIC)
    assert checked.reason == "the source of A.go cannot be parsed by this Python"


def test_a_missing_source_is_said() -> None:
    checked = check_source(None, recorded(compiled(TEXT, "go")), MAGIC)
    assert checked.reason == "the source of A.go is not in the recording"


def test_under_another_interpreter_name_and_line_are_compared() -> None:
    code = recorded(compiled(TEXT, "go"), digest_of=12345)
    assert check_source(TEXT, code, "another").reason is None
    moved = check_source("\n" + TEXT, code, "another")
    assert moved.reason == "the source of A.go is not what ran"


def test_a_source_is_never_executed(tmp_path: Path) -> None:
    trap = tmp_path / "ran"
    text = f"open({str(trap)!r}, 'w')\n" + TEXT
    assert check_source(text, recorded(compiled(text, "go")), MAGIC).reason is None
    assert not trap.exists()


def test_digests_do_not_change_while_code_runs_hot(tmp_path: Path) -> None:
    namespace: dict[str, object] = {}
    text = "def go(n):\n    t = 0\n    for i in range(n):\n        t += i\n    return t\n"
    exec(text, namespace)
    go = namespace["go"]
    assert isinstance(go, types.FunctionType)
    before = digest(go.__code__)
    go(5000)
    assert digest(go.__code__) == before


def test_the_builders_own_codes_are_checked_alike(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    number = build.real_code(check_source)
    recording = build.finish()
    code = recording.code(number)
    source = recording.source(code.file)
    assert source is not None
    assert check_source(source.text, code, recording.meta.magic).reason is None
