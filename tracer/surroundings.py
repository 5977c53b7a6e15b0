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
from typing import TYPE_CHECKING, Protocol

from tracer.supervise import mapped_by

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 3.0
_LOOK = 0.02


class Signals(Protocol):
    """Gives the numbers of signals that have come for the program."""

    def __call__(self, *, terminal: bool) -> list[int]:
        """Give those that came since the last call; the terminal's own, too, where ``terminal``."""


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


def _no_signals(*, terminal: bool) -> list[int]:  # noqa: ARG001 - stands for what could tell
    return []


@contextlib.contextmanager
def minding_signals() -> Iterator[Signals]:
    """Take SIGINT and SIGTERM ourselves; yields what asks for those to pass on.

    A terminal's Ctrl-C reaches the program by itself, being in the same group,
    so only signals that a process sent are passed on; ``terminal`` asks for all.
    """
    numbers = {signal.SIGINT, signal.SIGTERM}
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "sigtimedwait"
    ):
        yield _no_signals
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)

    def waiting(*, terminal: bool) -> list[int]:
        found = []
        while (info := signal.sigtimedwait(numbers, 0)) is not None:
            if terminal or info.si_code <= 0:  # SI_USER and its kin: a process sent it
                found.append(info.si_signo)
        return found

    try:
        yield waiting
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
