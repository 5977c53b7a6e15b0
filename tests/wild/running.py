"""Runs a program of the wild three ways: by itself, under the oracle, and under ``hopscope record``.

Each time a real client drives it once it listens. By itself and under the oracle it is then
stopped by a Ctrl-C; hopscope is told to stop it after as many requests as the client makes.
"""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tests.oracle
from tests.oracle.normal import Run, read_oracle, read_report
from tracer.recording import Recording
from tui.reports.run import json as json_report

PATIENCE = 300.0
"""Seconds that anything here may take before it counts as stuck."""
LAUNCH = Path(tests.oracle.__file__).parent / "launch.py"
PROJECT = Path(__file__).parents[2]
_GRACE = 10.0
_IDLE = 0.5
"""Seconds of rest before a Ctrl-C: the oracle would lose its place in the middle of a call."""
_TRIES = 8
_TABLES = {"tcp": "0A", "udp": "07"}
"""The kernel's word for a socket that a client may reach."""


@dataclass(frozen=True, slots=True)
class Case:
    """A program, what drives it, and how many requests that makes."""

    name: str
    words: tuple[str, ...]
    """``-m module`` or a program of ``programs/``, and its arguments."""
    drive: Callable[[int], None]
    """Talks to it at a port of 127.0.0.1; fails where an answer is not right."""
    requests: int
    family: str = "tcp"
    lanes: tuple[str, ...] = ("thread",)
    """Kinds of the lanes that serve requests, but for the main one."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended, and what it said, numbers apart."""

    code: int
    said: str


def run_plainly(case: Case, python: Path, folder: Path) -> Ended:
    """The program as ``python`` runs it."""
    return _run([str(python), *_target(case)], case, folder / "plain.txt", interrupt=True)


def run_under_oracle(case: Case, python: Path, folder: Path) -> Run:
    """What the oracle sees of it; run again where the Ctrl-C struck the oracle itself."""
    for number in range(_TRIES):
        place = folder / f"oracle-{number}"
        place.mkdir()
        found = _run_under_oracle(case, python, place)
        if not list(place.glob("*.lost")):
            return found
    raise AssertionError(f"each of {_TRIES} Ctrl-C struck in the oracle")


def _run_under_oracle(case: Case, python: Path, folder: Path) -> Run:
    out = folder / "oracle"
    words = [str(python), str(LAUNCH), str(out), *_target(case)]
    children = os.pathsep.join([str(LAUNCH.parent / "child"), str(PROJECT)])
    settings = {"PYTHONPATH": children, "HOPSCOPE_ORACLE": str(out)}
    _run(words, case, folder / "oracle.txt", interrupt=True, settings=settings)
    return read_oracle(folder.glob("oracle.*[0-9]"))


def run_under_hopscope(case: Case, python: Path, folder: Path) -> tuple[Ended, Path]:
    """How it ends under ``hopscope record --requests``, and the recording."""
    recording = folder / "run.hops"
    options = ["--requests", str(case.requests), "--python", str(python), "-o", str(recording)]
    words = [sys.executable, "-m", "hopscope", "record", *options, *_target(case)]
    return _run(words, case, folder / "recorded.txt", interrupt=False), recording


def read_document(file: Path) -> dict[str, Any]:
    """A recording's ``report --format json``."""
    recording = Recording(file)
    try:
        text = io.StringIO()
        json_report.write(recording, text)
    finally:
        recording.close()
    document: dict[str, Any] = json.loads(text.getvalue())
    return document


def recorded_run(document: dict[str, Any]) -> Run:
    """A recording in the words that it shares with the oracle."""
    return read_report(document)


def _target(case: Case) -> Sequence[str]:
    if case.words[0] == "-m":
        return case.words
    return (str(Path(__file__).parent / "programs" / case.words[0]), *case.words[1:])


def _run(
    words: Sequence[str], case: Case, output: Path, *, interrupt: bool,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Ended:  # fmt: skip
    environment = {
        **os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", **settings,
    }  # fmt: skip
    # A background job of a shell ignores SIGINT, and its children would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with (
        output.open("w", encoding="utf-8") as file,
        subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            cwd=output.parent, env=environment, start_new_session=True,
        ) as process,
    ):  # fmt: skip
        signal.signal(signal.SIGINT, before)
        try:
            case.drive(_await_port(process, case.family, output))
            if interrupt:
                time.sleep(_IDLE)
                os.killpg(process.pid, signal.SIGINT)  # as a terminal's Ctrl-C does
            code = process.wait(PATIENCE)
            _await_nobody(process.pid)
        finally:
            _end(process)
    return Ended(code, without_numbers(output.read_text("utf-8", "replace")))


def _await_nobody(group: int) -> None:
    """All that the program started ends with it, save for a moment."""
    deadline = time.monotonic() + _GRACE
    while left := [
        pid for pid, (_, own, state) in _processes().items() if own == group and state != "Z"
    ]:
        if time.monotonic() > deadline:
            raise AssertionError(f"the program left {left} running")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program that did not end by itself, and all that it started."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def without_numbers(text: str) -> str:
    """What a program said, without ports, times and process ids, and without hopscope's own lines."""
    lines = [line for line in text.splitlines() if not line.startswith("hopscope:")]
    return re.sub(r"\d+", "0", "\n".join(lines))


def _await_port(process: subprocess.Popen[bytes], family: str, output: Path) -> int:
    """The port on which the program, or a child of it, can be reached."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"it ended with {process.returncode}: {output.read_text('utf-8')}")
        inodes = {inode for pid in family_of(process.pid) for inode in _socket_inodes(pid)}
        for row in Path(f"/proc/net/{family}").read_text("utf-8").splitlines()[1:]:
            fields = row.split()
            if fields[3] == _TABLES[family] and fields[9] in inodes:
                return int(fields[1].split(":")[1], 16)
        time.sleep(0.05)
    raise TimeoutError(f"process {process.pid} does not listen")


def family_of(pid: int) -> list[int]:
    """A process and all that descend from it."""
    processes = _processes()
    found = [pid]
    for each in found:
        found += [child for child, (parent, _, _) in processes.items() if parent == each]
    return found


def _processes() -> dict[int, tuple[int, int, str]]:
    """By process id: its parent, its group, and its state."""
    found: dict[int, tuple[int, int, str]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text("utf-8", "replace").rpartition(") ")[2].split()
        except OSError:  # it ended while we looked
            continue
        found[int(entry.parent.name)] = int(fields[1]), int(fields[2]), fields[0]
    return found


def _socket_inodes(pid: int) -> set[str]:
    found = set()
    for entry in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            target = str(entry.readlink())
        except OSError:
            continue
        if target.startswith("socket:["):
            found.add(target[len("socket:[") : -1])
    return found
