"""The recorder against the oracle: equal for every concrete server class and every fitting handler."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.expectation import read_expectation
from tests.oracle.normal import Normal, Row, Run, normal_form, read_oracle, read_report
from tests.programs.running import PATIENCE, run
from tracer.clients.talk import talk
from tracer.programs import Program, concrete_classes, handlers_for, program_for
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target
from tui.reports.run import json as json_report

BUSY = 90.0
"""Seconds that one run may take on a machine that does much else."""
LAUNCH = Path(__file__).parent / "launch.py"
PROGRAMS = (LAUNCH.parents[1] / "conformance" / "programs").glob("*.py")
# Folding polls is the recorder's; the oracle sees each of them.
FOLDED = {"service_actions", "own_loop_that_waits"}
UNFOLDED = sorted(program for program in PROGRAMS if program.stem not in FOLDED)
PAIRS = [(name, handler) for name in concrete_classes() for handler in handlers_for(name)]


@pytest.mark.parametrize(("name", "handler"), PAIRS)
def test_recorder_and_oracle_agree(name: str, handler: str, tmp_path: Path) -> None:
    seen = normal_form(under_the_oracle(name, handler, tmp_path))
    recorded = normal_form(under_the_recorder(name, handler, tmp_path))
    differing = "\n".join(
        unified_diff(seen.told(), recorded.told(), "oracle", "recorder", "", "", 2)
    )
    assert recorded == seen, differing
    assert_serves(seen, name)


def assert_serves(seen: Normal, name: str) -> None:
    """Two runs that saw nothing would be equal too."""
    functions = [row[0].rpartition(".")[2] for rows in seen.lanes.values() for row in rows]
    met = set(functions)
    assert {"server_bind", "serve_forever", "get_request", "process_request", "handle"} <= met
    assert functions.count("handle") == len(seen.requests) > 0
    kinds = {kind for _, _, kind in seen.hand_offs}
    if name.startswith(("Threading", "Forking")):
        wanted = "thread" if name.startswith("Threading") else "fork"
        assert wanted in kinds
        assert all(len(lanes) == 2 for _, lanes in seen.requests.values())


def test_a_difference_in_any_field_is_seen(tmp_path: Path) -> None:
    seen = under_the_oracle("ForkingTCPServer", "base", tmp_path)
    number = next(i for i, row in enumerate(seen.rows) if row.name == "handle")
    for field in ("parent", "function", "module", "outcome", "request", "receiver_class", "owner"):
        changes: dict[str, Any] = {field: "another"}
        changed = replace(seen.rows[number], **changes)
        rows = (*seen.rows[:number], changed, *seen.rows[number + 1 :])
        assert normal_form(replace(seen, rows=rows)) != normal_form(seen), field


def test_the_oracle_stays_plain() -> None:
    """Under 60 lines of code, and no kin of the recorder's."""
    import ast
    import tokenize

    text = (LAUNCH.parent / "oracle.py").read_text("utf-8")
    tree = ast.parse(text)
    words = tokenize.generate_tokens(io.StringIO(text).readline)
    skipped = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    lines = {
        line
        for word in words
        if word.type not in (*skipped, tokenize.ENDMARKER)
        for line in range(word.start[0], word.end[0] + 1)
    }
    docstring = tree.body[0]
    assert docstring.end_lineno is not None
    assert len(lines) - docstring.end_lineno < 60
    imported = {
        alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    assert not any(isinstance(node, ast.ImportFrom) for node in ast.walk(tree))
    assert imported <= sys.stdlib_module_names
    assert "settrace" not in text.replace("(the recorder uses settrace)", "")


def under_the_oracle(name: str, handler: str, folder: Path) -> Run:
    """Run the built-in program under the oracle, with a client."""
    program = program_for(name, handler)
    out = folder / "oracle"
    words = (str(out), str(program.path), *program.args)
    watched = Program(LAUNCH, words, program.messages, program.stops_at_end_of_input)
    with run(name, watched) as running:
        answers = talk(running.listening, program.messages, PATIENCE)
        if not program.stops_at_end_of_input:
            # SIGINT must find it waiting, not inside the oracle, which would lose its place.
            time.sleep(0.3)
        running.stop()
    assert answers == [message.upper() for message in program.messages]
    return read_oracle(folder.glob("oracle.*"))


def under_the_recorder(name: str, handler: str, folder: Path) -> Run:
    """Record the built-in program as a person does."""
    output = folder / "run.hops"
    options = Options(handler=handler, timeout=BUSY, stdout="null")
    said: list[str] = []
    assert record(Target("builtin", name), options, output, said.append).code == 0, said
    assert len(said) == 1, said  # where it listens: nothing was stopped, no client failed
    recording = Recording(output)
    try:
        text = io.StringIO()
        json_report.write(recording, text)
    finally:
        recording.close()
    document = json.loads(text.getvalue())
    assert document["complete"]
    assert document["notes"] == []
    assert all(each["ended"] for each in document["requests"])
    for each in document["requests"]:
        serving = {hop["lane"] for hop in document["hops"] if hop["request"] == each["id"]}
        assert set(each["lanes"]) == serving
    return read_report(document)


@pytest.fixture(scope="module")
def launcher() -> Iterator[subprocess.Popen[str]]:
    """Forks for each program that it is told, so that the oracle is imported once."""
    with subprocess.Popen(
        [sys.executable, str(LAUNCH), "--forks"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        yield process


@pytest.mark.parametrize("program", UNFOLDED, ids=lambda path: path.stem)
def test_oracle_and_hand_agree(
    program: Path, tmp_path: Path, launcher: subprocess.Popen[str]
) -> None:
    """What was written by hand for the conformance programs is what the oracle finds."""
    assert launcher.stdin is not None
    assert launcher.stdout is not None
    launcher.stdin.write(json.dumps([str(tmp_path / "oracle"), str(program)]) + "\n")
    launcher.stdin.flush()
    assert launcher.stdout.readline() == "0\n"
    lanes: dict[tuple[str, Any], list[Row]] = {}
    for row in read_oracle(tmp_path.glob("oracle.*")).rows:
        lanes.setdefault(row.lane, []).append(row)
    main_first = sorted(lanes, key=lambda lane: lane[0] != "main")
    assert [_by_oracle(lanes[lane]) for lane in main_first] == [
        [(c.depth, c.function, c.owner, c.outcome.partition(" ")[0]) for c in lane.calls]
        for lane in read_expectation(program)
    ]


def _by_oracle(rows: list[Row]) -> list[tuple[int, str, str, str]]:
    depths: dict[Any, int] = {}
    found = []
    for row in rows:
        depths[row.id] = depths.get(row.parent, -1) + 1
        number = f" #{row.request}" if row.request else ""
        found.append((depths[row.id], row.function + number, row.owner or "-", row.outcome))
    return found
