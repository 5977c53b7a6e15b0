"""What a long run costs: memory of the program and of the controller, disk, and the file."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.samples import Budget, print_budgets
from tracer.recording import Recording

_SERVER = str(Path(__file__).parent / "contenders" / "long_server.py")
_SETTLING = 600.0
_STILL = 2.0
"""Seconds in which the recording has not grown, after which the controller has caught up."""


@dataclass(frozen=True)
class _Mark:
    """Memory in megabytes after so many requests."""

    served: int
    program: float
    controller: float
    spools: float
    """Megabytes on disk of what is still to be read, or cannot be given back yet."""


def measure(requests: int) -> list[Budget]:
    """Print the table; give the budgets."""
    with TemporaryDirectory(prefix="hopscope-benchmark-") as folder:
        path = Path(folder) / "long.hops"
        began = time.perf_counter()
        marks, peak = _record(path, requests, Path(folder))
        seconds = time.perf_counter() - began
        recording = Recording(path)
        hops, served = len(recording), len(recording.requests())
        complete = recording.meta.complete
        recording.close()
        size = path.stat().st_size / 1e6
    if served != requests or not complete:
        raise RuntimeError(f"recorded {served} of {requests} requests; complete: {complete}")
    print(f"\nA long run: {requests:,} requests, {hops:,} hops (memory in MB)")
    print("  after       program   controller   spools on disk")
    for mark in marks:
        told = f"{mark.program:10.1f} {mark.controller:12.1f} {mark.spools:16.1f}"
        print(f"  {mark.served:<9,} {told}")
    print(f"  the file {size:.1f} MB; {seconds:.0f} s in all; controller's peak {peak:.1f} MB")
    early, late = marks
    budgets = [
        Budget("program's memory, ten times the requests", late.program / early.program, 1.25),
        Budget(
            "controller's memory, ten times the requests", late.controller / early.controller, 1.25
        ),
        Budget(f"{hops:,} hops: controller's peak, finishing included", peak, 200.0, " MB"),
    ]
    print_budgets(budgets)
    return budgets


def _record(path: Path, requests: int, folder: Path) -> tuple[list[_Mark], float]:
    process = subprocess.Popen(
        [sys.executable, "-m", "hopscope", "record", "-o", str(path), _SERVER, str(requests)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    marks = []
    try:
        for _ in range(2):
            served, resident = process.stdout.readline().split()
            _wait_until_still(path)
            marks.append(
                _Mark(int(served), int(resident) / 1024, _resident(process.pid), _spools(folder))
            )
            process.stdin.write("\n")
            process.stdin.flush()
        peak = _wait(process)
    finally:
        process.kill()
        process.wait()
    return marks, peak


def _wait_until_still(path: Path) -> None:
    """Wait until the controller has caught up with the program."""
    deadline = time.monotonic() + _SETTLING
    size, since = -1, time.monotonic()
    while time.monotonic() < min(deadline, since + _STILL):
        found = path.stat().st_size
        if found != size:
            size, since = found, time.monotonic()
        time.sleep(0.05)


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if "VmRSS" in line)


def _spools(folder: Path) -> float:
    found = (path.stat().st_blocks for path in folder.glob("hopscope-*/*.spool"))
    return sum(found) * 512 / 1e6


def _wait(process: subprocess.Popen[str]) -> float:
    """Wait for the end; the most memory it held, in megabytes."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the recording ended with {process.returncode}")
    return usage.ru_maxrss / 1024
