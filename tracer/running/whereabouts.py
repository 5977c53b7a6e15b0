"""Where the lanes of a live run are: each process of the program keeps a page of it.

The format of a page: :data:`tracer.agent.gate.PLACE`.
"""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.agent.gate import PAGE_SIZE, PLACE, WHEREABOUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHECK_SECONDS = 1.0
_AT_ONCE = PLACE.size * 32


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lane is: its innermost hop, the line that this runs, idle polls, since when."""

    hop: int
    line: int
    polls: int
    moved_ns: int


class Whereabouts:
    """The pages in one directory. Not to be used by two threads at once."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._pages: dict[Path, int] = {}
        """Their descriptors. Not mapped: who has a file of the run's mapped is ended with the run."""
        self._to_check: list[Path] = []
        self._checked_at = 0.0

    def close(self) -> None:
        """Let go of the pages."""
        for page in self._pages.values():
            os.close(page)
        self._pages.clear()

    def look(self) -> dict[int, Place]:
        """Look where each lane is that runs a hop, by its number in the program."""
        for path in self._directory.glob(f"*{WHEREABOUTS}"):
            if path not in self._pages:
                self._pages[path] = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._drop_ended()
        return {lane: place for page in self._pages.values() for lane, place in _on(page)}

    def _drop_ended(self) -> None:
        ended = [path for path, page in self._pages.items() if not _is_alive(_process(page))]
        now = time.monotonic()
        if now - self._checked_at > _CHECK_SECONDS:
            # A process that is dead but not waited for, or that runs another program now, is not
            # told so cheaply: one a look.
            self._checked_at = now
            self._to_check = [p for p in self._to_check if p in self._pages] or list(self._pages)
            path = self._to_check.pop() if self._to_check else None
            if path is not None and not _maps(_process(self._pages[path]), path):
                ended.append(path)
        for path in set(ended):
            os.close(self._pages.pop(path))
            path.unlink(missing_ok=True)


def _process(page: int) -> int:
    """The process that keeps a page; 0 while it has but made it."""
    first = os.pread(page, PLACE.size, 0)
    return int(PLACE.unpack(first)[0]) if len(first) == PLACE.size else 0


def _on(page: int) -> Iterator[tuple[int, Place]]:
    for start in range(PLACE.size, PAGE_SIZE, _AT_ONCE):
        piece = os.pread(page, _AT_ONCE, start)
        for lane, hop, line, polls, moved_ns in PLACE.iter_unpack(piece):
            if not moved_ns:
                return
            if lane:
                yield lane, Place(hop, line, polls, moved_ns)


def _is_alive(process: int) -> bool:
    try:
        if process:
            os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _maps(process: int, path: Path) -> bool:
    """Whether a process still has a file mapped; True where that cannot be told."""
    if not process or not Path("/proc").is_dir():
        return True
    with contextlib.suppress(OSError):
        return str(path) in Path(f"/proc/{process}/maps").read_text(errors="replace")
    return _is_alive(process)
