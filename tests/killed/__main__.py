"""``python -m tests.killed --runs 200``: runs killed at random moments, and what is left of them."""

from __future__ import annotations

import argparse
import platform
import random
import sys
import tempfile
from pathlib import Path

from tests.killed.kill import VICTIMS, Killed, kill_one

LONGEST = 1.5
"""Seconds after the beginning of the recording, or the first answer, in which the kill comes."""


def main() -> int:
    """Print what came of the runs; exit code 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.killed", description=__doc__)
    parser.add_argument("--runs", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    runs: list[Killed] = []
    for number in range(options.runs):
        victim, server = VICTIMS[number % len(VICTIMS)], chance.choice(["thread", "fork"])
        delay = chance.uniform(0, LONGEST)
        with tempfile.TemporaryDirectory(prefix="hopscope-killed-") as folder:
            serving = number // len(VICTIMS) % 2 == 1  # else while it starts, too
            runs.append(kill_one(Path(folder), victim, server, delay, serving=serving))
        for said in runs[-1].wrong[:5]:
            print(f"run {number} ({victim}, {server}, {delay:.3f} s): {said}", flush=True)
    print(f"Python {platform.python_version()}, {len(runs)} runs, seed {options.seed}")
    _show(runs)
    return 1 if any(run.wrong for run in runs) else 0


def _show(runs: list[Killed]) -> None:
    print(f"{'killed':<12}{'runs':>6}{'open':>6}{'no hops':>9}{'hops':>9}{'unfinished':>12}"
          f"{'requests':>10}{'answered':>10}{'wrong':>7}")  # fmt: skip
    for victim in VICTIMS:
        some = [run for run in runs if run.victim == victim]
        counts = (
            len(some), sum(run.opens for run in some), sum(not run.hops for run in some),
            sum(run.hops for run in some), sum(run.unfinished for run in some),
            sum(run.requests for run in some), sum(run.answered for run in some),
            sum(bool(run.wrong) for run in some),
        )  # fmt: skip
        widths = (6, 6, 9, 9, 12, 10, 10, 7)
        cells = (f"{count:>{width}}" for count, width in zip(counts, widths, strict=True))
        print(f"{victim:<12}" + "".join(cells))


if __name__ == "__main__":
    sys.exit(main())
