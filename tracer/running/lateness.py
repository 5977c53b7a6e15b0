"""When to read what a program has written, where nobody waits for it.

Reading takes a core from a program that is at work, and the same reading costs nothing when that
rests. So it waits, but not for long: what was not read yet goes where hopscope is killed.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.assembling.tailing import SpoolReader

LOOK = 0.25
"""Seconds between two looks at how much there is."""
_CALM = 2_048
"""Bytes that a program at rest writes between two looks at most: polls, a request now and then."""
_MOST = 4 << 20
"""Bytes that may wait: some 25,000 hops, which are read in a second."""
_LONGEST = 5.0
"""Seconds that anything may wait."""


class Lateness:
    """Says whether what was written may wait. ``reader`` is asked how much there is."""

    def __init__(self, reader: SpoolReader) -> None:
        self._reader = reader
        self._looked = self._since = 0.0
        self._before = 0
        self._waits = False

    def look(self) -> bool:
        """Look how much there is; whether it may wait: the program is at work, and that is little."""
        now = time.monotonic()
        if now - self._looked < LOOK:
            return self._waits
        self._looked = now
        backlog = self._reader.backlog()
        is_busy = backlog - self._before > _CALM
        if not self._waits:
            self._since = now
        self._waits = is_busy and backlog < _MOST and now - self._since < _LONGEST
        self._before = backlog if self._waits else 0
        return self._waits
