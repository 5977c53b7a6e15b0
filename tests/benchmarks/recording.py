"""What recording costs: a request to each of three servers, untraced and under each recorder.

Each contender's server is a child process of its own, up for the whole run; the
rounds go from one to the next. The client is the same, here. A recorder that
records nothing would win: each must show in the end that it saw every request,
or there is no table.
"""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.samples import Budget, interleave, print_budgets, print_samples
from tracer.recording import Recording

PATIENCE = 60.0
_HERE = Path(__file__).parent / "contenders"
_UNTRACED, _EMPTY, _OURS = "untraced", "empty trace function", "hopscope"
_HUNTER, _VIZ, _TRACE = "hunter", "VizTracer", "trace --listfuncs"


@dataclass(frozen=True)
class _Subject:
    """A server that is recorded."""

    title: str
    file: str
    ask: Callable[[int, bool], None]
    """Be one client of that port, or the last one, who has the server end."""
    contenders: tuple[str, ...]
    allowed: dict[str, float]
    """By contender: at most how many times its cost ours may be."""
    needs: str = "socketserver"


def measure(requests: int, rounds: int) -> list[Budget]:
    """Print a table for each server; give the budgets."""
    budgets = []
    for subject in _SUBJECTS:
        if importlib.util.find_spec(subject.needs) is None:
            print(f"\n{subject.title}: left out, for {subject.needs} is not installed")
        else:
            budgets += _measure(subject, requests, rounds)
    return budgets


def _measure(subject: _Subject, requests: int, rounds: int) -> list[Budget]:
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="hopscope-benchmark-"))
        path = Path(folder) / "run.hops"
        servers = {
            name: stack.enter_context(_serving(name, command, subject.ask))
            for name, command in _commands(subject, path).items()
        }
        for server in servers.values():
            server.time_requests(max(20, requests // 10))  # imports, caches, first uses
        contenders = {
            name: lambda server=server: server.time_requests(requests)
            for name, server in servers.items()
        }
        found = interleave(contenders, rounds)
        for server in servers.values():
            server.stop()
        _check(servers, path)
    print_samples(
        f"Recording {subject.title}, time a request, {rounds} rounds of {requests}",
        found,
        _UNTRACED,
        1e-6,
    )
    budgets = [
        Budget(f"{subject.title}: hopscope, times {name}", found[_OURS].times(found[name]), limit)
        for name, limit in subject.allowed.items()
        if name in found
    ]
    print_budgets(budgets)
    return budgets


def _commands(subject: _Subject, recording: Path) -> dict[str, list[str]]:
    server = str(_HERE / subject.file)

    def under(name: str) -> list[str]:
        return [sys.executable, str(_HERE / f"under_{name}.py"), server]

    ours = [sys.executable, "-m", "hopscope", "record", "-o", str(recording), server]
    commands = {
        _UNTRACED: [sys.executable, server],
        _EMPTY: under("empty"),
        _OURS: ours,
        _HUNTER: under("hunter"),
        _VIZ: under("viztracer"),
        _TRACE: under("trace"),
    }
    commands = {name: commands[name] for name in subject.contenders}
    for name, module in ((_HUNTER, "hunter"), (_VIZ, "viztracer")):
        if name in commands and importlib.util.find_spec(module) is None:
            print(f"{name} is not installed: left out (pip install -e '.[bench]')")
            del commands[name]
    return commands


class _Server:
    """A server in a child process."""

    def __init__(
        self, name: str, process: subprocess.Popen[str], port: int, ask: Callable[[int, bool], None]
    ) -> None:
        self.name = name
        self.ask = ask
        self.process = process
        self.port = port
        self.served = 0
        self.saw = 0
        """How much its recorder says that it recorded; each counts in its own way."""

    def time_requests(self, requests: int) -> float:
        """Seconds a request."""
        began = time.perf_counter()
        for _ in range(requests):
            self.ask(self.port, False)
        self.served += requests
        return (time.perf_counter() - began) / requests

    def stop(self) -> None:
        """Have it end by itself, and hear what its recorder saw."""
        self.ask(self.port, True)
        self.served += 1
        told, errors = self.process.communicate(timeout=PATIENCE)
        if self.process.returncode:
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}: {errors}")
        word, _, number = told.strip().rpartition(" ")
        self.saw = int(number) if word == "saw" else 0


@contextmanager
def _serving(name: str, command: list[str], ask: Callable[[int, bool], None]) -> Iterator[_Server]:
    """Run a server in a child process until it listens."""
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line.strip().isdigit():
                process.kill()
                raise RuntimeError(f"{name} did not start: {process.communicate()[1]}")
            yield _Server(name, process, int(line), ask)
        finally:
            process.kill()


def _check(servers: dict[str, _Server], path: Path) -> None:
    """Raise unless every recorder recorded what it is said to have recorded."""
    for name, server in servers.items():
        # trace keeps a set of functions, the empty function nothing at all.
        least = {_UNTRACED: 0, _OURS: 0, _EMPTY: 1, _TRACE: 10}.get(name, 10 * server.served)
        if server.saw < least:
            raise RuntimeError(f"{name} saw {server.saw} events of {server.served} requests")
    recording = Recording(path)
    try:
        meta, hops = recording.meta, len(recording)
        ours, served = len(recording.requests()), servers[_OURS].served
        unfinished = sum(hop.outcome == "unfinished" for hop in recording.hops())
    finally:
        recording.close()
    if ours != served or hops < 10 * served or unfinished or not meta.complete or meta.notes:
        raise RuntimeError(
            f"hopscope recorded {ours} of {served} requests in {hops} hops, {unfinished} of them "
            f"unfinished; complete: {meta.complete}; notes: {meta.notes}"
        )
    print(f"hopscope recorded all {served} requests in {hops:,} hops")


def _talk(port: int, text: bytes) -> bytes:
    """Be one client: from connecting until the server has hung up."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as link:
        link.sendall(text)
        answer = b""
        while piece := link.recv(4096):
            answer += piece
    return answer


def _echo(port: int, last: bool) -> None:
    line = b"quit\n" if last else b"hello\n"
    if (answer := _talk(port, line)) != line:
        raise RuntimeError(f"the server answered {answer!r}")


def _get(port: int, last: bool) -> None:
    path = b"/quit" if last else b"/"
    answer = _talk(port, b"GET %s HTTP/1.0\r\nHost: localhost\r\n\r\n" % path)
    if b" 200 OK\r\n" not in answer:
        raise RuntimeError(f"the server answered {answer!r}")


_ALL = (_UNTRACED, _EMPTY, _OURS, _HUNTER, _VIZ, _TRACE)
_SUBJECTS = (
    _Subject(
        "a ThreadingTCPServer echo", "echo_server.py", _echo, _ALL, {_UNTRACED: 2.5, _HUNTER: 0.35}
    ),
    _Subject(
        "a GET of http.server", "get_server.py", _get, (_UNTRACED, _OURS, _VIZ), {_UNTRACED: 2.7}
    ),
    _Subject(
        "a Flask page", "flask_server.py", _get, (_UNTRACED, _OURS, _VIZ),
        {_UNTRACED: 2.5, _VIZ: 1.2}, needs="flask",
    ),
)  # fmt: skip
