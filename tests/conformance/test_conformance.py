"""Each program of ``programs/`` records exactly the hops that were written down for it."""

from __future__ import annotations

import sys
from itertools import zip_longest
from pathlib import Path

import pytest

from tests.alike import unlike
from tests.conformance.expectation import Call, LaneCalls, read_expectation
from tests.conformance.outcome import read_outcome
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_records_the_expected_hops(program: Path, tmp_path: Path) -> None:
    output = tmp_path / "run.hops"
    said: list[str] = []
    options = Options(timeout=60.0, stdout="stderr")
    code = record(Target("script", str(program)), options, output, said.append).code
    assert code == 0, said
    expected, found = read_expectation(program), read_outcome(output)
    differing = compare(expected, found)
    assert not differing, f"{program.name} on {sys.version.split()[0]}\n{differing}"
    recording = Recording(output)
    try:
        assert not unlike(recording)
    finally:
        recording.close()


def test_there_are_enough_programs_and_each_dispatch_is_met() -> None:
    from lessons.source.call_site import Dispatch

    met = {call.dispatch for p in PROGRAMS for lane in read_expectation(p) for call in lane.calls}
    assert len(PROGRAMS) >= 40
    assert {str(each) for each in Dispatch} == met


def compare(expected: tuple[LaneCalls, ...], found: tuple[LaneCalls, ...]) -> str:
    """The lanes side by side, or nothing where they agree; ``!`` marks what differs."""
    lines, agree = [], True
    for want, got in zip_longest(expected, found):
        heads = want.head if want else "", got.head if got else ""
        rows = [heads, *zip_longest(want.calls if want else (), got.calls if got else ())]
        for left, right in rows:
            same = left == right or _alike(left, right)
            agree &= same
            mark = "  " if same else "! "
            lines.append(f"{mark}expected  {left or ''}")
            if not same:
                lines.append(f"{mark}recorded  {right or ''}")
    return "" if agree else "\n".join(lines)


def _alike(want: Call | str | None, got: Call | str | None) -> bool:
    """Equal but for ``via``, which counts only where it is expected."""
    if not isinstance(want, Call) or not isinstance(got, Call) or ", via" in want.lookup:
        return False
    return str(want) == str(got).replace(", via", "")
