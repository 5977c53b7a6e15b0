"""Around a run: the private folder of its spools, and the signals that are the program's, not ours."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.supervising.supervisor import mapped_by

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 3.0
_LOOK = 0.02


class Signals:
    """The signals that have come for the program, of those that this process has blocked."""

    def __init__(self, numbers: set[signal.Signals]) -> None:
        self._numbers = numbers
        self._looked_ns = time.monotonic_ns()
        self.came_ns: int | None = None
        """A moment shortly before the last one that came; None where none has."""

    def take(self, *, terminal: bool) -> list[int]:
        """Give those to pass on that came since the last call.

        A terminal's Ctrl-C has reached the program by itself, which is in the same group: only with
        ``terminal`` it is given, too.
        """
        before, self._looked_ns = self._looked_ns, time.monotonic_ns()
        found: list[int] = []
        while self._numbers and (info := signal.sigtimedwait(self._numbers, 0)) is not None:
            self.came_ns = before
            if terminal or info.si_code <= 0:  # SI_USER and its kin: a process sent it
                found.append(info.si_signo)
        return found


@contextlib.contextmanager
def private_directory() -> Iterator[Path]:
    """Give a folder for the spools of a run; nothing that uses it outlives it."""
    directory = Path(tempfile.mkdtemp(prefix="hopscope-"))
    try:
        yield directory
    finally:
        _end_leftovers(directory)
        shutil.rmtree(directory, ignore_errors=True)


def _end_leftovers(directory: Path) -> None:
    """Forked children that outlived their parent must not outlive the recording."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _PATIENCE
        while (pids := mapped_by(str(directory))) and time.monotonic() < deadline:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            time.sleep(_LOOK)


@contextlib.contextmanager
def minding_signals() -> Iterator[Signals]:
    """Take SIGINT and SIGTERM ourselves; yields what asks for those to pass on."""
    numbers = {signal.SIGINT, signal.SIGTERM}
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "sigtimedwait"
    ):
        yield Signals(set())
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield Signals(numbers)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
