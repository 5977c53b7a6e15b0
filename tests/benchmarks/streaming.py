"""A program that runs free streams its hops into the app: do keys still answer?"""

from __future__ import annotations

import re
import select
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.app.terminal import Terminal, terminal
from tests.benchmarks.samples import Budget, Samples, print_budgets

_RUN = "import sys; from tui.cli import main; raise SystemExit(main(sys.argv[1:]))"
_CLIENTS = 4
_HOPS_A_LINE = 2.8
"""Two for each, and those of a connection for every twenty."""
_BUSY = '''\
"""A server that answers some clients of its own, so many times a second as far as it can."""
import socket, socketserver, sys, threading, time

class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.answer(line)
    def answer(self, line):
        self.wfile.write(line)

def ask(address, until, pause):
    due = time.monotonic()
    while time.monotonic() < until:
        with socket.create_connection(address) as link:
            for _ in range(20):
                link.sendall(b"hello\\n")
                link.recv(64)
                due += pause
                time.sleep(max(due - time.monotonic(), 0))

seconds, pause = float(sys.argv[1]), float(sys.argv[2])
with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
    until = time.monotonic() + seconds
    for _ in range(CLIENTS):
        threading.Thread(target=ask, args=(server.server_address, until, pause)).start()
    threading.Timer(seconds, server.shutdown).start()
    server.serve_forever(0.05)
'''.replace("CLIENTS", str(_CLIENTS))
_HOP = re.compile(rb"hop (\d+)/(\d+)")
_PATIENCE = 10.0
_BETWEEN = 0.08
"""Seconds between two keys."""
_KEPT = 1 << 16
"""Bytes of what was painted last: the header's numbers are among them."""


def measure(steps: int, seconds: float, hops: float) -> list[Budget]:
    """Print how long keys take while about so many hops a second come; give the budgets."""
    with TemporaryDirectory(prefix="hopscope-benchmark-") as folder:
        script = Path(folder) / "busy.py"
        script.write_text(_BUSY)
        pause = _CLIENTS * _HOPS_A_LINE / hops
        words = ("step", str(script), str(seconds), str(pause))
        with terminal(_RUN, *words, size=(120, 40)) as screen:
            screen.expect(b"hop 1/")
            screen.type(b" ")
            screen.expect(b"RUNS")
            began, first = time.monotonic(), _count(screen)
            screen.rest(2.0)
            taken = Samples()
            for _ in range(steps):
                taken.seconds.append(_press(screen))
            rate = (_count(screen) - first) / (time.monotonic() - began)
            total = _count(screen)
            screen.type(b"q")
            time.sleep(0.5)
            screen.type(b"\r")
            screen.wait()
    median, p99 = taken.median * 1e3, taken.percentile(99) * 1e3
    print(f"\nRunning free into the app, {total:,} hops, {rate:,.0f} hops a second (ms)")
    print(f"  {'a key is answered':<36}{median:10.1f}  99th percentile {p99:.1f}")
    budgets = [
        Budget("a key while hops stream, median", median, 50.0, " ms"),
        Budget("a key while hops stream, 99th percentile", p99, 50.0, " ms"),
        Budget("hops that must stream a second, to those that do", 2000 / max(rate, 1), 1.0, "x"),
    ]
    print_budgets(budgets)
    return budgets


def _drain(screen: Terminal) -> None:
    while select.select([screen._screen], [], [], 0)[0]:
        screen._read()


def _count(screen: Terminal) -> int:
    """How many hops the header tells of now."""
    _drain(screen)
    return int(_HOP.findall(screen.painted)[-1][1])


def _press(screen: Terminal) -> float:
    """Go one hop back: seconds until the header shows another hop.

    As a terminal does, everything is read as it comes.
    """
    screen.rest(_BETWEEN)
    _drain(screen)
    screen.painted = screen.painted[-_KEPT:]
    here = _HOP.findall(screen.painted)[-1][0]
    began, seen = time.monotonic(), len(screen.painted)
    screen.type(b"S")
    while time.monotonic() - began < _PATIENCE:
        screen._read()
        shown = _HOP.findall(screen.painted, max(seen - 16, 0))
        if shown and shown[-1][0] != here:
            return time.monotonic() - began
    raise AssertionError("the key was not answered")
