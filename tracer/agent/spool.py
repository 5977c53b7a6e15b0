"""The spool: an append-only file that this process writes through a shared mapping.

A mapping, not a descriptor, because bytes copied into it survive ``SIGKILL``
like written ones, at a fraction of a system call's cost, and because a program
that closes every descriptor cannot take it away. ``mmap.write`` copies and
advances in one C call, so threads and signal handlers need no lock of ours,
and none can be left held in a forked child.

Format: lines of ASCII JSON, then zero bytes. A line holds no zero byte, so the
reader takes what stands before the first one, up to the last newline.
"""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import sys

# Tried in turn: a program may live under RLIMIT_FSIZE or RLIMIT_AS.
_SIZES = (1 << 34, 1 << 30, 1 << 27, 1 << 24, 1 << 21)
_STEP = 1 << 20
_ROOM = 1 << 16
LOWEST_DESCRIPTOR = 200
"""Ours sit here and above: the numbers below are the program's."""


class SpoolError(Exception):
    """The spool cannot be written; recording ends. ``key`` says what failed, ``why`` what the system said."""

    def __init__(self, key: str, why: str = "") -> None:
        super().__init__(key, why)
        self.key = key
        self.why = why


class Spool:
    """One process's file in the spool directory. Mode 0600; space is reserved before use."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._map, self._size = _open_map(path)
        self._write = self._map.write
        self._tell = self._map.tell
        self._limit = 0
        self._safe = 0
        self._dropped = 0
        self._reserve(_ROOM)

    def put(self, line: str) -> None:
        """Append one line (ASCII, newline included). Raises SpoolError when there is no room."""
        if self._tell() + len(line) > self._safe:
            self._reserve(len(line) + _ROOM)
        self._write(line.encode("ascii"))

    def put_last(self, line: str) -> None:
        """Append a line into the room that is kept for saying why recording ended."""
        with contextlib.suppress(ValueError, UnicodeEncodeError):
            if self._tell() + len(line) <= self._limit:
                self._write(line.encode("ascii"))

    def _reserve(self, room: int) -> None:
        """Reserve blocks ahead: writing into a hole of a full disk would be a fatal SIGBUS."""
        start = self._limit
        end = min(self._size, (self._tell() + room + _STEP) // _STEP * _STEP)
        if end < self._tell() + room:
            raise SpoolError("size")
        try:
            # By path, each time: a kept descriptor could be the program's own by now.
            file = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
            try:
                _allocate(file, start, end - start)
            finally:
                os.close(file)
        except OSError as error:
            raise SpoolError("grow", str(error.strerror)) from error
        self._limit = end
        self._safe = end - _ROOM
        self._drop_pages()

    def _drop_pages(self) -> None:
        """Let written pages leave this process's memory; the kernel keeps them for the reader."""
        full = self._tell() // _STEP * _STEP
        if full > self._dropped and hasattr(mmap, "MADV_DONTNEED") and sys.platform == "linux":
            self._map.madvise(mmap.MADV_DONTNEED, self._dropped, full - self._dropped)
            self._dropped = full


def _allocate(file: int, start: int, length: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(file, start, length)
    else:  # macOS: writing zeros is the portable way to be sure of the blocks
        os.pwrite(file, bytes(length), start)


def _open_map(path: str) -> tuple[mmap.mmap, int]:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise SpoolError("make", str(error.strerror)) from error
    try:
        for size in _SIZES:
            with contextlib.suppress(OSError, ValueError):
                os.ftruncate(file, size)
                return map_high(file, size), size
    finally:
        os.close(file)
    raise SpoolError("map")


def map_high(file: int, size: int) -> mmap.mmap:
    """Map a file, keeping no descriptor of it among the program's numbers."""
    if sys.version_info >= (3, 13):
        return mmap.mmap(file, size, trackfd=False)
    # Before 3.13 a mapping keeps a duplicate of the descriptor, always the lowest free number.
    # The low numbers are the program's: hold them for a moment so that ours lands above.
    held: list[int] = []
    try:
        with contextlib.suppress(OSError):
            while not held or held[-1] < LOWEST_DESCRIPTOR - 1:
                held.append(fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, 0))
        return mmap.mmap(file, size)
    finally:
        for number in held:
            os.close(number)
