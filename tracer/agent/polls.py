"""Idle turns of a server: the first and the last of a run of equal ones, and how many.

An idle server would otherwise record twice a second for ever. A turn of
``serve_forever`` begins with ``service_actions``; its lines are held back until
its shape is known. A turn of a program's own loop is a call of
``handle_request``, which may wait for long: it is written as it goes, and held
back only as long as it is like the one before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from .opens import Open

_LONGEST = 64
"""Of a ``handle_request``, its calls and their ends: what has more is no idle turn."""


class Polls:
    """The polls of one lane. ``put`` is where its hop events go when they are no poll's.

    Two polls are equal when their shapes are. A poll's shape is the list of what happened in it, in
    order, as :meth:`saw` was told:

    - For a hop that was entered: the number of what calls like it share (code, site, classes), its
      depth, and the number of its receiver (0: none).
    - For a hop that was left: the word ``end``, and how it ended.

    Arguments, values and times are no part of a shape: an idle turn differs from the next in those.
    """

    __slots__ = ("_accepted", "_call", "_count", "_held", "_last", "_last_hop", "_put", "_shape",
                 "_shown", "buffer", "running", "seeing")  # fmt: skip

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
        self._call: Open | None = None
        """The ``handle_request`` under way, as long as it may be an idle one."""
        self.running = False
        """Whether a run of polls, or one poll, is under way."""
        self.seeing = False
        """Whether one poll is under way: :meth:`saw` is to be told of what happens in it."""

    @property
    def count(self) -> int:
        """Idle iterations of the run that is under way, the first not counted."""
        return self._count

    def mind(self, hop: Open, top: Open | None) -> None:
        """A hop was entered: it may begin a poll, or end a run of them."""
        call = self._call
        if call is not None:
            if hop.depth > call.depth and hop.name != "_handle_request_noblock":
                return
            self.break_off()
        if self.buffer is not None:
            return
        if hop.receiver is not None and hop.receiver.role == "server":
            if top is not None and top.name == "serve_forever" and top.receiver is hop.receiver:
                if hop.name == "service_actions" and not self._accepted:
                    self._begin(hop)
                    self.buffer = []
                    return
                self._accepted = hop.name == "_handle_request_noblock"
                if self._accepted:
                    top.lines = None
            elif hop.name == "handle_request":
                if self._shown is None:
                    self.flush()
                else:
                    self.buffer = []
                self._begin(hop)
                self._call = hop
                return
        self.flush()

    def _begin(self, hop: Open) -> None:
        hop.poll = True
        self._shape = []
        self.running = self.seeing = True

    def saw(self, *what: object) -> None:
        """A hop of the poll that is under way was entered or left."""
        shape, shown = self._shape, self._shown
        shape.append(what)
        if self._call is None:
            return
        if len(shape) > _LONGEST:
            self.break_off()
        elif self.buffer is not None and (shown is None or shape != shown[: len(shape)]):
            self._show()

    def left(self, hop: Open, how: str) -> None:
        """What may be a poll, or holds them, has ended."""
        if not hop.poll:
            self._accepted = False
        elif how == "raised":
            self.break_off()
        elif self.seeing and self._call in (None, hop):
            self._end(hop.id)

    def _end(self, hop: int) -> None:
        """The poll is over: shown if it is new, else counted."""
        lines, self.buffer = self.buffer, None
        self._call, self.seeing = None, False
        if lines is not None and self._shown == self._shape:
            self._count += 1
            self._last, self._last_hop, self._held = lines, hop, True
            return
        self.flush()
        self._shown, self.running = self._shape, True
        self._write(lines or [], hop, 1)

    def break_off(self) -> None:
        """What is under way is no idle poll after all: show it."""
        self._call, self.seeing = None, False
        self._show()

    def _show(self) -> None:
        """Hold back no longer what is under way."""
        lines, self.buffer = self.buffer, None
        self.flush()
        self.running = self.seeing
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
