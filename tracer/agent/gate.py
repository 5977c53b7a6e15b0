"""The gate: a thread that reaches a hop may have to wait here until the controller lets it go.

What is to be held stands in a page that the controller writes and every process
of the program has mapped, so a run that is let go costs no message a hop. A
thread that is held opens a connection of its own, says where it is, and waits
for one line: how far it may go. When the controller is gone nothing is held any
more, and nothing recorded.
"""

from __future__ import annotations

import _socket
import errno
import fcntl
import json
import mmap
import os
import struct
from itertools import count
from time import monotonic_ns, sleep
from typing import TYPE_CHECKING, Any

from .facts.codes import absolute
from .spool import LOWEST_DESCRIPTOR, map_high

if TYPE_CHECKING:
    from collections.abc import Callable

    from .lane import Lane
    from .opens import Open
    from .process import Process

PAGE, ADDRESS, WHEREABOUTS = "gate.page", "gate.sock", ".lanes"
"""Names in the private directory: the page, the socket, and each process's page of lanes."""
HEAD = struct.Struct("<QQ")
"""Of the page: a number that is odd while it is written, and the length of the JSON after it."""
GONE = b"\xff" * HEAD.size
"""The head of a page that nobody will write any more: its controller is gone."""
PLACE = struct.Struct("<QQIIQ")
"""Of a lane: its number, its innermost hop's, the line that it runs, idle polls, when (ns).

The first place of a page holds the process as its number. A place without a time was never
taken, and none after it; one without a lane is free again."""
PAGE_SIZE = 1 << 16

_LAST = PAGE_SIZE // PLACE.size - 1
"""Shared by all lanes that come when every other place is taken."""
_TRIES = 100
_now = monotonic_ns


class Gate:
    """The gate of this process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._directory: str = process.config["directory"]
        self._address = os.path.join(self._directory, ADDRESS)
        self._page = _map(os.path.join(self._directory, PAGE), 0)
        self._policy: _Policy | None = None
        self._links: list[_Link] = []
        self._begin_places()

    def _begin_places(self) -> None:
        self._places: mmap.mmap | bytearray | None = None
        self._next_place: Callable[[], int] = count(1).__next__
        self._unused: list[int] = []

    def become_child(self) -> None:
        """In a forked child: threads that were held are not here, and their connections not ours."""
        for link in self._links:
            link.close()
        self._links = []
        self._begin_places()

    # Holding

    def at_call(self, lane: Lane, hop: Open) -> None:
        """A hop was entered: wait, if it is to be held."""
        policy = self._read()
        if policy is not None:
            if policy.wants_knock:  # not for idle polls, which come without end and are not told
                policy.wants_knock = False
                self._knock()
            why = self._reason(policy, lane, hop)
            if why:
                self._hold(policy, lane, hop, why)

    def at_end(self, lane: Lane, hop: Open) -> None:
        """A hop has ended: wait, if this was asked for."""
        ticket = lane.ticket
        if ticket is not None and ticket.get("end_of") == hop.id:
            policy = self._read()
            if policy is not None and ticket["epoch"] == policy.said["epoch"]:
                self._hold(policy, lane, hop, "returned")

    def left(self, lane: Lane, hop: Open) -> None:
        """A hop has ended, and its lane goes on in the one around it."""
        top = lane.stack[-1] if lane.stack else None
        if top is None:
            self.outside(lane)
        elif top.frame is not None:
            self.at_line(lane, top, top.frame.f_lineno or 0)
        self.at_end(lane, hop)

    def is_stop(self, hop: Open) -> bool:
        """Whether a hop's function is one to stop at."""
        policy = self._read()
        return policy is not None and policy.is_stop(hop)

    def _reason(self, policy: _Policy, lane: Lane, hop: Open) -> str | None:
        """Why a hop is to be held; None where it may go on."""
        if policy.is_stop(hop):
            return "breakpoint"
        ticket = lane.ticket
        if ticket is None or ticket["epoch"] != policy.said["epoch"]:
            return "next" if policy.said["mode"] == "hold" else None
        if hop.depth <= ticket.get("depth", -1):
            return "next"
        if hop.info.name in ticket.get("names", ()):
            return "reached"
        after = ticket.get("after_request")
        if after is not None and hop.request is not None and hop.request.id > after:
            return "request"
        return None

    def _read(self) -> _Policy | None:
        """What is to be held now; None where there is nobody any more who could let go."""
        for _ in range(_TRIES):
            policy = self._policy
            head = self._page[: HEAD.size]
            if policy is not None and head == policy.head:
                return policy
            if head == GONE:
                self._leave()
                return None
            number, length = HEAD.unpack(head)
            text = self._page[HEAD.size : HEAD.size + length]
            if number % 2 == 0 and self._page[: HEAD.size] == head:
                self._policy = policy = _Policy(head, json.loads(text))
                return policy
            sleep(0)  # it is written just now
        return self._policy

    def _hold(self, policy: _Policy, lane: Lane, hop: Open, why: str) -> None:
        choice = policy.said["choice"]
        said = json.dumps({"lane": lane.id, "hop": hop.id, "why": why, "choice": choice})
        # It has gone as far as it might: interrupted here by a signal, it is held again soon.
        lane.ticket = answer = None
        for _ in range(_TRIES):
            try:
                answer = self._ask(said)
                break
            except _TakenAwayError:
                continue  # the program closed descriptors that are not its own
            except OSError as error:
                if error.errno in _NOBODY:
                    break
                self._process.note("not-held", error=str(error.strerror))
                return
        if not answer:
            self._leave()
            return
        lane.ticket = ticket = json.loads(answer)
        if ticket.get("new_request"):
            # Whatever request begins from now on has a higher number.
            ticket["after_request"] = self._process.number()

    def _ask(self, said: str) -> bytes:
        """Say where a thread stands, and wait for the answer; empty where nobody is there."""
        link = _Link()
        self._links.append(link)
        try:
            return link.ask(self._address, said.encode() + b"\n")
        finally:
            self._links.remove(link)
            link.close()

    def _knock(self) -> None:
        """Something moves again: the controller, which looks but rarely now, should look."""
        link = _Link()
        try:
            link.connect(self._address)
        except (OSError, _TakenAwayError):
            pass  # it looks a little later, then
        finally:
            link.close()

    def _leave(self) -> None:
        self._process.stop("alone")

    # Where lanes are

    def at_line(self, lane: Lane, hop: Open, line: int) -> None:
        """Note the line that a lane is about to run, for whoever asks where it waits."""
        places = self._places
        if places is None:
            places = self._open_places()
        if lane.place < 0:
            lane.place = self._take_place()
        PLACE.pack_into(places, lane.place, lane.id, hop.id, line, lane.polls.count, _now())

    def outside(self, lane: Lane) -> None:
        """A lane runs none of its hops any more, for now: it has no place."""
        place, lane.place = lane.place, -1
        if self._places is not None and place >= 0:
            PLACE.pack_into(self._places, place, 0, 0, 0, 0, _now())
            if place != _LAST * PLACE.size:
                self._unused.append(place)

    def _open_places(self) -> mmap.mmap | bytearray:
        path = os.path.join(self._directory, f"{self._process.token:x}{WHEREABOUTS}")
        try:
            places: mmap.mmap | bytearray = _map(path, os.O_CREAT)
        except OSError:
            places = bytearray(PAGE_SIZE)  # nobody sees where the lanes of this process are
        PLACE.pack_into(places, 0, os.getpid(), 0, 0, 0, _now())
        self._places = places
        return places

    def _take_place(self) -> int:
        try:
            return self._unused.pop()
        except IndexError:
            return min(self._next_place(), _LAST) * PLACE.size


