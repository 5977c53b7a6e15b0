"""Runs the hopscope command as a person does, and says how it ended.

Most calls are a fork of one process that has the commands imported: what a call does and how it
ends is as ever, and the start of an interpreter is paid once. :func:`hopscope_anew` pays it.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60
_FORKS = multiprocessing.get_context("forkserver")
_IMPORTED = (
    "tests.cli.running", "tui.cli", "tui.commands.check", "tui.commands.learn", "tui.commands.mro", "tui.commands.record",
    "tui.commands.report", "tui.commands.step", "tui.checking", "tui.reports.run.text",
    "tui.reports.run.json", "tracer.classes.child", "tracer.running.run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended, in bytes."""

    code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        """What it wrote to stdout."""
        return self.stdout.decode()

    @property
    def err(self) -> str:
        """What it wrote to stderr."""
        return self.stderr.decode()

    @property
    def told(self) -> list[str]:
        """The lines of stderr that are hopscope's own."""
        return [line for line in self.err.splitlines() if line.startswith(("hopscope:", "hint:"))]


def start_forks() -> None:
    """Start the process that calls are forks of; it ends with this one."""
    _FORKS.set_forkserver_preload([*_IMPORTED])
    process = _FORKS.Process(target=int)
    process.start()
    process.join()


def hopscope(*words: str | Path, cwd: Path = PROJECT, typed: str = "", **environment: str) -> Ended:
    """Run ``hopscope WORDS`` without a terminal, with ``typed`` on its stdin."""
    with tempfile.TemporaryDirectory() as folder:
        into, out, err = f"{folder}/in", f"{folder}/out", f"{folder}/err"
        Path(into).write_text(typed, "utf-8")
        told = (tuple(map(str, words)), str(cwd), _environment(environment), into, out, err)
        process = _FORKS.Process(target=_call, args=told)
        process.start()
        process.join(PATIENCE)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
        process.close()
        assert code is not None, f"{words} goes on for {PATIENCE} s"
        return Ended(code, Path(out).read_bytes(), Path(err).read_bytes())


def hopscope_anew(*words: str | Path, cwd: Path = PROJECT, **environment: str) -> Ended:
    """Run ``hopscope WORDS`` without a terminal, in an interpreter of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "hopscope", *map(str, words)],
        cwd=cwd,
        env=_environment(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


def _environment(more: dict[str, str]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "100", **more}


def _call(
    words: tuple[str, ...], cwd: str, environment: dict[str, str], into: str, *files: str
) -> None:
    """Be the command: its folder, environment, streams and exit code."""
    from tui.cli import main

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    opened = [os.open(into, os.O_RDONLY)]
    opened += [os.open(name, os.O_WRONLY | os.O_CREAT, 0o600) for name in files]
    for number, file in enumerate(opened):
        os.dup2(file, number)
        os.close(file)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, "utf-8", "backslashreplace", closefd=False)  # noqa: SIM115
    sys.argv = ["hopscope", *words]
    sys.path[0] = cwd
    sys.exit(main())


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
