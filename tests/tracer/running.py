"""Run a small program plainly and under the recorder, and keep what came of each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import tracer.agent
from tracer.recording import Recording
from tracer.session import Options, record
from tracer.target import Target

LAUNCH = Path(tracer.agent.__file__).parent / "launch.py"


@dataclass(frozen=True)
class Ran:
    """How a program ended, and what it said."""

    code: int
    out: str
    err: str


def write(folder: Path, text: str, name: str = "program.py") -> Path:
    path = folder / name
    path.write_text(textwrap.dedent(text))
    return path


def plain(script: Path, *args: str) -> Ran:
    """The program as ``python`` runs it."""
    return _run([sys.executable, str(script), *args], script.parent)


def traced(script: Path, *args: str) -> tuple[Ran, Path]:
    """The program under the agent alone, and the folder of its spools."""
    spools = script.parent / f"spools-{len(list(script.parent.glob('spools-*')))}"
    spools.mkdir()
    config = {"directory": str(spools), "roots": [], "values": True, "lines": False}
    config["children"] = True
    command = [sys.executable, str(LAUNCH), json.dumps(config), str(script), *args]
    return _run(command, script.parent), spools


def _run(command: list[str], folder: Path) -> Ran:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=30,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def recorded(script: Path, *args: str, options: Options | None = None) -> tuple[int, Recording]:
    """The program under the whole session: its exit code and its recording."""
    output = script.with_suffix(".hops")
    said: list[str] = []
    chosen = options or Options(stdout="null")
    code = record(Target("script", str(script), args), chosen, output, said.append)
    return code, Recording(output)
