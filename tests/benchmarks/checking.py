"""What ``check`` costs for ever more classes: about twice as much for twice as many."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.samples import Budget, print_budgets
from tests.traps import shapes

COUNTS = (250, 500, 1000, 2000)
_SHAPES: list[Callable[[int], str]] = [
    shapes.chain, shapes.wide, shapes.servers, shapes.handlers,
]  # fmt: skip
_FILES = 100
_TIMES = 3


def measure() -> list[Budget]:
    """Print CPU seconds by shape and number of classes; give the budgets."""
    listed = "".join(f"{count:>9}" for count in COUNTS)
    print(f"\nCheck of so many classes (CPU seconds)     {listed}")
    budgets = []
    with TemporaryDirectory(prefix="hopscope-benchmark-") as name:
        folder = Path(name)
        for shape in _SHAPES:
            seconds = [_check([_written(folder, shape, count)]) for count in COUNTS]
            budgets += _told(shape.__name__, seconds)
        seconds = [
            _check(shapes.write_files(folder / f"files{count}", _FILES, count // _FILES))
            for count in COUNTS
        ]
        budgets += _told(f"{_FILES} files", seconds)
    print_budgets(budgets)
    return budgets


def _told(name: str, seconds: list[float]) -> list[Budget]:
    print(f"  {name:<42}" + "".join(f"{each:9.2f}" for each in seconds))
    return [
        Budget(f"{name}: CPU time of 1000 classes", seconds[2], 5.0, " s"),
        Budget(f"{name}: 2000 classes, times 1000", seconds[3] / seconds[2], 2.5),
    ]


def _written(folder: Path, shape: Callable[[int], str], count: int) -> Path:
    path = folder / f"{shape.__name__}{count}.py"
    path.write_text(shape(count))
    return path


def _check(paths: list[Path]) -> float:
    """CPU seconds of a check, the least of some: what else the machine does adds to them."""
    return min(_check_once(paths) for _ in range(_TIMES))


def _check_once(paths: list[Path]) -> float:
    process = subprocess.Popen(
        [sys.executable, "-m", "tui.cli", "check", "--quiet", *map(str, paths)]
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"the check ended with {process.returncode}")
    return usage.ru_utime + usage.ru_stime
