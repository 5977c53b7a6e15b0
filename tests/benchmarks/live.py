"""What a live run costs: a step, a run that is let go, a program that is held.

All is measured at the engine; what the screen adds is the business of ``stepping``.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.benchmarks.samples import Budget, Samples, print_budgets
from tracer.recording import Recording
from tracer.running.gatekeeper import ANY_DEPTH, Ticket
from tracer.running.live import LiveRun
from tracer.running.options import Options
from tracer.running.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60.0
_SECONDS = 4
_PROGRAM = """
import socketserver, sys, time
class Counter(socketserver.BaseRequestHandler):
    def setup(self): pass
    def handle(self):
        for number in range(int(sys.argv[1])):
            self.count(number)
    def count(self, number): pass
    def paced(self):
        begun = time.monotonic()
        for number in range(int(sys.argv[2])):
            self.count(number)
            late = begun + number / 2000 - time.monotonic()
            if late > 0.005:
                time.sleep(late)
    def finish(self): pass
counter = Counter(None, None, None)
counter.paced()
counter.finish()
"""


def measure(steps: int, hops: int) -> list[Budget]:
    """Print the numbers; give the budgets."""
    with TemporaryDirectory(prefix="hopscope-benchmark-") as folder:
        script = Path(folder) / "count.py"
        script.write_text(_PROGRAM)
        budgets = [
            *_stepping(script, steps), *_streaming(script), *_flooding(script, hops),
            *_holding(script),
        ]  # fmt: skip
    print_budgets(budgets)
    return budgets


class _Live:
    """A run under way, and the changes that it told."""

    def __init__(self, script: Path, *counts: int) -> None:
        self._changed = threading.Condition()
        target = Target("script", str(script), tuple(map(str, counts)))
        self.run = LiveRun(target, Options(), script.with_suffix(".hops"), self._told)
        self.run.start()

    def _told(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def until(self, holds: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while not holds():
                assert time.monotonic() < deadline, self.run.state
                self._changed.wait(0.1)

    def lead(self, name: str) -> None:
        """Let the one lane go until it is held at a function of that name."""
        self.until(lambda: self.run.state.held)
        before = self.run.state.held[0]
        self.run.go(before.lane, Ticket(names=(name,)))
        self.until(lambda: self.run.state.held and self.run.state.held[0] != before)


@contextmanager
def _live(script: Path, *counts: int) -> Iterator[_Live]:
    live = _Live(script, *counts)
    try:
        yield live
    finally:
        live.run.close()


def _own_seconds() -> float:
    """CPU of the thread that follows the run."""
    (thread,) = [each for each in threading.enumerate() if each.name == "live run"]
    assert thread.ident is not None
    return time.clock_gettime(time.pthread_getcpuclockid(thread.ident))


def _program_seconds(pid: int) -> float:
    """CPU of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _stepping(script: Path, steps: int) -> list[Budget]:
    found = Samples()
    with _live(script, steps + 10, 0) as live:
        live.lead("count")
        for _ in range(steps):
            before = live.run.state.held[0]
            asked = time.perf_counter()
            live.run.go(before.lane, Ticket(depth=ANY_DEPTH))
            live.until(lambda: live.run.state.held and live.run.state.held[0] != before)  # noqa: B023
            found.seconds.append(time.perf_counter() - asked)
    print(
        f"\nA step, from the wish until the next hop is in the recording and held ({steps}): "
        f"median {found.median * 1e3:.1f} ms, p99 {found.percentile(99) * 1e3:.1f} ms"
    )
    return [Budget("a step, p99", found.percentile(99) * 1e3, 50, " ms")]


def _streaming(script: Path) -> list[Budget]:
    lag = Samples()
    with _live(script, 0, 2000 * _SECONDS) as live:
        live.lead("paced")
        recording = Recording(live.run.path)
        live.run.free()
        first, begun, cpu = live.run.state.hops, time.monotonic(), _own_seconds()
        while live.run.state.hops < first + 2000 * (_SECONDS - 1):
            live.until(lambda: live.run.state.hops > first)
            newest = recording.hop(live.run.state.hops)
            lag.seconds.append((time.monotonic_ns() - newest.start_ns) / 1e9)
            assert time.monotonic() < begun + PATIENCE, live.run.state
            time.sleep(0.02)
        took, cpu = time.monotonic() - begun, _own_seconds() - cpu
        rate = (live.run.state.hops - first) / took
        recording.close()
    print(
        f"\nLet go, a program that makes 2,000 hops/s: {rate:,.0f} hops/s came, the newest in the "
        f"recording was {lag.median * 1e3:.0f} ms old (median, p99 {lag.percentile(99) * 1e3:.0f}), "
        f"at {cpu / took:.0%} of one core"
    )
    return [Budget("age of the newest hop at 2,000 hops/s, median", lag.median * 1e3, 100, " ms")]


def _flooding(script: Path, hops: int) -> list[Budget]:
    with _live(script, hops, 0) as live:
        live.lead("handle")
        first, begun, cpu = live.run.state.hops, time.monotonic(), _own_seconds()
        live.lead("finish")
        took, cpu = time.monotonic() - begun, _own_seconds() - cpu
        came = live.run.state.hops - first
    print(
        f"\nLet go, as fast as it can: {came / took:,.0f} hops/s came, at {cpu / took:.0%} of one "
        f"core, {cpu / came * 1e6:.0f} µs of CPU a hop"
    )
    return [
        Budget("time of 2,000 hops that come at once", 2000 * took / came, 1, " s"),
        Budget("CPU of 2,000 hops that come at once", 2000 * cpu / came, 0.5, " s"),
    ]


def _holding(script: Path) -> list[Budget]:
    with _live(script, 10, 0) as live:
        live.lead("count")
        process = Recording(live.run.path)
        pid = process.lanes()[0].pid
        process.close()
        time.sleep(1)
        cpu, theirs = _own_seconds(), _program_seconds(pid)
        time.sleep(_SECONDS)
        cpu, theirs = _own_seconds() - cpu, _program_seconds(pid) - theirs
    print(
        f"\nHeld for {_SECONDS} s: {theirs:.2f} s of CPU in the program, {cpu:.3f} s here "
        f"({cpu / _SECONDS:.1%} of one core)"
    )
    return [
        Budget("CPU of a program that is held", theirs * 100 / _SECONDS, 0, "%"),
        Budget("CPU beside a program that is held", cpu * 100 / _SECONDS, 2, "%"),
    ]
