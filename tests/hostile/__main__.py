"""``python -m tests.hostile --runs 1000``: mutated recordings, read by every reader."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.hostile.readers import READ, REFUSED
from tests.hostile.survey import Survey, survey

OUTCOMES = (REFUSED, READ, "by some", "WRONG")


def main() -> int:
    """Print a table: kind of mutation by outcome; exit code 1 when anything was read wrongly."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--runs", type=int, default=1000, metavar="N")
    parser.add_argument("--first", type=int, default=0, metavar="N", help="number of the first run")
    parser.add_argument("--seed", type=int, default=1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep what was read wrongly")
    parser.add_argument("--only", default=[], nargs="+", metavar="NAME", help="these mutations")
    options = parser.parse_args()
    if options.keep is not None:
        options.keep.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="hopscope-hostile-") as folder:
        found = survey(
            options.runs, options.seed, Path(folder), options.keep, options.only, options.first
        )
    seconds = time.monotonic() - began
    print(f"Python {platform.python_version()}: {options.runs} mutated recordings, seed "
          f"{options.seed}, {seconds:.0f} s")  # fmt: skip
    _show(found)
    return 1 if found.wrong else 0


def _show(found: Survey) -> None:
    print(f"{'mutation':<20}{'files':>7}" + "".join(f"{name:>10}" for name in OUTCOMES))
    for name, counts in sorted(found.outcomes.items()):
        cells = "".join(f"{counts[outcome]:>10}" for outcome in OUTCOMES)
        print(f"{name:<20}{counts.total():>7}{cells}")
    sums = [sum(c[outcome] for c in found.outcomes.values()) for outcome in OUTCOMES]
    print(f"{'all':<20}{sum(sums):>7}" + "".join(f"{number:>10}" for number in sums))


if __name__ == "__main__":
    sys.exit(main())
