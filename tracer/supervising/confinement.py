"""Processes of one session: how many there are, and the end of them all."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

_MOST = 100
"""More processes than any program for learners needs."""
_LOOK = 0.25
_ROUNDS = 100
_PAUSE = 0.02


class Confinement:
    """The session that a program was started in, by the process id of its leader.

    The leader must not have been waited for: until then its number belongs to nobody else.
    """

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self._looked = time.monotonic()

    def look(self) -> bool:
        """Look, at most four times a second, whether it has grown beyond reason."""
        if time.monotonic() - self._looked < _LOOK:
            return False
        self._looked = time.monotonic()
        return len(self._members()) > _MOST

    def end(self) -> None:
        """Kill all that is in it, the leader too; bounded, since what forks may outrun a kill."""
        for _ in range(_ROUNDS):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._leader, signal.SIGKILL)
            members = self._members()
            for pid in members:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if not members:
                return
            time.sleep(_PAUSE)

    def _members(self) -> list[int]:
        """Processes of the session that have not ended, as far as /proc tells."""
        found = []
        for each in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                # Asked often, and by several runs at once: a file is read of few processes only.
                if os.getsid(int(each.name)) == self._leader and _state(each) not in "ZX":
                    found.append(int(each.name))
        return found


def _state(process: Path) -> str:
    """A process's state in one letter. The name in brackets before it may hold anything."""
    text = (process / "stat").read_text("utf-8", "replace")
    return text.rpartition(")")[2].split()[0]
