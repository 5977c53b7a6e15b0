"""Reads what the processes of a program write, and puts it into the recording."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tracer.assembling.assembler import Assembler
from tracer.assembling.tailing import SpoolReader
from tracer.language import _
from tracer.notes import note_words
from tracer.running.lateness import Lateness

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from pathlib import Path

    from tracer.recording import RecordingWriter

_PROGRESS_NS = 1_000_000_000
"""What takes longer than this says that it goes on."""
_GIVES_WAY = 0.05
"""Seconds that reading rests at most while the screen of the same process is busy."""


class Following:
    """Follows the spools in ``directory``. ``narrate`` is told what cannot be recorded any more.

    With a ``way`` reading rests, for moments, while that is not set.
    """

    def __init__(
        self, directory: Path, writer: RecordingWriter, max_hops: int | None,
        narrate: Callable[[str], None], way: threading.Event | None = None,
    ) -> None:  # fmt: skip
        self._writer = writer
        self._narrate = narrate
        self._way = way
        self._reader = SpoolReader(directory)
        self._lateness = Lateness(self._reader)
        self.assembler = Assembler(writer, max_hops)
        self.events = 0
        """How many were read."""
        self.is_late = False
        """Whether what was written waits to be read."""
        self._is_abandoned = False
        self._has_told = False

    @property
    def is_behind(self) -> bool:
        """Whether more was written than the last :meth:`read` took in."""
        return self._reader.is_behind

    def read_or_wait(self, *, may_wait: bool) -> bool:
        """Read some of what was written, unless it may wait and does; whether anything was read."""
        self.is_late = may_wait and self._lateness.look()
        return not self.is_late and self.read()

    def read(self) -> bool:
        """Read some of what was written; whether there was anything."""
        fed = False
        for token, event in self._reader.read():
            if self._way is not None and not self._way.is_set():
                self._way.wait(_GIVES_WAY)
            self.assembler.feed(token, event)
            self.events += 1
            fed = True
        if fed:
            self.assembler.flush()
        self.tell_failures()
        return fed

    def read_all(self) -> None:
        """Read what was written up to now: a child that outlives the program may go on for ever."""
        now = time.monotonic_ns()
        has_told = False
        while self.read() and self._reader.time <= now and not self._is_abandoned:
            if not has_told and time.monotonic_ns() - now > _PROGRESS_NS:
                has_told = True
                self._narrate(_("reading what was recorded"))

    def tell_failures(self) -> None:
        """Say at once that something is not recorded any more; the program goes on."""
        if self._writer.failure is not None and not self._has_told:
            self._has_told = True
            self._narrate(
                _(
                    "{path} cannot be written any more ({failure}): the program goes on, and what "
                    "was recorded so far is kept"
                ).format(path=self._writer.path, failure=self._writer.failure)
            )
        while self.assembler.stopped:
            self._narrate(note_words(self.assembler.stopped.pop(0)))

    def abandon(self) -> None:
        """Nobody will look at what was not read yet."""
        self._is_abandoned = True

    def close(self) -> None:
        """Let go of the spools."""
        self._reader.close()
