"""What check says of the whole standard library: ``python -m tests.traps.stdlib [--tests]``.

Each alarm that it prints is judged in ``docs/check.md``. With ``--tests`` the test
packages are looked at, and nothing else.
"""

from __future__ import annotations

import argparse
import platform
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from lessons.source.syntax import parse
from tracer.classes.sources import UnreadableError, read_source
from tui.check_targets import CheckOptions
from tui.checking import check

LIBRARY = Path(sysconfig.get_paths()["stdlib"])
TESTS = frozenset({"test", "tests", "idle_test"})
AT_ONCE = 40


def sources(*, tests: bool) -> Iterator[Path]:
    """The sources of this Python's library that it can parse itself."""
    for path in sorted(LIBRARY.rglob("*.py")):
        parts = path.relative_to(LIBRARY).parts
        if "site-packages" in parts or bool(TESTS & set(parts)) != tests:
            continue
        try:
            text = read_source(path).text
        except UnreadableError:
            continue
        if parse(text) is not None:
            yield path


def main() -> None:
    """Print every finding, and how much was looked at."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true")
    paths = [str(path) for path in sources(tests=parser.parse_args().tests)]
    classes = several = unjudged = findings = 0
    for start in range(0, len(paths), AT_ONCE):
        for found in check(paths[start : start + AT_ONCE], CheckOptions(timeout=100)).sources:
            classes += found.looked_at
            several += len(found.several_bases)
            unjudged += len(found.unjudged)
            for one in found.findings:
                findings += 1
                place = f"{Path(found.file).relative_to(LIBRARY)}:{one.place.line}"
                print(f"{place}: {one.id} {one.subject}: {one.message}", flush=True)
    print(
        f"Python {platform.python_version()}: {len(paths)} files, {classes} classes, "
        f"{several} with several bases, {unjudged} not judged, {findings} findings"
    )


if __name__ == "__main__":
    main()
