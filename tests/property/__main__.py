"""``python -m tests.property --programs N``: many programs, and the table of dispatch kinds."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from pathlib import Path

from tests.property.survey import complaints, show_table, shrink_failure, survey


def main() -> int:
    """Explain the programs; exit code 1 when the property does not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.property", description=__doc__)
    add = parser.add_argument
    add("--programs", type=int, default=2000, metavar="N", help="how many (2000)")
    add("--random", action="store_true", help="other programs each time")
    add("--keep", type=Path, metavar="FOLDER", help="where to write those explained wrongly")
    add("--shrink", action="store_true", help="stop at the first wrong one, and make it smaller")
    options = parser.parse_args()
    if options.shrink:
        shrink_failure(options.programs)
        return 0
    keep = options.keep or Path(tempfile.mkdtemp(prefix="hopscope-property-"))
    began = time.monotonic()
    found = survey(options.programs, keep, random=options.random, tell=_tell)
    seconds = time.monotonic() - began
    print(f"Python {platform.python_version()}: {options.programs} programs in {seconds:.0f} s")
    print(show_table(found))
    said = complaints(found, options.programs)
    print(*said[:40], sep="\n")
    print(*(f"unknown: {line}" for line in found.unknown[:10]), sep="\n")
    if not options.keep and not any(keep.iterdir()):
        keep.rmdir()
    return 1 if said else 0


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
