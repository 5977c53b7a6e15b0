"""Tails the spools that the processes of a program write, as one stream of events.

Format of a spool: see ``tracer/agent/spool.py``. Events of several processes
are merged by time, so that what a child refers to comes before it. A look takes
a bounded time, however much there is.
"""

from __future__ import annotations

import contextlib
import ctypes
import heapq
import json
import os
from collections import deque
from typing import TYPE_CHECKING, Any

from tracer.supervising.supervisor import is_abandoned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_CHUNK = 1 << 15
"""Bytes of a spool that are read at once: a program may write faster than it is followed."""
_FREED_AT_ONCE = 1 << 24
_PUNCH_HOLE = 0x02 | 0x01  # FALLOC_FL_PUNCH_HOLE, FALLOC_FL_KEEP_SIZE
# Where an event of each kind holds its time, so what is added to an event goes to its end.
# The others count as simultaneous with the one before.
_TIME_AT = {"h": 9, "e": 2, "l": 8, "r": 4, "z": 2, "q": 1, "i": 4, "P": 3}

Event = list[Any]


class _Tail:
    """One spool file, read up to where it was written last time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._position = self._freed = 0
        self.is_quiet = False
        """The last look at it found nothing new."""
        self._time = int(path.name.partition("-")[0])
        self.token = int(path.name.partition("-")[2].partition(".")[0], 16)
        self._pending: deque[tuple[int, int, Event]] = deque()

    def close(self) -> None:
        os.close(self._file)

    def look(self) -> int | None:
        """Read on where nothing is pending; the time up to which all that was written is known.

        None where that is all there is.
        """
        if self._pending:
            return self._time
        text, more = self._next_lines()
        self.is_quiet = not text
        # A line holds no line break: together they are the elements of one JSON list.
        for event in json.loads(f"[{text.decode('ascii').replace(chr(10), ',')}]"):
            at = _TIME_AT.get(event[0])
            if at is not None:
                self._time = max(self._time, event[at])
            self._pending.append((self._time, self.token, event))
        return self._time if more else None

    def take(self, horizon: int | None) -> Iterator[tuple[int, int, Event]]:
        """What is pending up to that time, as (time, token of the process, event)."""
        pending = self._pending
        while pending and (horizon is None or pending[0][0] <= horizon):
            yield pending.popleft()

    def _next_lines(self) -> tuple[bytes, bool]:
        """Some whole lines before the first zero byte, and whether there may be more by now."""
        size = _CHUNK
        while True:
            data = os.pread(self._file, size, self._position)
            zero = data.find(b"\0")
            written = data if zero < 0 else data[:zero]
            end = written.rfind(b"\n")
            if end >= 0:
                self._position += end + 1
                return written[:end], zero < 0 and len(data) == size
            if zero >= 0 or len(data) < size:
                return b"", False
            size *= 2

    def backlog(self) -> int:
        """How many bytes were written and not read: what was written ends at the first zero byte."""
        step = _CHUNK
        while self._is_written(step - 1):
            step *= 2
        low, high = (
            0,
            step,
        )  # of the bytes from here on, the first `low` are written, the last is not
        while low < high:
            middle = (low + high) // 2
            if self._is_written(middle):
                low = middle + 1
            else:
                high = middle
        return low

    def _is_written(self, distance: int) -> bool:
        return os.pread(self._file, 1, self._position + distance) not in (b"", b"\0")

    def is_abandoned(self) -> bool:
        """Whether no process can write it any more."""
        return is_abandoned(self._file)

    def free(self) -> None:
        """Give the disk back what was read: a long run writes many times what it keeps."""
        end = self._position // _FREED_AT_ONCE * _FREED_AT_ONCE
        if end > self._freed:
            _punch(self.path, self._freed, end - self._freed)
            self._freed = end


def _punch(path: Path, start: int, length: int) -> None:
    """Make a stretch of a file a hole, where the system can; what it held reads as zeros."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "fallocate"):
        return
    with contextlib.suppress(OSError):
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            libc.fallocate(file, _PUNCH_HOLE, ctypes.c_int64(start), ctypes.c_int64(length))
        finally:
            os.close(file)


class SpoolReader:
    """All spools of one directory. Those that no process writes any more go once they are read."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._tails: dict[str, _Tail] = {}
        self.time = 0
        """Of the newest event that was given (ns)."""
        self.is_behind = False
        """Whether more was written than the last call gave."""

    def close(self) -> None:
        """Let go of the files."""
        for tail in self._tails.values():
            tail.close()
        self._tails.clear()

    def _find(self) -> None:
        # The listing comes first: what a new child's spool refers to was then already written.
        for path in sorted(self._directory.glob("*.spool")):
            if path.name not in self._tails:
                self._tails[path.name] = _Tail(path)

    def backlog(self) -> int:
        """How many bytes were written that :meth:`read` has not come to yet."""
        self._find()
        return sum(tail.backlog() for tail in self._tails.values())

    def read(self) -> Iterator[tuple[int, Event]]:
        """Events written since the last call, as (token of the process, event), by time.

        Where much was written, some of them: then the next call gives more.
        """
        self._find()
        # Before they are read: what was written until then is read now, or soon.
        over = [tail for tail in self._tails.values() if tail.is_quiet and tail.is_abandoned()]
        # One that is not read to its end may still hold what later events of others refer to.
        known = [tail.look() for tail in self._tails.values()]
        horizon = min((time for time in known if time is not None), default=None)
        self.is_behind = horizon is not None
        tails = [tail.take(horizon) for tail in self._tails.values()]
        for time, token, event in heapq.merge(*tails, key=lambda item: item[0]):
            self.time = max(self.time, time)
            yield token, event
        for tail in self._tails.values():
            tail.free()
        for tail in over:
            if tail.is_quiet:
                yield from self._remove(tail)

    def _remove(self, tail: _Tail) -> Iterator[tuple[int, Event]]:
        del self._tails[tail.path.name]
        tail.close()
        with contextlib.suppress(OSError):
            tail.path.unlink()
        yield tail.token, ["gone"]
