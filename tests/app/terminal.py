"""A program on a real pseudo-terminal: type to it, read what it paints, resize it."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyte

PATIENCE = 40.0
"""Seconds after which something expected counts as not coming."""
ROOT = Path(__file__).parents[2]


class Terminal:
    """One program and the terminal it runs on."""

    def __init__(
        self, process: subprocess.Popen[bytes], screen: int, theirs: int, size: tuple[int, int]
    ) -> None:
        self.process = process
        self.painted = b""
        """Everything that the program has written."""
        self._expected = 0
        self._shown = pyte.Screen(*size)
        self._emulator = pyte.ByteStream(self._shown)
        self._emulated = 0
        self._screen = screen
        self._theirs = theirs

    @property
    def is_open(self) -> bool:
        """Whether the window is still there."""
        return self._screen >= 0

    def type(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self._screen, keys)

    def resize(self, width: int, height: int) -> None:
        """Change the terminal's size and say so to the program."""
        self._shown.resize(height, width)
        fcntl.ioctl(self._theirs, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.process.send_signal(signal.SIGWINCH)

    def close(self) -> None:
        """Close the window, whose program hears nothing of it by a signal."""
        os.close(self._screen)
        os.close(self._theirs)
        self._screen = self._theirs = -1

    def settings(self) -> list[object]:
        """How the terminal treats what is typed (echo, line by line)."""
        return list(termios.tcgetattr(self._theirs))[:4]

    def expect(self, text: bytes) -> None:
        """Read until the program has painted a text, after what was expected before."""
        deadline = time.monotonic() + PATIENCE
        while (found := self.painted.find(text, self._expected)) < 0:
            rest = self.painted[self._expected :]
            assert time.monotonic() < deadline, f"{text!r} was not painted: {rest!r}"
            self._read()
        self._expected = found + len(text)

    def see(self, text: str) -> None:
        """Read until a person sees a text: a row of the screen has it, whenever it was painted.

        In what order the parts of a screen are painted is nobody's promise, so this is how to
        wait for several of them; `expect` is for what comes and goes.
        """
        deadline = time.monotonic() + PATIENCE
        while not any(text in row for row in self.rows()):
            rows = "\n".join(self.rows())
            assert time.monotonic() < deadline, f"{text!r} is not on the screen:\n{rows}"
            self._read()

    def rows(self) -> list[str]:
        """The screen as it is now, row by row."""
        self._emulator.feed(self.painted[self._emulated :])
        self._emulated = len(self.painted)
        return list(self._shown.display)

    def wait(self) -> int:
        """Read until the program has ended; its exit code."""
        deadline = time.monotonic() + PATIENCE
        while self.process.poll() is None:
            assert time.monotonic() < deadline, "the program did not end"
            self._read()
        self._read()
        return self.process.returncode

    def rest(self, seconds: float) -> None:
        """Read for that long whatever the program paints."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self._read()

    def _read(self) -> None:
        if select.select([self._screen], [], [], 0.05)[0]:
            self.painted += os.read(self._screen, 65536)


@contextmanager
def terminal(code: str, *arguments: str, size: tuple[int, int] = (100, 30)) -> Iterator[Terminal]:
    """Run a piece of Python on a pseudo-terminal of that size."""
    screen, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    dropped = {"COLUMNS", "LINES", "NO_COLOR", "HOPSCOPE_DEBUG"}
    environ = {key: value for key, value in os.environ.items() if key not in dropped}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, start_new_session=True,
        env=environ | {"TERM": "xterm-256color", "LANG": "C.UTF-8"},
    )  # fmt: skip
    shown = Terminal(process, screen, theirs, size)
    try:
        yield shown
    finally:
        process.kill()
        process.wait()
        if shown.is_open:
            shown.close()
