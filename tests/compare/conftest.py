"""Recordings of real servers that the comparison's tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.running import start_forks
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target, parse

Recorded = Callable[..., Path]

SWAPPED = """\
import socketserver

class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())

class Server(socketserver.BASES):
    pass

if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Echo) as server:
        server.serve_forever(0.1)
"""


@pytest.fixture(scope="session", autouse=True)
def forks() -> None:
    """Start the process that calls of the command are forks of."""
    start_forks()


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Gives the recording of a target; each is made once, a further run of it by its number."""
    folder = tmp_path_factory.mktemp("runs")
    made: dict[object, Path] = {}

    def give(*words: str, run: int = 1, options: Options | None = None) -> Path:
        path = made.get((words, run))
        if path is None:
            path = made[words, run] = folder / f"{len(made)}.hops"
            target = parse(list(words))
            assert isinstance(target, Target)
            record(target, options or Options(stdout="null"), path, lambda _line: None)
        return path

    return give


@pytest.fixture(scope="session")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A server whose mixin comes too late, and the same with its bases swapped."""
    folder = tmp_path_factory.mktemp("scripts")
    before, after = folder / "before.py", folder / "after.py"
    before.write_text(SWAPPED.replace("BASES", "TCPServer, socketserver.ThreadingMixIn"))
    after.write_text(SWAPPED.replace("BASES", "ThreadingMixIn, socketserver.TCPServer"))
    return before, after
