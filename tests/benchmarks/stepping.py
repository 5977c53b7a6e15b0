"""What a large recording costs: opening it and stepping through it on a real pseudo-terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.samples import Budget, Samples, print_budgets
from tests.build import chain_recording
from tracer.recording import Recording

PATIENCE = 60.0
_QUIET = 0.05
"""Seconds without output after which a screen counts as painted."""
_READING = 3.0
"""Seconds before the first key: a person reads the screen, and the app looks ahead meanwhile."""
_WALKS = 5
"""The app is opened, and every key pressed, so many times anew."""
_FIXED = 200_000
"""Numbers to add up: some milliseconds of the same work each time."""
_RIGHT, _QUIT = b"\x1b[C", b"q"
_KEYS = {"right (next hop)": _RIGHT, "* (next call of it)": b"*", "S (back)": b"S"}
"""In this order: from where the first has led, the second finds thousands more."""


def measure(hops: int, steps: int, rounds: int, made: Path | None) -> list[Budget]:
    """Print the table, of a recording that was made before or of one of ``hops``; give the budgets."""
    with TemporaryDirectory(prefix="hopscope-benchmark-") as folder:
        recording = Recording(made) if made else chain_recording(Path(folder), hops)
        path, exact = recording.path, len(recording)
        recording.close()
        small = chain_recording(Path(folder), 100, name="small.hops")
        small.close()
        first: dict[str, Samples] = {"100 hops": Samples(), f"{exact:,} hops": Samples()}
        for _ in range(rounds):
            for samples, opened in zip(first.values(), (small.path, path), strict=True):
                with _app(opened) as (_, seconds):
                    samples.seconds.append(seconds)
        walks: list[dict[str, _Pressed]] = []
        for _ in range(_WALKS):
            with _app(path) as (terminal, _):
                time.sleep(_READING)
                walks.append({name: _press(terminal, key, steps) for name, key in _KEYS.items()})
                peak = terminal.peak_megabytes()
        jitter = _do_the_same(steps)
    opening, size = first[f"{exact:,} hops"], f"{exact:,} hops"
    print(f"\nOpening and stepping a recording of {exact:,} hops, 120x40 pseudo-terminal (ms)")
    for name, samples in first.items():
        low, high = min(samples.seconds) * 1e3, max(samples.seconds) * 1e3
        print(f"  {'open ' + name:<48}{samples.median * 1e3:10.1f}  {low:9.1f}-{high:.1f}")
    stepped = {name: _best([walk[name] for walk in walks]) for name in _KEYS}
    for title, found in (("the first walk", walks[0]), ("each step's best", stepped)):
        print(f"  {title}:")
        for name, pressed in found.items():
            for what, samples in pressed.told():
                p99 = samples.percentile(99) * 1e3
                told = f"  {name} {what}"
                print(f"  {told:<48}{samples.median * 1e3:10.1f}  99th percentile {p99:.1f}")
    p99 = jitter.percentile(99) * 1e3
    told = "this machine: the same sum again and again"
    print(f"  {told:<48}{jitter.median * 1e3:10.1f}  99th percentile {p99:.1f}")
    worst = max(pressed.painted.percentile(99) for pressed in stepped.values())
    work = max(pressed.work.percentile(99) for pressed in stepped.values())
    budgets = [
        Budget(f"{size}: first painted screen", opening.median, 1.0, " s"),
        Budget(f"{size}: a step is painted, 99th percentile", worst * 1e3, 16.0, " ms"),
        Budget(f"{size}: the same in the app's own CPU time", work * 1e3, 16.0, " ms"),
        Budget(f"{size}: first screen, times that of 100 hops", _times(first), 1.5),
        Budget(f"{size}: peak memory", peak, 200.0, " MB"),
    ]
    print_budgets(budgets)
    return budgets


def _best(walks: list[_Pressed]) -> _Pressed:
    """Of each step its shortest time: all walks do the same, so more than that is the machine."""

    def best(samples: list[Samples]) -> Samples:
        return Samples(
            [min(times) for times in zip(*(one.seconds for one in samples), strict=True)]
        )

    return _Pressed(
        best([one.begun for one in walks]), best([one.painted for one in walks]),
        best([one.work for one in walks]),
    )  # fmt: skip


def _do_the_same(times: int) -> Samples:
    """Time a piece of work that never changes, with pauses as between keys: the rest is machine."""
    found = Samples()
    for _ in range(times):
        time.sleep(_QUIET)
        began = time.perf_counter()
        sum(range(_FIXED))
        found.seconds.append(time.perf_counter() - began)
    return found


def _times(first: dict[str, Samples]) -> float:
    small, large = first.values()
    return large.times(small)


@dataclass
class _Pressed:
    """What a key led to, press by press."""

    begun: Samples = field(default_factory=Samples)
    """Until the first piece of output."""
    painted: Samples = field(default_factory=Samples)
    """Until the last."""
    work: Samples = field(default_factory=Samples)
    """CPU time of the app until the last: what a machine without other work would take."""

    def told(self) -> Iterator[tuple[str, Samples]]:
        """Each with what it is called."""
        yield "begins to paint", self.begun
        yield "is painted", self.painted
        if any(self.work.seconds):
            yield "is painted, CPU time", self.work


class _Terminal:
    """The app on a pseudo-terminal."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process = process
        self.screen = screen
        self.painted_cpu = 0.0
        """CPU seconds of the app when the last piece came."""

    def cpu_seconds(self) -> float:
        """CPU time of the app so far, in all threads (0 without ``/proc``)."""
        tasks = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9

    def read_until_quiet(self, wait: float) -> tuple[float, float] | None:
        """Read what comes; give when its first and its last piece came, None where none did."""
        first = last = None
        while True:
            pause = wait if last is None else _QUIET
            if not select.select([self.screen], [], [], pause)[0]:
                return None if first is None or last is None else (first, last)
            try:
                piece = os.read(self.screen, 65536)
            except OSError as error:  # Linux says so when the other side has closed
                raise RuntimeError("the app ended") from error
            last = time.perf_counter()
            self.painted_cpu = self.cpu_seconds()
            first = first or last
            if not piece:
                raise RuntimeError("the app ended")

    def read_until(self, text: bytes) -> float:
        """Read until ``text`` was painted; give when."""
        deadline, seen = time.perf_counter() + PATIENCE, b""
        while text not in seen:
            if time.perf_counter() > deadline:
                raise RuntimeError(f"the app did not paint {text!r}")
            if select.select([self.screen], [], [], 1)[0]:
                try:
                    seen += os.read(self.screen, 65536)
                except OSError as error:
                    raise RuntimeError(f"the app ended: {seen[-2000:]!r}") from error
        return time.perf_counter()

    def peak_megabytes(self) -> float:
        """The most memory that the app held at once (0 without ``/proc``)."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return 0.0
        lines = status.read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@contextmanager
def _app(path: Path) -> Iterator[tuple[_Terminal, float]]:
    """Open the app; give it with the seconds until its first screen was there."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
    environment.pop("COLUMNS", None)
    environment.pop("LINES", None)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hopscope", "step", str(path)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment,
        start_new_session=True,
    )
    os.close(theirs)
    terminal = _Terminal(process, ours)
    try:
        opened = terminal.read_until(b"hop ") - began
        terminal.read_until_quiet(1.0)
        yield terminal, opened
        os.write(ours, _QUIT)
        _drain(terminal)
    finally:
        process.kill()
        process.wait(PATIENCE)
        os.close(ours)


def _drain(terminal: _Terminal) -> None:
    """Read on until the app has ended: it cannot while its output has nowhere to go."""
    deadline = time.perf_counter() + PATIENCE
    while terminal.process.poll() is None and time.perf_counter() < deadline:
        if select.select([terminal.screen], [], [], 0.05)[0]:
            try:
                os.read(terminal.screen, 65536)
            except OSError:
                return


def _press(terminal: _Terminal, key: bytes, steps: int) -> _Pressed:
    """Press one key again and again."""
    found = _Pressed()
    for _ in range(steps):
        began, worked = time.perf_counter(), terminal.cpu_seconds()
        os.write(terminal.screen, key)
        painted = terminal.read_until_quiet(1.0)
        if painted is not None:
            found.begun.seconds.append(painted[0] - began)
            found.painted.seconds.append(painted[1] - began)
            found.work.seconds.append(terminal.painted_cpu - worked)
    if len(found.painted.seconds) < steps // 2:
        raise RuntimeError(f"most presses of {key!r} painted nothing")
    return found
