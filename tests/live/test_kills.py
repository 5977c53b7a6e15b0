"""Live runs of which something is killed: nothing is left, nobody hangs."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.killed.kill import PROJECT
from tests.live.kill import PATIENCE, Victim, kill_one

MOMENTS: list[tuple[Victim, str, float]] = [
    ("controller", "fork", 0.3),
    ("program", "thread", 0.2),
    ("client", "thread", 0.2),
    ("supervisor", "fork", 0.2),
    ("keep", "thread", 0.3),
]


@pytest.mark.parametrize(("victim", "server", "delay"), MOMENTS)
def test_a_killed_live_run_leaves_nothing_and_nobody_waits(
    tmp_path: Path, victim: Victim, server: str, delay: float
) -> None:
    found = kill_one(tmp_path, victim, server, delay, 1, at_start=False)
    assert found.wrong == []
    assert found.listened


LOOKING_AT_WHAT_IS_OVER = """
import tempfile, threading, time
from pathlib import Path
from tracer.running.live import LiveRun
from tracer.running.options import Options
from tracer.running.target import Target

scratch, changed = Path(tempfile.mkdtemp(prefix="hopscope-")), threading.Event()
(scratch / "a copy").touch()
target = Target("builtin", "TCPServer")
run = LiveRun(target, Options(), scratch / "run.hops", changed.set, scratch)
run.start()
while not run.state.held:
    changed.wait(1)
run.stop()
while not run.state.ended:
    changed.wait(0.1)
print("ended", flush=True)
time.sleep(60)
"""


def test_killed_when_its_program_has_long_ended_it_leaves_no_file(tmp_path: Path) -> None:
    controller = subprocess.Popen(
        [sys.executable, "-c", LOOKING_AT_WHAT_IS_OVER],
        cwd=PROJECT, env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert controller.stdout is not None
        assert controller.stdout.readline() == "ended\n"
        assert list(tmp_path.iterdir()) != []
    finally:
        controller.kill()
        controller.communicate()
    until = time.monotonic() + PATIENCE
    while list(tmp_path.iterdir()) and time.monotonic() < until:
        time.sleep(0.02)
    assert list(tmp_path.iterdir()) == []
