"""Idle iterations of ``serve_forever``: the first and the last of a run, and how many.

An idle server would otherwise record twice a second for ever. A poll's lines
are held back until its shape is known; only the newest of a run is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .opens import Open


class Polls:
    """The polls of one lane. ``put`` is where its hop events go when they are no poll's."""

    __slots__ = ("_accepted", "_count", "_held", "_last", "_last_hop", "_put", "_shape", "_shown", "buffer",
                 "running")  # fmt: skip

    def __init__(self, put: Callable[[str], None]) -> None:
        self._put = put
        self._accepted = False
        self.buffer: list[str] | None = None
        self._shape: list[object] = []
        self._shown: list[object] | None = None
        self._last: list[str] = []
        self._last_hop = 0
        self._count = 0
        self._held = False
        self.running = False
        """Whether a run of polls, or one poll, is under way."""

    @property
    def count(self) -> int:
        """Idle iterations of the run that is under way, the first not counted."""
        return self._count

    def mind(self, hop: Open, top: Open | None) -> None:
        """A hop on a server was entered: it may begin a poll, or end a run of them."""
        if self.buffer is not None:
            return
        if top is not None and top.name == "serve_forever" and top.receiver is hop.receiver:
            if hop.name == "service_actions" and not self._accepted:
                hop.poll = True
                self._begin()
                return
            self._accepted = hop.name == "_handle_request_noblock"
            if self._accepted:
                top.lines = None
        self.flush()

    def left(self, hop: Open, how: str) -> None:
        """``service_actions`` or ``serve_forever`` has ended."""
        if hop.poll:
            if how == "raised":
                self.break_off()
            else:
                self._end(hop.id)
            return
        self._accepted = False
        if hop.name == "serve_forever":
            self.flush()

    def _begin(self) -> None:
        """An iteration that accepted nothing begins its ``service_actions``."""
        self.buffer = []
        self._shape = []
        self.running = True

    def saw(self, *what: object) -> None:
        """A hop of the poll that is under way was entered or left."""
        self._shape.append(what)

    def _end(self, hop: int) -> None:
        """The poll is over: shown if it is new, else counted."""
        lines, self.buffer = self.buffer, None
        if lines is None:
            return
        if self._shown == self._shape:
            self._count += 1
            self._last, self._last_hop, self._held = lines, hop, True
            return
        self.flush()
        self._shown, self.running = self._shape, True
        self._write(lines, hop, 1)

    def break_off(self) -> None:
        """What is under way is no idle poll after all: show it."""
        lines, self.buffer = self.buffer, None
        self.flush()
        for line in lines or ():
            self._put(line)

    def flush(self) -> None:
        """A run of equal polls is over: show its last with the count."""
        if self._held:
            self._write(self._last, self._last_hop, self._count)
        self._last, self._held, self._count, self._shown = [], False, 0, None
        self.running = False

    def _write(self, lines: list[str], hop: int, count: int) -> None:
        for line in lines:
            self._put(line)
        self._put(f'["p",{hop},{count}]\n')
