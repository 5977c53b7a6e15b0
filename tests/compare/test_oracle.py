"""What a comparison says of pairs of real programs is borne out by the reports of the two runs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from zlib import crc32

import pytest

from lessons.compare import endings, other_calls, parting, same_code, searches, why_other_calls
from lessons.compare.callers import HopCaller
from lessons.compare.comparison import compare
from lessons.compare.run import ComparedRun
from tests.compare.conftest import Recorded
from tests.compare.oracle import Oracle
from tests.compare.pairs import PAIRS
from tracer.recording import Recording
from tui.reports.compare import json as compare_json
from tui.reports.compare import text as compare_text
from tui.reports.run import json as report_json

Paths = Callable[[str], tuple[Path, Path]]


@pytest.fixture(scope="module")
def paths(recorded: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """Gives the recordings of a pair; each program is run once."""
    folder = tmp_path_factory.mktemp("pairs")

    def give(name: str) -> tuple[Path, Path]:
        found = []
        for role, text in (("one", PAIRS[name].one), ("other", PAIRS[name].other)):
            script = folder / f"{crc32(text.encode())}" / f"{role}.py"
            script.parent.mkdir(exist_ok=True)
            script.write_text(text)
            found.append(recorded(str(script)))
        return found[0], found[1]

    return give


def judged(one: Path, other: Path) -> Oracle:
    """The comparison of two recordings, as its forms have it, beside their reports."""
    with ExitStack() as stack:
        left, right = (stack.enter_context(closing(Recording(path))) for path in (one, other))
        reports = [io.StringIO(), io.StringIO()]
        for recording, out in zip((left, right), reports, strict=True):
            report_json.write(recording, out)
        data, text = io.StringIO(), io.StringIO()
        found = compare(left, right)
        compare_json.write(found, data)
        compare_text.write(found, text)
    compared, ours, theirs = (json.loads(out.getvalue()) for out in (data, *reports))
    return Oracle(compared, ours, theirs, text.getvalue())


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_said_of_a_pair_is_borne_out(paths: Paths, name: str) -> None:
    one, other = paths(name)
    oracle = judged(one, other)
    assert oracle.false_claims() == []
    first = oracle.compared["partings"][0]
    assert first["summary"] == PAIRS[name].summary
    assert set(PAIRS[name].reasons) <= set(first["reasons"])
    assert judged(other, one).false_claims() == [], "seen from the other side"


def always_returned(_run: ComparedRun, _hop: int) -> str:
    return "returned"


def called_by_init(_run: ComparedRun, _hop: int) -> HopCaller:
    return HopCaller(None, "TCPServer.__init__", "socketserver.py", is_direct=False)


def same_by_digest(runs: tuple[ComparedRun, ComparedRun], hops: tuple[int, int]) -> bool:
    digests = {
        run.recording.code(run.recording.hop(hop).code).digest
        for run, hop in zip(runs, hops, strict=True)
    }
    return len(digests) == 1


MUTANTS: dict[str, tuple[str, list[tuple[object, str, object]]]] = {
    "each call returned": (
        "a handler that never returns", [(parting, "tell_ending", always_returned)],
    ),
    "an end that is not recorded is a return": (
        "a handler that never returns", [(endings.Ending, "key", property(lambda self: self.raised))],
    ),
    "the caller is that of the neighbouring row": (
        "the module instead of __init__",
        [(module, "caller_of", called_by_init) for module in (searches, other_calls)],
    ),
    "what is nested in a function does not count": (
        "a nested function", [(same_code, "is_same_code", same_by_digest), (why_other_calls, "is_same_code", same_by_digest)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_comparison_that_says_false_things_is_found_out(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, mutant: str
) -> None:
    name, changes = MUTANTS[mutant]
    for holder, attribute, value in changes:
        monkeypatch.setattr(holder, attribute, value)
    assert judged(*paths(name)).false_claims()