class _Policy:
    """What the page says: one object, so that nobody meets half of an old and half of a new one."""

    def __init__(self, head: bytes, said: dict[str, Any]) -> None:
        self.head = head
        self.said = said
        self.wants_knock: bool = said["asleep"]
        self._stops: dict[int, bool] = {}
        """Whether a code, by number, is one to stop at."""

    def is_stop(self, hop: Open) -> bool:
        """Whether a hop's function is one to stop at."""
        breaks = self.said["breaks"]
        if not breaks:
            return False
        found = self._stops.get(hop.info.id)
        if found is None:
            code = hop.frame.f_code
            found = [absolute(code.co_filename), code.co_qualname] in breaks
            self._stops[hop.info.id] = found
        return found


class _TakenAwayError(Exception):
    """The program has closed a connection of ours."""


class _Link:
    """A connection to the controller, at a descriptor that programs do not use.

    A program that closes every descriptor closes this one too, and may then have a file
    of its own at that number: it is closed only while it is the one that was opened.
    """

    def __init__(self) -> None:
        _identity(-1)  # fails here, with nothing to close yet, where the stack has no room
        link = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        try:
            high = fcntl.fcntl(link.fileno(), fcntl.F_DUPFD_CLOEXEC, LOWEST_DESCRIPTOR)
        except OSError:
            pass  # fewer descriptors than that are allowed here
        else:
            link.close()
            link = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM, 0, high)
        self._socket = link
        self._identity = _identity(link.fileno())

    def connect(self, path: str) -> None:
        """Reach the controller."""
        self._socket.settimeout(None)  # whatever socket.setdefaulttimeout() was told
        self._socket.connect(path)

    def ask(self, path: str, text: bytes) -> bytes:
        """Send a line and wait for one; empty where the other side hangs up."""
        answer = b""
        try:
            self.connect(path)
            self._socket.sendall(text)
            while not answer.endswith(b"\n"):
                piece = self._socket.recv(4096)
                if not piece:
                    return b""
                answer += piece
        except OSError:
            if _identity(self._socket.fileno()) != self._identity:
                raise _TakenAwayError from None
            raise
        return answer

    def close(self) -> None:
        """Close it, if it is still there to be closed."""
        if _identity(self._socket.fileno()) == self._identity:
            self._socket.close()
        else:
            self._socket.detach()


_NOBODY = (errno.ECONNREFUSED, errno.ENOENT, errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN)


def _identity(number: int) -> tuple[int, int] | None:
    try:
        found = os.fstat(number)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _map(path: str, flags: int) -> mmap.mmap:
    file = os.open(path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
    try:
        os.ftruncate(file, PAGE_SIZE)
        return map_high(file, PAGE_SIZE)
    finally:
        os.close(file)
