"""``python -m tests.live.kills --runs 300``: live runs killed at random moments, what is left."""

from __future__ import annotations

import argparse
import platform
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.live.kill import VICTIMS, Killed, kill_one

LONGEST = 1.5
"""Seconds in which the kill comes: after the server listens, or after the very beginning."""
AT_START = 0.25
"""How many of the runs are killed at the beginning."""


def main() -> int:
    """Print what came of the runs; exit code 1 when anything is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.live.kills", description=__doc__)
    parser.add_argument("--runs", type=int, default=300, metavar="N")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    runs: list[Killed] = []
    begun = time.monotonic()
    for number in range(options.runs):
        victim, server = VICTIMS[number % len(VICTIMS)], chance.choice(["thread", "fork"])
        delay, seed = chance.uniform(0, LONGEST), chance.randrange(1 << 30)
        at_start = victim not in ("client", "keep") and chance.random() < AT_START
        with tempfile.TemporaryDirectory(prefix="hopscope-live-") as folder:
            runs.append(kill_one(Path(folder), victim, server, delay, seed, at_start=at_start))
        for said in runs[-1].wrong[:5]:
            print(f"run {number} ({victim}, {server}, {delay:.3f} s, {seed}): {said}", flush=True)
    took = time.monotonic() - begun
    print(
        f"Python {platform.python_version()}, {len(runs)} runs, seed {options.seed}, {took:.0f} s"
    )
    print(f"{'killed':<12}{'runs':>6}{'listened':>10}{'served':>8}{'hops':>8}{'wrong':>7}")
    for victim in VICTIMS:
        some = [run for run in runs if run.victim == victim]
        print(
            f"{victim:<12}{len(some):>6}{sum(run.listened for run in some):>10}"
            f"{sum(run.served for run in some):>8}{sum(run.hops for run in some):>8}"
            f"{sum(bool(run.wrong) for run in some):>7}"
        )
    return 1 if any(run.wrong for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
