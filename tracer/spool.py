"""Tails the spools that the processes of a program write, as one stream of events.

Format of a spool: see ``tracer/agent/spool.py``. Events of several processes
are merged by time, so that what a child refers to comes before it.
"""

from __future__ import annotations

import heapq
import json
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 20
# Where an event of each kind holds its time; the others count as simultaneous with the one before.
_TIME_AT = {"h": 9, "e": 2, "l": 8, "r": 4, "z": 2, "q": 1, "i": 4, "P": 3}

Event = list[Any]


class _Tail:
    """One spool file, read up to where it was written last time."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._position = 0
        self._time = int(path.name.partition("-")[0])
        self.token = int(path.name.partition("-")[2].partition(".")[0], 16)

    def close(self) -> None:
        os.close(self._file)

    def read(self) -> Iterator[tuple[int, int, Event]]:
        """New events as (time, token of the process, event)."""
        while text := self._next_lines():
            for line in text.split(b"\n"):
                event = json.loads(line)
                at = _TIME_AT.get(event[0])
                if at is not None:
                    self._time = max(self._time, event[at])
                yield self._time, self.token, event

    def _next_lines(self) -> bytes:
        """Whole lines that stand before the first zero byte."""
        size = _CHUNK
        while True:
            data = os.pread(self._file, size, self._position)
            zero = data.find(b"\0")
            written = data if zero < 0 else data[:zero]
            end = written.rfind(b"\n")
            if end >= 0:
                self._position += end + 1
                return written[:end]
            if zero >= 0 or len(data) < size:
                return b""
            size *= 2


class SpoolReader:
    """All spools of one directory."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._tails: dict[str, _Tail] = {}

    def close(self) -> None:
        """Let go of the files."""
        for tail in self._tails.values():
            tail.close()
        self._tails.clear()

    def read(self) -> Iterator[tuple[int, Event]]:
        """Events written since the last call, as (token of the process, event), by time."""
        # The listing comes first: what a new child's spool refers to was then already written.
        for path in sorted(self._directory.glob("*.spool")):
            if path.name not in self._tails:
                self._tails[path.name] = _Tail(path)
        tails = [tail.read() for tail in self._tails.values()]
        for _, token, event in heapq.merge(*tails, key=lambda item: item[0]):
            yield token, event
