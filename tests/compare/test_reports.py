"""``hopscope compare``: its three forms, its exit codes, and what it refuses."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import assert_refused, hopscope
from tests.compare.conftest import Recorded
from tests.compare.test_partings import chain_of, server
from tests.lessons.harness import record
from tests.reports.test_json import documented

COMPARE = "# `hopscope compare --format json`"
HOSTILE = """\
class Root:
    def serve(self):
        self.f()
class A(Root):
    def f(self): pass
class B(Root):
    def f(self): pass
for each, name in ((A, "```\\n# <b>\\x1b[31m|"), (B, "[x](y) `*_")):
    each.__qualname__ = name
def main():
    CLASS().serve()
"""


@pytest.fixture(scope="module")
def parted(recorded: Recorded) -> tuple[Path, Path]:
    return recorded("TCPServer"), recorded("ThreadingTCPServer", run=4)


def test_the_text_tells_the_parting_first_and_both_sides(parted: tuple[Path, Path]) -> None:
    ended = hopscope("compare", *parted)
    assert (ended.code, ended.err) == (1, "")
    lines = ended.out.splitlines()
    assert lines[0].startswith("A  TCPServer")
    assert lines[3] == "They part at process_request: BaseServer in A, ThreadingMixIn in B."
    assert "  A  TCPServer → [BaseServer] → object" in lines
    assert "  B  ThreadingTCPServer → [ThreadingMixIn] → TCPServer → (BaseServer) → object" in lines
    (row,) = (line for line in lines if line.startswith("!      process_request"))
    assert row.split() == [
        "!",
        "process_request",
        "BaseServer",
        "process_request",
        "ThreadingMixIn",
    ]
    (only,) = (line for line in lines if "process_request_thread" in line)
    assert only.startswith(">")


def test_the_json_has_the_documented_fields_and_no_others(parted: tuple[Path, Path]) -> None:
    ended = hopscope("compare", "--format", "json", *parted)
    assert ended.code == 1
    document = json.loads(ended.out)
    assert (document["format"], document["version"]) == ("hopscope-compare", 1)
    expected = documented(COMPARE)
    assert list(document) == expected[""]
    kinds = {"partings": "Parting", "counts": "Count", "rows": "Row"}
    assert list(document["a"]) == list(document["b"]) == expected["Run"]
    for name, heading in kinds.items():
        for one in document[name]:
            assert list(one) == expected[heading]
    for parting in document["partings"]:
        assert list(parting["a"]) == list(parting["b"]) == expected["Search"]
    calls = [row[side] for row in document["rows"] for side in "ab" if row[side]]
    assert all(list(call) == expected["Call"] for call in calls)
    first = document["partings"][0]
    row = document["rows"][first["row"]]
    assert (row["kind"], row["a"]["name"], row["b"]["owner"]) == (
        "lookup", "process_request", "socketserver.ThreadingMixIn",
    )  # fmt: skip
    assert row["b"]["hop"] == first["b"]["hop"]


def test_markdown_holds_the_same(parted: tuple[Path, Path], tmp_path: Path) -> None:
    ended = hopscope("compare", "--format", "markdown", "-o", tmp_path / "it.md", *parted)
    assert (ended.code, ended.out) == (1, "")
    text = (tmp_path / "it.md").read_text()
    assert text.startswith(
        "# They part at process\\_request: BaseServer in A, ThreadingMixIn in B."
    )
    assert re.search(
        r"^! +process_request +BaseServer +\| +process_request +ThreadingMixIn$", text, re.MULTILINE
    )


def test_identical_runs_end_with_0(recorded: Recorded) -> None:
    path = recorded("TCPServer")
    ended = hopscope("compare", path, path)
    assert (ended.code, ended.err) == (0, "")
    assert "Identical: the same calls, found in the same classes." in ended.out


def test_counts_alone_end_with_0(tmp_path: Path) -> None:
    one, other = server(tmp_path, "one.hops", order="1122"), server(tmp_path, "other.hops")
    assert hopscope("compare", one, other).code == 0


def test_targets_are_recorded_and_options_apply_to_both(scripts: tuple[Path, Path]) -> None:
    ended = hopscope(
        "compare", "--requests", "1", scripts[0], "--send", "hello", f"'{scripts[1]}' --unused"
    )
    assert ended.code == 1
    assert "They part at process_request: BaseServer in A, ThreadingMixIn in B." in ended.out
    assert sum("answer: b'HELLO" in line for line in ended.told) == 2


def test_a_call_that_one_run_lacks_leaves_its_column_empty(tmp_path: Path) -> None:
    paths = [chain_of(tmp_path, f"{each}.hops", 60, last=each) for each in ("one", "other")]
    alone = [
        line for line in hopscope("compare", *paths).out.splitlines() if line[0:1] in "<>" and line
    ]
    assert [line.split() for line in alone] == [["<", "(60)", "one"], [">", "(60)", "other"]]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_foreign_names_are_inert(tmp_path: Path, form: str) -> None:
    paths = []
    for name in "AB":
        (tmp_path / name).mkdir()
        with closing(record(tmp_path / name, HOSTILE.replace("CLASS", name))) as made:
            paths.append(made.path)
    out = hopscope("compare", "--format", form, *paths).out
    assert "\x1b" not in out
    assert "\\x1b[31m" in out.replace("\\\\", "\\").replace("\\[", "[")
    if form == "markdown":
        before, fence, after = re.split(r"^(`{4,})text$", out, maxsplit=1, flags=re.MULTILINE)
        block, _, rest = after.partition(f"\n{fence}\n")
        assert "```" in block
        outside = before + rest
        assert not re.search(r"(?<!\\)<b>|(?<!\\)\[x\]", outside)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["TCPServer"], "two targets", "in quotes"),
        (["A", "B", "C"], "two targets", "in quotes"),
        (["TCPServer", "nowhere.py"], "no script nowhere.py", "Check the path"),
        (["--app", "TCPServer", "UDPServer"], "is not a terminal", "--app"),
        (["TCPServer", "'x"], "cannot be split", "quote"),
        (["TCPServer", "TCPServer,Nothing"], "no class 'Nothing'", "ThreadingMixIn"),
        (["TCPServer", "BaseServer,TCPServer"], "makes no class", "--c3"),
        (["TCPServer", "ThreadingMixIn,BaseRequestHandler"], "cannot serve", "server class"),
    ],
)
def test_mistakes_are_told(words: list[str], message: str, hint: str) -> None:
    assert_refused(hopscope("compare", *reversed_where_late(words)), message, hint)


def reversed_where_late(words: list[str]) -> list[str]:
    """What is wrong comes first, so that nothing is recorded before it is met."""
    return words if words[0].startswith("-") or len(words) != 2 else words[::-1]
