"""What is left of a program that went into the background: recorded processes in a session of their own."""

from __future__ import annotations

import contextlib
import os
import time
from typing import TYPE_CHECKING

from tracer.supervising.supervisor import mapped_by

if TYPE_CHECKING:
    from pathlib import Path

_LOOK = 0.25
_SETTLING = 1.0


class Daemons:
    """Processes that still write into a spool directory, after ``setsid``.

    ``session`` is the id of the session that the program began in.
    """

    def __init__(self, directory: Path, session: int) -> None:
        self._session = session
        self._directory = str(directory)
        self.pids: list[int] = []
        """Those that were alive at the last look."""
        self._looked = 0.0
        self._sent: tuple[int, float, set[int]] = (0, -_SETTLING, set())
        """The last signal that they were sent, when, and who got it."""

    def settle(self) -> list[int]:
        """Give those there are, once no recorded process is left in the program's old session.

        A process may just be ending, or on its way into the background. Waits a second at most.
        """
        deadline = time.monotonic() + _SETTLING
        while True:
            alive = self._alive()
            self.pids = [pid for pid in alive if self._is_elsewhere(pid)]
            if len(self.pids) == len(alive) or time.monotonic() > deadline:
                self._looked = time.monotonic()
                return self.pids
            time.sleep(0.02)

    def look(self) -> None:
        """See who is alive still, at most four times a second."""
        if self.pids and time.monotonic() - self._looked > _LOOK:
            self._look()

    def _look(self) -> None:
        self._looked = time.monotonic()
        self.pids = [pid for pid in self._alive() if self._is_elsewhere(pid)]
        number, at, told = self._sent
        for pid in self.pids:
            # On its way into the background a program forks: the signal was for its successor.
            if pid not in told and self._looked - at < _SETTLING:
                told.add(pid)
                _kill(pid, number)

    def _alive(self) -> list[int]:
        """Give recorded processes; one that forks and ends while we look is easily missed."""
        for _ in range(3):
            found = mapped_by(self._directory)
            if found:
                return found
        return []

    def signal(self, number: int) -> None:
        """Send them a signal, and whoever takes their place within a moment."""
        self._sent = (number, time.monotonic(), set())
        self._look()

    def _is_elsewhere(self, pid: int) -> bool:
        try:
            return os.getsid(pid) != self._session
        except ProcessLookupError:
            return False


def _kill(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)
