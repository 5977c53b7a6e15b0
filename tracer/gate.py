"""The controller's side of the gate: which lanes are held, and how far each may go.

The program's side, and the format of what both share: ``tracer/agent/gate.py``.
Numbers of lanes and hops are the program's own here; :mod:`tracer.live` tells
the recording's.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from tracer.agent.gate import ADDRESS, HEAD, PAGE, PAGE_SIZE, PLACE, WHEREABOUTS
from tracer.errors import HopscopeError

Why: TypeAlias = Literal["next", "breakpoint", "reached", "request", "returned"]
"""Why a lane is held: before its next hop, at a function to stop at, at the one that it was let go
to, at a new request's first hop, after a hop's return."""

ANY_DEPTH = 1 << 40
_MOST_BREAKS = 100
_COUNT_SECONDS = 0.25
"""How often it is looked which processes have ended."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """How far a lane may go. With nothing set: to its end."""

    depth: int | None = None
    """Until a hop at this depth or a lesser one; :data:`ANY_DEPTH` for the very next."""
    end_of: int | None = None
    """Until this hop has ended."""
    names: tuple[str, ...] = ()
    """Until a function of one of these names."""
    new_request: bool = False
    """Until the first hop of a request that has not come yet."""

    def words(self, epoch: int) -> bytes:
        """The line that lets a lane go."""
        facts = {name: getattr(self, name) for name in self.__slots__}
        return (
            json.dumps({"epoch": epoch, **{k: v for k, v in facts.items() if v}}).encode() + b"\n"
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lane that is held. ``since_ns`` is of the monotonic clock."""

    lane: int
    hop: int
    why: Why
    since_ns: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a lane is: its innermost hop, the line that this runs, idle polls, since when."""

    hop: int
    line: int
    polls: int
    moved_ns: int


class GateKeeper:
    """Listens at the gate. Its methods may be called from any thread.

    Raises :class:`HopscopeError` where the directory's name is too long for a socket in it.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.RLock()
        self._epoch = 1
        self._number = 0
        self.is_free = False
        """Whether everything runs, but for breakpoints."""
        self._breaks: tuple[tuple[str, str], ...] = ()
        self._page = _new_page(directory / PAGE)
        self._links: dict[socket.socket, Waiting | None] = {}
        self._places: dict[str, mmap.mmap] = {}
        self._counted = 0.0
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self.listener.bind(str(directory / ADDRESS))
        except OSError as error:
            self.listener.close()
            raise HopscopeError(
                f"cannot make a socket in {directory}: {error}",
                "Set TMPDIR to a folder with a shorter name.",
            ) from error
        self.listener.listen(512)
        self.listener.setblocking(False)
        self._write()

    def close(self) -> None:
        """Open the gate for good: who waits goes on, and nobody is held any more."""
        with self._lock:
            self.listener.close()
            for link in self._links:
                link.close()
            self._links.clear()
            for page in (self._page, *self._places.values()):
                page.close()
            self._places.clear()

    # Who waits

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Lanes that are held, the one that has waited longest first."""
        with self._lock:
            found = [waiting for waiting in self._links.values() if waiting is not None]
        return tuple(sorted(found, key=lambda each: each.since_ns))

    def links(self) -> list[socket.socket]:
        """What to wait for: each of these, when it can be read, is for :meth:`take`."""
        with self._lock:
            return [self.listener, *self._links]

    def take(self, link: socket.socket) -> None:
        """Take what came: a lane that has come to the gate, what it says, or its end."""
        with self._lock:
            if link is self.listener:
                with contextlib.suppress(OSError):
                    came, _ = self.listener.accept()
                    came.setblocking(False)
                    self._links[came] = None
            elif link in self._links:
                self._hear(link)

    def _hear(self, link: socket.socket) -> None:
        try:
            said = link.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            link.close()
            del self._links[link]
            return
        # One short line, sent at once over a local socket: it comes whole.
        facts = json.loads(said)
        self._links[link] = Waiting(facts["lane"], facts["hop"], facts["why"], time.monotonic_ns())
        if self.is_free and facts["why"] == "breakpoint":
            self.hold()
        elif self.is_free:
            self._let_go(link, Ticket())  # it was on its way here when everything was let go

    # What may go

    def release(self, lane: int, ticket: Ticket) -> bool:
        """Let a lane go as far as the ticket says; False where it is not held."""
        with self._lock:
            found = [at for at, each in self._links.items() if each and each.lane == lane]
            for link in found:
                self._let_go(link, ticket)
            return bool(found)

    def _let_go(self, link: socket.socket, ticket: Ticket) -> None:
        del self._links[link]
        with contextlib.suppress(OSError):  # it has ended meanwhile
            link.setblocking(True)
            link.sendall(ticket.words(self._epoch))
        link.close()

    def free(self) -> None:
        """Let everything run, but for breakpoints."""
        with self._lock:
            self.is_free = True
            self._epoch += 1
            self._write()
            for link in [at for at, each in self._links.items() if each is not None]:
                self._let_go(link, Ticket())

    def hold(self) -> None:
        """Hold every lane before its next hop, however far it had been let go."""
        with self._lock:
            self.is_free = False
            self._epoch += 1
            self._write()

    def stop_at(self, breaks: tuple[tuple[str, str], ...]) -> None:
        """Hold any lane that comes to one of these functions: file and qualified name."""
        with self._lock:
            self._breaks = breaks[:_MOST_BREAKS]
            self._write()

    def _write(self) -> None:
        if self._page.closed:
            return  # the gate stands open for good
        policy = {
            "epoch": self._epoch, "mode": "free" if self.is_free else "hold",
            "breaks": self._breaks,
        }  # fmt: skip
        text = json.dumps(policy).encode()[: PAGE_SIZE - HEAD.size]
        self._number += 2
        HEAD.pack_into(self._page, 0, self._number - 1, 0)
        self._page[HEAD.size : HEAD.size + len(text)] = text
        HEAD.pack_into(self._page, 0, self._number, len(text))

    # Where lanes are

    def places(self) -> dict[int, Place]:
        """Where each lane of the processes that live is, by its number."""
        found: dict[int, Place] = {}
        with self._lock:
            for page in self._pages():
                for lane, hop, line, polls, moved_ns in PLACE.iter_unpack(page):
                    if not lane:
                        break
                    found[lane] = Place(hop, line, polls, moved_ns)
        return found

    def _pages(self) -> list[mmap.mmap]:
        for path in self._directory.glob(f"*{WHEREABOUTS}"):
            if path.name not in self._places and path.stat().st_size == PAGE_SIZE:
                with path.open("rb") as file:
                    self._places[path.name] = mmap.mmap(
                        file.fileno(), PAGE_SIZE, access=mmap.ACCESS_READ
                    )
        if time.monotonic() - self._counted > _COUNT_SECONDS:
            self._counted = time.monotonic()
            self._forget_ended()
        return list(self._places.values())

    def _forget_ended(self) -> None:
        """Nothing is anywhere in a process that has ended: a server may fork for each request."""
        for name in list(self._places):
            pid = int(name.partition("-")[2].partition(".")[0])
            if not is_alive(pid):
                self._places.pop(name).close()
                (self._directory / name).unlink(missing_ok=True)


def is_alive(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    if Path("/proc").is_dir():
        return False
    try:  # macOS
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _new_page(path: Path) -> mmap.mmap:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.ftruncate(file, PAGE_SIZE)
        return mmap.mmap(file, PAGE_SIZE)
    finally:
        os.close(file)
