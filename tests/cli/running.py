"""Runs the hopscope command as a person does, and says how it ended."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> list[str]:
        """The lines of stderr that are hopscope's own."""
        return [line for line in self.err.splitlines() if line.startswith(("hopscope:", "hint:"))]


def hopscope(*words: str | Path, cwd: Path = PROJECT, **environment: str) -> Ended:
    """Run ``hopscope WORDS`` without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "tui.cli", *map(str, words)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "100", **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def assert_refused(ended: Ended, message: str, hint: str, code: int = 2) -> None:
    """It ended with one line, one hint, nothing on stdout and no traceback."""
    assert ended.code == code, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    told, hinted = ended.err.splitlines()
    assert told.startswith("hopscope: ")
    assert message in told
    assert hinted.startswith("hint: ")
    assert hint in hinted
