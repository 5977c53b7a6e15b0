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
    ours = [sys.executable, "-m", "tui.cli"]
    found = interleave(
        {
            "python -c pass": _timing([sys.executable, "-c", "pass"]),
            _CLICK: _timing([sys.executable, "-c", "import click"]),
            _HELP: _timing([*ours, "--help"]),
            _REPORT: _timing([*ours, "report"]),
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


def _timing(command: list[str]) -> Callable[[], float]:
    def run() -> float:
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
        return time.perf_counter() - began

    return run
