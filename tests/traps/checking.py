"""Runs the checker on files without the command line."""

from __future__ import annotations

from pathlib import Path

from lessons.traps.finding import Finding
from tui.checking import check


def findings_of(*paths: Path) -> list[Finding]:
    """What check says of files, which are read and not run."""
    return [one for checked in check(list(map(str, paths))).sources for one in checked.findings]
