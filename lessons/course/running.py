"""Records the programs of lessons: those that are shown, and what a learner has written."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.course.evidence import Evidence
from lessons.course.received import NOBODY, Received
from tracer.programs import program_for
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator
    from pathlib import Path

    from lessons.course.lesson import LessonRun


@dataclass(frozen=True, slots=True)
class ProgramEnded:
    """How a lesson's program ended, and where its recording is."""

    recording: Path
    output: Path
    """What it wrote, to stdout and stderr alike."""
    exit_code: int
    said: tuple[str, ...]
    """What was narrated meanwhile: where it listens, what it answered, what went wrong."""
    late: bool
    """Whether it was stopped because its time was over."""
    received: Received
    """What its clients received."""


def record_run(
    run: LessonRun, folder: Path, scratch: Path, *,
    confined: bool = False, stop: threading.Event | None = None,
) -> ProgramEnded:  # fmt: skip
    """Run a lesson's program and record it into ``scratch``; ``confined`` where it may be anything.

    It has no terminal, is stopped when its clients were served or its time is over, and leaves
    nothing running. Another thread stops it by setting ``stop``. Raises HopscopeError where it
    cannot be started or recorded.
    """
    name = run.program
    is_script = confined or name.endswith(".py")  # a learner's file may have any name
    target = Target("script", str(folder / name)) if is_script else Target("builtin", name)
    options = Options(
        requests=run.requests or run.clients,
        send=run.send,
        get=run.get,
        handler=run.handler,
        timeout=run.timeout,
        clients=run.clients,
        talks=run.talks,
        together=run.together,
        silent=run.silent,
        confined=confined,
    )
    path, output = scratch / f"{run.id}.hops", scratch / f"{run.id}.out"
    said: list[str] = []
    screen = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        end = record(target, options, path, said.append, screen=screen, stop=stop)
    finally:
        os.close(screen)
    received = Received(end.heard, run.together)
    return ProgramEnded(path, output, end.code, tuple(said), end.late, received)


def program_file(run: LessonRun, folder: Path) -> Path:
    """The source of a run's program: in the lesson's folder, or that of a built-in one."""
    if run.program.endswith(".py"):
        return folder / run.program
    return program_for(run.program, run.handler).path


@contextlib.contextmanager
def evidence_of(path: Path, received: Received = NOBODY) -> Iterator[Evidence]:
    """Give what a run shows, and close its recording afterwards."""
    recording = Recording(path)
    try:
        yield Evidence(recording, received)
    finally:
        recording.close()
