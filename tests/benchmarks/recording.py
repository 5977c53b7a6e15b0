"""What recording costs: one echo request, untraced and under each recorder.

Each contender's server is a child process of its own, up for the whole run; the
rounds go from one to the next. The client is the same, here.
"""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.samples import Budget, Samples, interleave, print_budgets, print_samples

PATIENCE = 60.0
_HERE = Path(__file__).parent / "contenders"
_SERVER = str(_HERE / "echo_server.py")
_UNTRACED, _EMPTY, _OURS, _HUNTER = "untraced", "empty trace function", "hopscope", "hunter"


def measure(requests: int, rounds: int) -> list[Budget]:
    """Print the table; give the budgets."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="hopscope-benchmark-"))
        ports = {
            name: stack.enter_context(_serving(command))
            for name, command in _commands(Path(folder)).items()
        }
        for port in ports.values():
            _time_requests(port, max(20, requests // 10))  # imports, caches, first uses
        contenders = {
            name: lambda port=port: _time_requests(port, requests) for name, port in ports.items()
        }
        found = interleave(contenders, rounds)
    print_samples(
        f"Recording a ThreadingTCPServer echo, time a request, {rounds} rounds of {requests}",
        found,
        _UNTRACED,
        1e-6,
    )
    budgets = _budgets(found)
    print_budgets(budgets)
    return budgets


def _budgets(found: dict[str, Samples]) -> list[Budget]:
    allowed = {_UNTRACED: 4.0, _EMPTY: 2.0, _HUNTER: 0.5}
    return [
        Budget(f"hopscope, times {name}", found[_OURS].median / found[name].median, limit)
        for name, limit in allowed.items()
        if name in found
    ]


def _commands(folder: Path) -> dict[str, list[str]]:
    def under(name: str) -> list[str]:
        return [sys.executable, str(_HERE / f"under_{name}.py"), _SERVER]

    ours = [sys.executable, "-m", "tui.cli", "record", "-o", str(folder / "run.hops"), _SERVER]
    commands = {
        _UNTRACED: [sys.executable, _SERVER],
        _EMPTY: under("empty"),
        _OURS: ours,
        _HUNTER: under("hunter"),
        "VizTracer": under("viztracer"),
        "trace --listfuncs": under("trace"),
    }
    for name, module in ((_HUNTER, "hunter"), ("VizTracer", "viztracer")):
        if importlib.util.find_spec(module) is None:
            print(f"{name} is not installed: left out (pip install -e '.[bench]')")
            del commands[name]
    return commands


@contextmanager
def _serving(command: list[str]) -> Iterator[int]:
    """Run a server in a child process; give its port."""
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
                raise RuntimeError(f"{' '.join(command)} did not start: {process.communicate()[1]}")
            yield int(line)
            _echo(int(line), b"quit\n")
            process.communicate(timeout=PATIENCE)
        finally:
            process.kill()


def _time_requests(port: int, requests: int) -> float:
    """Seconds a request."""
    began = time.perf_counter()
    for _ in range(requests):
        _echo(port, b"hello\n")
    return (time.perf_counter() - began) / requests


def _echo(port: int, line: bytes) -> None:
    """Be one client: from connecting until the server has hung up."""
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as link:
        link.sendall(line)
        answer = b""
        while piece := link.recv(100):
            answer += piece
    if answer != line:
        raise RuntimeError(f"the server answered {answer!r}")
