"""What starting costs: the help, and the report of the built-in program."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable

from tests.benchmarks.samples import Budget, interleave, print_budgets, print_samples

PATIENCE = 60.0
_CLICK, _HELP, _REPORT = "python -c 'import click'", "hopscope --help", "hopscope report"


def measure(rounds: int) -> list[Budget]:
    """Print the table; give the budgets."""
    ours = [sys.executable, "-m", "hopscope"]
    found = interleave(
        {
            "python -c pass": _timing([sys.executable, "-c", "pass"]),
            _CLICK: _timing([sys.executable, "-c", "import click"]),
            _HELP: _timing([*ours, "--help"], b"usage: hopscope"),
            _REPORT: _timing([*ours, "report"], b"process_request_thread"),
        },
        rounds,
    )
    print_samples(f"Start-up, wall time, {rounds} rounds", found, _CLICK, 1e-3)
    budgets = [
        Budget(f"{_HELP}, times {_CLICK}", found[_HELP].times(found[_CLICK]), 3.0),
        Budget(f"{_REPORT} of the built-in program", found[_REPORT].median, 1.5, " s"),
    ]
    print_budgets(budgets)
    return budgets


def _timing(command: list[str], told: bytes = b"") -> Callable[[], float]:
    """Time the command; it counts only where it did its work, and printed ``told``."""

    def run() -> float:
        began = time.perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        seconds = time.perf_counter() - began
        if told not in done.stdout:
            raise RuntimeError(f"{command} did not print {told!r}: {done.stderr!r}")
        return seconds

    return run
