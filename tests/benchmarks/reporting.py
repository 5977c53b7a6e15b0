"""What the report of a large recording costs: equal requests are counted, not repeated."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.samples import Budget, print_budgets
from tests.build import chain_recording
from tracer.recording import Recording


def measure(hops: int, made: Path | None) -> list[Budget]:
    """Print the table, of a recording that was made before or of one of ``hops``; give the budgets."""
    with TemporaryDirectory(prefix="hopscope-benchmark-") as folder:
        recording = Recording(made) if made else chain_recording(Path(folder), hops)
        path, exact = recording.path, len(recording)
        recording.close()
        small = chain_recording(Path(folder), 100, name="small.hops")
        small.close()
        costs = {name: _report(of) for name, of in (("100 hops", small.path), ("", path))}
    large = f"{exact:,} hops"
    costs[large] = costs.pop("")
    print(f"\nReport of a recording of {large}, once (s; a busy machine has longer wall times)")
    for name, (wall, cpu, peak, lines) in costs.items():
        print(f"  {name:<20} wall {wall:6.2f}  CPU {cpu:6.2f}  peak {peak:6.1f} MB  {lines} lines")
    wall, cpu, peak, lines = costs[large]
    budgets = [
        Budget(f"{large}: report", wall, 5.0, " s"),
        Budget(f"{large}: report's own CPU time", cpu, 5.0, " s"),
        Budget(f"{large}: lines, times those of 100 hops", lines / costs["100 hops"][3], 2.0),
        Budget(f"{large}: report's peak memory", peak, 200.0, " MB"),
    ]
    print_budgets(budgets)
    return budgets


def _report(path: Path) -> tuple[float, float, float, int]:
    """Wall and CPU seconds, peak megabytes, lines printed."""
    output = path.with_suffix(".txt")
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hopscope", "report", "-o", str(output), str(path)]
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"the report ended with {process.returncode}")
    lines = len(output.read_text(encoding="utf-8").splitlines())
    output.unlink()
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines
