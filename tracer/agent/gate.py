"""The gate: a thread that reaches a hop may have to wait here until the controller lets it go.

What is to be held stands in a page that the controller writes and every process
of the program has mapped, so a run that is let go costs no message a hop. A
thread that is held opens a connection of its own, says where it is, and waits
for one line: how far it may go. When the controller is gone the gate stands open.
"""

from __future__ import annotations

import _socket
import contextlib
import fcntl
import json
import mmap
import os
import struct
import time
from typing import TYPE_CHECKING, Any

from .codes import absolute
from .spool import LOWEST_DESCRIPTOR, map_high

if TYPE_CHECKING:
    from .lane import Lane
    from .opens import Open

PAGE, ADDRESS, WHEREABOUTS = "gate.page", "gate.sock", ".lanes"
"""Names in the private directory: the page, the socket, and each process's page of lanes."""
HEAD = struct.Struct("<QQ")
"""Of the page: a number that is odd while it is written, and the length of the JSON after it."""
PLACE = struct.Struct("<QQIIQ")
"""Of a lane: its number, its innermost hop's, the line that it runs, idle polls, when (ns)."""
PAGE_SIZE = 1 << 16

_LANES = PAGE_SIZE // PLACE.size


class Gate:
    """The gate of this process."""

    def __init__(self, directory: str, token: int) -> None:
        self._directory = directory
        self._page = self._map(os.path.join(directory, PAGE), 0)
        self._read = b""
        self._policy: dict[str, Any] = {"epoch": 0, "mode": "hold"}
        self._stops: dict[int, bool] = {}
        """Whether a code, by number, is one to stop at; good for one policy."""
        self._is_open = False
        self._links: list[_socket.socket] = []
        self._begin_places(token)

    def _map(self, path: str, flags: int) -> mmap.mmap:
        file = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        try:
            os.ftruncate(file, PAGE_SIZE)
            return map_high(file, PAGE_SIZE)
        finally:
            os.close(file)

    def _begin_places(self, token: int) -> None:
        path = os.path.join(self._directory, f"{token:x}-{os.getpid()}{WHEREABOUTS}")
        self._places = self._map(path, os.O_CREAT)
        self._next_place = 0

    def after_fork(self, token: int) -> None:
        """In a forked child: threads that were held are not here, and their connections not ours."""
        for link in self._links:
            with contextlib.suppress(OSError):
                link.close()
        self._links = []
        self._begin_places(token)

    # Holding

    def at_call(self, lane: Lane, hop: Open) -> None:
        """A hop was entered: wait, if it is to be held."""
        if not self._is_open:
            why = self._reason(lane, hop)
            if why:
                self._hold(lane, hop, why)

    def at_end(self, lane: Lane, hop: Open) -> None:
        """A hop has ended: wait, if this was asked for."""
        ticket = lane.ticket
        if not self._is_open and ticket is not None and ticket.get("end_of") == hop.id:
            self._refresh()
            if ticket["epoch"] == self._policy["epoch"]:
                self._hold(lane, hop, "returned")

    def _reason(self, lane: Lane, hop: Open) -> str | None:
        """Why a hop is to be held; None where it may go on."""
        self._refresh()
        if self._is_stop(hop):
            return "breakpoint"
        policy, ticket = self._policy, lane.ticket
        if ticket is None or ticket["epoch"] != policy["epoch"]:
            return "next" if policy["mode"] == "hold" else None
        if hop.depth <= ticket.get("depth", -1):
            return "next"
        if hop.info.name in ticket.get("names", ()):
            return "reached"
        after = ticket.get("after_request")
        if after is not None and hop.request is not None and hop.request.id > after:
            return "request"
        return None

    def _refresh(self) -> None:
        for _ in range(1000):
            head = self._page[: HEAD.size]
            if head == self._read:
                return
            number, length = HEAD.unpack(head)
            text = self._page[HEAD.size : HEAD.size + length]
            if number % 2 == 0 and self._page[: HEAD.size] == head:
                self._read, self._policy, self._stops = head, json.loads(text), {}
                return
            time.sleep(0)  # it is written just now

    def _is_stop(self, hop: Open) -> bool:
        breaks = self._policy.get("breaks")
        if not breaks:
            return False
        found = self._stops.get(hop.info.id)
        if found is None:
            code = hop.frame.f_code
            found = [absolute(code.co_filename), code.co_qualname] in breaks
            self._stops[hop.info.id] = found
        return found

    def _hold(self, lane: Lane, hop: Open, why: str) -> None:
        link = None
        try:
            link = self._connect()
            self._links.append(link)
            said = {"lane": lane.id, "hop": hop.id, "why": why, "pid": os.getpid()}
            link.sendall(json.dumps(said).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                piece = link.recv(4096)
                if not piece:
                    self._is_open = True  # nobody is there any more
                    return
                answer += piece
            lane.ticket = ticket = json.loads(answer)
            if ticket.get("new_request"):
                # Whatever request begins from now on has a higher number.
                ticket["after_request"] = lane.recorder.number()
        except OSError:
            self._is_open = True
        finally:
            if link is not None:
                with contextlib.suppress(ValueError):
                    self._links.remove(link)
                link.close()

    def _connect(self) -> _socket.socket:
        low = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            number = fcntl.fcntl(low.fileno(), fcntl.F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR)
        finally:
            low.close()
        link = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, number)
        link.settimeout(None)  # whatever socket.setdefaulttimeout() was told
        link.connect(os.path.join(self._directory, ADDRESS))
        return link

    # Where lanes are

    def at_line(self, lane: Lane, hop: Open, line: int) -> None:
        """Note the line that a lane is about to run, for whoever asks where it waits."""
        if lane.place < 0:
            lane.place = self._next_place % _LANES * PLACE.size
            self._next_place += 1
        PLACE.pack_into(
            self._places, lane.place, lane.id, hop.id, line, lane.polls.count, time.monotonic_ns()
        )
