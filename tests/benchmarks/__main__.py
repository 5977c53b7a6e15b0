"""``python -m tests.benchmarks``: every budget, measured in one run, with its mark."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.samples import Budget


def main() -> int:
    """Measure what is asked for; 1 where ``--strict`` and a budget is missed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Measure hopscope's budgets. Ratios are within this one run; a machine that "
        "is busy with other things makes all times longer.",
    )
    add = parser.add_argument
    add("--only", choices=sorted(PARTS), action="append", help="measure this part; repeatable")
    add("--requests", type=int, default=50, metavar="N", help="echo requests a round (50)")
    add("--rounds", type=int, default=15, metavar="N", help="rounds of each measurement (15)")
    add("--hops", type=int, default=100_000, metavar="N", help="size of the recording (100000)")
    add("--recording", type=Path, metavar="FILE", help="measure this one, and make none")
    add("--steps", type=int, default=200, metavar="N", help="presses of each key (200)")
    add("--long", type=int, default=5_000, metavar="N", help="requests of the long run (5000)")
    add("--strict", action="store_true", help="exit with 1 when a budget is missed")
    options = parser.parse_args()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{python}, {platform.system()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    budgets = [budget for name in options.only or PARTS for budget in PARTS[name](options)]
    missed = sum(not budget.kept for budget in budgets)
    print(f"\n{len(budgets)} budgets, {missed} missed")
    return 1 if options.strict and missed else 0


def _recording(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.recording import measure

    return measure(options.requests, options.rounds)


def _start(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.start import measure

    return measure(options.rounds)


def _stepping(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.stepping import measure

    return measure(options.hops, options.steps, min(options.rounds, 5), options.recording)


def _live(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.live import measure

    return measure(options.steps, min(options.hops, 20_000))


def _long_run(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.long_run import measure

    return measure(options.long)


def _reporting(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.reporting import measure

    return measure(options.hops, options.recording)


def _checking(_options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.checking import measure

    return measure()


def _streaming(options: argparse.Namespace) -> list[Budget]:
    from tests.benchmarks.streaming import measure

    return measure(options.steps, seconds=20 + options.steps / 8, hops=2_200)


PARTS: dict[str, Callable[[argparse.Namespace], list[Budget]]] = {
    "recording": _recording,
    "start": _start,
    "stepping": _stepping,
    "live": _live,
    "reporting": _reporting,
    "long-run": _long_run,
    "streaming": _streaming,
    "checking": _checking,
}

if __name__ == "__main__":
    raise SystemExit(main())
