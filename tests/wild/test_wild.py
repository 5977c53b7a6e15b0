"""Other people's servers: recorded as the oracle sees them, explained rightly, and left unharmed."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.oracle.normal import normal_form
from tests.wild.cases import CASES
from tests.wild.cpython import MODULES, compare
from tests.wild.running import (
    Case,
    read_document,
    recorded_run,
    run_plainly,
    run_under_hopscope,
    run_under_oracle,
)
from tests.wild.soundness import read_soundness
from tests.wild.traps import TRAPS, Element, violations

pytestmark = [pytest.mark.wild, pytest.mark.timeout(900)]

_SOCKET = re.compile(r"<socket fd=\d+ 127\.0\.0\.1:\d+( ← 127\.0\.0\.1:\d+)?>")
_INTERRUPTED = 130
"""How a shell tells a death by the signal of Ctrl-C."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_program_of_the_wild(case: Case, wild_python: Path, tmp_path: Path) -> None:
    plain = run_plainly(case, wild_python, tmp_path)
    ended, recording = run_under_hopscope(case, wild_python, tmp_path)
    document = read_document(recording)
    seen = normal_form(run_under_oracle(case, wild_python, tmp_path))
    recorded = normal_form(recorded_run(document))
    differing = unified_diff(seen.told(), recorded.told(), "oracle", "recorder", "", "", 2)
    assert recorded == seen, "\n".join(differing)

    sound = read_soundness(recording)
    assert sound.faults() == []
    assert sound.notes == ()
    assert sound.complete
    assert sound.unknown == {}
    assert [found for trap in TRAPS[case.name] for found in violations(document, trap)] == []
    assert_requests_are_served(document, case)
    assert_sockets_are_readable(document, case)

    # We stopped it, so hopscope's exit code is 0; the program's own is in the recording.
    assert ended.code == 0, ended.said
    assert sound.exit_code == (plain.code if plain.code >= 0 else 128 - plain.code)
    assert ended.said == plain.said


def assert_requests_are_served(document: Element, case: Case) -> None:
    """As many as the client made, each ended, each lane of the right kind."""
    assert len(document["requests"]) == case.requests
    assert all(request["ended"] for request in document["requests"])
    kinds = {lane["id"]: lane["kind"] for lane in document["lanes"]}
    met = {kinds[lane] for request in document["requests"] for lane in request["lanes"]}
    assert met - {"main"} == set(case.lanes)


def assert_sockets_are_readable(document: Element, case: Case) -> None:
    """Connections show both ends, datagrams the server's own."""
    values = [hop["value"] for hop in document["hops"] if hop["function"]["name"] == "get_request"]
    assert values
    for value in values:
        found = _SOCKET.search(value)
        assert found is not None, value
        assert (found[1] is not None) == (case.family == "tcp"), value


@pytest.mark.parametrize("module", MODULES)
def test_the_tests_of_cpython(module: str, tmp_path: Path) -> None:
    import sys

    assert compare(module, sys.executable, tmp_path).differences() == []
