"""One flow of control: its open hops, and how it comes into the recording."""

from __future__ import annotations

import os
import threading
import time
from _json import encode_basestring_ascii as encode
from _thread import get_ident
from typing import TYPE_CHECKING, Any

from .facts.wrapping import own_dict
from .opens import Held
from .polls import Polls

if TYPE_CHECKING:
    import types
    from collections.abc import Callable

    from .opens import Open
    from .process import Process


class Lanes:
    """The lanes of this process, by thread, and the threads that were started and have not run."""

    def __init__(self) -> None:
        self._by_thread: dict[int, Lane] = {}
        self.starts: dict[int, Open] = {}
        """By number of the thread's object: the hop that started it."""

    def here(self) -> Lane | None:
        """The lane of the thread that runs."""
        return self._by_thread.get(get_ident())

    def add(self, lane: Lane) -> None:
        """Make that the lane of the thread that runs."""
        self._by_thread[get_ident()] = lane

    def flush(self) -> None:
        """Write the idle polls that were held back."""
        for lane in list(self._by_thread.values()):
            lane.polls.flush()

    def any_within(self) -> bool:
        """Whether a hop of this process stands open in some thread."""
        return any(lane.is_within() for lane in list(self._by_thread.values()))

    def become_child(self, lane: Lane | None) -> None:
        """In a forked child only the thread that forked goes on."""
        self.starts = {}
        self._by_thread = {}
        if lane is not None:
            lane.become_child()
            self.add(lane)


class Lane:
    """The state of one thread."""

    def __init__(self, process: Process, lanes: Lanes, kind: str) -> None:
        self._process = process
        self._lanes = lanes
        self.kind = kind
        self.stack: list[Open] = []
        self.start: Open | None = None
        """The hop that led to this lane."""
        self.hidden_error = 0
        """The last exception whose message is not shown, as :func:`identity` has it."""
        self._begin()

    def _begin(self) -> None:
        self.id = self._process.number()
        self.opened = False
        self.polls = Polls(self._process.put)
        self.write: Callable[[str], None] = self._process.put
        self.ticket: dict[str, Any] | None = None
        """How far the gate let this lane go."""
        self.place = -1
        """Where the gate notes the line that it runs."""

    def become_child(self) -> None:
        """This thread is now the only one of a forked child: what is open is the parent's."""
        for hop in self.stack:
            hop.inherited = True
            hop.held = None
        self.start = next((h for h in reversed(self.stack) if not h.marker), None)
        self.kind = "fork"
        self._begin()

    def put(self, text: str) -> None:
        """Write an event about a hop, held back while an idle poll is under way."""
        buffer = self.polls.buffer
        if buffer is not None:
            buffer.append(text)
        else:
            self.write(text)

    # What is open

    def parent(self, caller: types.FrameType | None) -> Open | None:
        """The innermost open hop that is still on the frame stack."""
        stack = self.stack
        while stack:
            top = stack[-1]
            above = top.frame
            if caller is above:
                return top
            frame = caller
            while frame is not None and frame is not above:
                frame = frame.f_back
            if frame is not None:
                return top
            stack.pop()
        return None

    def place_below(self, hop: Open, top: Open | None) -> None:
        """Parent and depth where the hop above is none of this lane's ordinary open ones."""
        if top is None:
            receiver = hop.receiver
            if receiver is not None and receiver.role == "thread" and not self.opened:
                self.start = self._lanes.starts.pop(receiver.id, None)
            hop.parent = self.start
        elif top.marker:
            hop.resumed = top.resumed
            hop.parent = top.parent if top.parent is not None else self.start
            hop.depth = top.depth + 1
        else:
            hop.parent = top

    def take_out(self, frame: types.FrameType) -> Open | None:
        """Take out the innermost open hop of a frame, and what stands above it."""
        stack = self.stack
        if stack and stack[-1].frame is frame:
            return stack.pop()
        for place in range(len(stack) - 1, -1, -1):
            if stack[place].frame is frame:
                hop = stack[place]
                del stack[place:]
                return hop
        return None

    def starter(self, frame: types.FrameType | None) -> int | None:
        """Id of the innermost written hop that a frame belongs to: it starts a process there."""
        if self.polls.seeing:
            self.polls.break_off()
        hop = self.parent(frame)
        while hop is not None and (hop.marker or hop.is_held):
            hop = hop.parent
        return None if hop is None else hop.id

    def innermost(self) -> int | None:
        """Id of the innermost open hop, which a forked child's lane will name."""
        hop = next((h for h in reversed(self.stack) if not h.marker), None)
        return None if hop is None or hop.is_held else hop.id

    def is_within(self) -> bool:
        """Whether a hop of this process stands open."""
        return any(not h.inherited and not h.marker and not h.is_held for h in self.stack)

    # Coming into the recording

    def hold(self, hop: Open, text: str) -> None:
        """Hold a hop back, which is one only when its thread serves: a hop of another kind shows."""
        hop.held = Held(text, self._open, self.put)

    def confirm(self, hop: Open) -> None:
        """Write what was held back on the way to this hop, then open its lane."""
        chain: list[tuple[Open, Held]] = []
        above = hop.parent
        while above is not None and above.held is not None and above.held.text is not None:
            chain.append((above, above.held))
            above = above.parent
        for each, held in reversed(chain):
            held.write(each)
        self._open(hop)

    def _open(self, first: Open) -> None:
        """Write this lane's own facts, and the edge that leads to it."""
        if self.opened:
            return
        self.opened = True
        start = self.start
        thread: object = threading._active.get(get_ident())  # type: ignore[attr-defined]
        if start is not None and first.receiver is not None and first.receiver.role == "thread":
            thread = first.receiver.ref()
        # Through the instance's dict: a subclass may answer for its attributes with its own code.
        facts = own_dict(thread) or {}
        name = facts.get("_name")
        number = facts.get("_ident") or get_ident()
        daemon = "true" if facts.get("_daemonic") else "false"
        put = self._process.put
        put(
            f'["l",{self.id},"{self.kind}",{encode(name if type(name) is str else "")},'
            f"{os.getpid()},{number},{daemon},{start.id if start else 'null'},{time.monotonic_ns()}]\n"
        )
        self.write = self._process.direct()
        if start is not None:
            kind = "fork" if self.kind == "fork" else "thread"
            put(f'["x",{start.id},{first.id},"{kind}"]\n')
