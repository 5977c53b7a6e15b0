"""Runs a generated program under the real recorder, and reads both accounts of it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lessons.explain.step import Step
from lessons.explain.steps import Steps
from tests.property.programs import Program
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

_SECONDS = 20.0


@dataclass(frozen=True)
class Said:
    """One line of the program's own log: which function ran, on what, and how classes stood."""

    tag: str
    who: tuple[str, ...] | None
    """``("class", name)`` or ``("object", class, number)``."""
    classes: dict[str, dict[str, list[str]]]
    """By name: ``mro`` and ``names``, the keys of its ``__dict__``."""

    @property
    def cls(self) -> str:
        return self.tag.partition(".")[0]

    @property
    def name(self) -> str:
        return self.tag.partition(".")[2]

    @property
    def who_class(self) -> str | None:
        return None if self.who is None else self.who[1]


@dataclass(frozen=True)
class Run:
    """A recorded program: its steps by lane beside its own log by lane."""

    program: Program
    recording: Recording
    steps: dict[str, list[Step]]
    said: dict[str, list[Said]]
    last: dict[str, dict[str, list[str]]]
    """How the classes stood at the end."""

    def class_name(self, id: int, revision: int) -> str:
        """The name of a recorded class: no two classes of a program have the same."""
        return self.recording.class_facts(id, revision).qualname.rpartition(".")[2]


class OwnDeadlockError(Exception):
    """A program that waits for itself for ever, recorded or not: it has no answer to compare."""


def record_program(program: Program, folder: Path) -> None:
    """Record a program in a folder of its own: ``run.hops``, and its own log beside it.

    Raises AssertionError when the program does not end well, OwnDeadlockError where it cannot.
    """
    script = program.write(folder)
    said: list[str] = []
    target = Target("script", str(script), (str(folder / "log.json"),))
    options = Options(timeout=_SECONDS, stdout="null")
    code = record(target, options, folder / "run.hops", said.append).code
    assert code == 0, f"the program ended with {code}: {said}\n{program!r}"
    if not (folder / "log.json").exists():
        # Up to 3.11 cached_property holds a lock of its class while it works its value out.
        if _hangs(script):
            raise OwnDeadlockError
        raise AssertionError(f"the program ends by itself, but not when recorded\n{program!r}")


def _hangs(script: Path) -> bool:
    """Whether a program does not end by itself either."""
    try:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, str(script), f"{folder}/log.json"]
            subprocess.run(command, timeout=_SECONDS, capture_output=True, check=True)
    except subprocess.TimeoutExpired:
        return True
    return False


@contextmanager
def run_program(program: Program, folder: Path) -> Iterator[Run]:
    """Record a program and read what was recorded. Raises as :func:`record_program` does."""
    record_program(program, folder.resolve())
    with open_run(program, folder) as run:
        yield run


@contextmanager
def open_run(program: Program, folder: Path) -> Iterator[Run]:
    """Read what was recorded in a folder."""
    told = json.loads((folder / "log.json").read_text("utf-8"))
    snapshots = told["snapshots"]
    by_lane: dict[str, list[Said]] = {}
    for thread, tag, who, snapshot in told["log"]:
        said = Said(tag, None if who is None else tuple(map(str, who)), snapshots[snapshot])
        by_lane.setdefault(thread, []).append(said)
    recording = Recording(folder / "run.hops")
    try:
        assert not recording.meta.notes, recording.meta.notes
        names = {lane.id: lane.name for lane in recording.lanes()}
        steps: dict[str, list[Step]] = {}
        for step in Steps(recording).all():
            steps.setdefault(names[step.hop.lane], []).append(step)
        for each in steps.values():
            each.sort(key=lambda step: step.hop.id)
        yield Run(program, recording, steps, by_lane, snapshots[-1])
    finally:
        recording.close()
