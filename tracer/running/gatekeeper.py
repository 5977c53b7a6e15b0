"""The controller's side of the gate: which lanes are held, and how far each may go.

The program's side, and the format of what both share: ``tracer/agent/gate.py``.
Numbers of lanes and hops are the program's own here; :mod:`tracer.running.live` tells
the recording's.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from tracer.agent.gate import ADDRESS, HEAD, PAGE, PAGE_SIZE
from tracer.errors import HopscopeError
from tracer.language import _
from tracer.running.whereabouts import Place, Whereabouts

if TYPE_CHECKING:
    from pathlib import Path

Why: TypeAlias = Literal["next", "breakpoint", "reached", "request", "returned"]
"""Why a lane is held: before its next hop, at a function to stop at, at the one that it was let go
to, at a new request's first hop, after a hop's return."""

ANY_DEPTH = 1 << 40
_BACKLOG = 512


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
        facts: dict[str, object] = {"epoch": epoch}
        if self.depth is not None:
            facts["depth"] = self.depth
        if self.end_of is not None:
            facts["end_of"] = self.end_of
        if self.names:
            facts["names"] = self.names
        if self.new_request:
            facts["new_request"] = True
        return json.dumps(facts).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lane that is held. ``since_ns`` is of the monotonic clock."""

    lane: int
    hop: int
    why: Why
    since_ns: int


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
        self._is_open = False
        self._breaks: tuple[tuple[str, str], ...] = ()
        self._choice = 0
        """Counts the choices of functions to stop at: a lane may come because of an older one."""
        self._page = _new_page(directory / PAGE)
        self._links: dict[socket.socket, Waiting | None] = {}
        self._parted: list[socket.socket] = []
        """Those that have had their answer, or have hung up."""
        self._is_full = False
        self._is_asleep = False
        self._whereabouts = Whereabouts(directory)
        self._bell, self._ringer = socket.socketpair()
        for end in (self._bell, self._ringer):
            end.setblocking(False)
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._listener.bind(str(directory / ADDRESS))
            (directory / ADDRESS).chmod(0o600)
        except OSError as error:
            self.close()
            raise HopscopeError(
                _("cannot make a socket in {directory}: {error}").format(
                    directory=directory, error=error
                ),
                _("Set TMPDIR to a folder with a shorter name."),
            ) from error
        self._listener.listen(_BACKLOG)
        self._listener.setblocking(False)
        self._write()

    def close(self) -> None:
        """Leave the gate: who waits goes on, and nobody is held any more."""
        with self._lock:
            ours = self._listener, self._bell, self._ringer
            for link in (*ours, *self._links, *self._parted):
                link.close()
            self._links.clear()
            if self._page >= 0:
                os.close(self._page)
            self._page = -1
            self._whereabouts.close()

    # Who waits

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Lanes that are held, the one that has waited longest first."""
        with self._lock:
            found = [waiting for waiting in self._links.values() if waiting is not None]
        return tuple(sorted(found, key=lambda each: each.since_ns))

    def renew_links(self) -> list[socket.socket]:
        """Close what has parted; what to wait for: each, when it can be read, is for :meth:`take`.

        For the one thread that waits: none of them is closed while it does.
        """
        with self._lock:
            for link in self._parted:
                link.close()
                self._is_full = False
            self._parted.clear()
            openings = [self._bell] if self._is_full else [self._bell, self._listener]
            return [*openings, *self._links]

    def take(self, link: socket.socket) -> None:
        """Take what came: a lane that has come to the gate, what it says, or its end."""
        with self._lock:
            if link is self._bell:
                with contextlib.suppress(BlockingIOError):
                    self._bell.recv(4096)
            elif link is self._listener:
                self._accept()
            elif link in self._links:
                self._hear(link)

    def _accept(self) -> None:
        try:
            came, _ = self._listener.accept()
        except BlockingIOError:
            return
        except OSError:
            self._is_full = True  # of descriptors: who comes waits until one is given back
            return
        came.setblocking(False)
        self._links[came] = None

    def _hear(self, link: socket.socket) -> None:
        try:
            said = link.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            del self._links[link]
            self._parted.append(link)
            return
        # One short line, sent at once over a local socket: it comes whole.
        facts = json.loads(said)
        self._links[link] = Waiting(facts["lane"], facts["hop"], facts["why"], time.monotonic_ns())
        if self.is_free and facts["why"] == "breakpoint" and facts["choice"] == self._choice:
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
            self._ring()
            return bool(found)

    def _let_go(self, link: socket.socket, ticket: Ticket) -> None:
        del self._links[link]
        with contextlib.suppress(OSError):  # it has ended meanwhile
            link.setblocking(True)
            link.sendall(ticket.words(self._epoch))
        self._parted.append(link)

    def free(self) -> None:
        """Let everything run, but for breakpoints."""
        with self._lock:
            self.is_free = True
            self._epoch += 1
            self._write()
            for link in [at for at, each in self._links.items() if each is not None]:
                self._let_go(link, Ticket())
            self._ring()

    def open(self) -> None:
        """Open the gate for good: everything runs, and nobody is held any more."""
        with self._lock:
            self.stop_at(())
            self.free()
            self._is_open = True

    def hold(self) -> None:
        """Hold every lane before its next hop, however far it had been let go."""
        with self._lock:
            if self._is_open:
                return
            self.is_free = False
            self._epoch += 1
            self._write()
            self._ring()

    def _ring(self) -> None:
        """Wake whoever waits for :meth:`renew_links`: there is something new to tell."""
        with contextlib.suppress(OSError):  # many rings are as good as one
            self._ringer.send(b"!")

    def stop_at(self, breaks: tuple[tuple[str, str], ...]) -> None:
        """Hold any lane that comes to one of these functions: file and qualified name.

        There is room for some hundreds; the last of more are left out.
        """
        with self._lock:
            if self._is_open:
                return
            self._breaks = breaks
            self._choice += 1
            self._write()

    # Rest

    def rest(self) -> bool:
        """Ask to be woken by the program's next hop; False where this was asked for before.

        What the program did just before may be unseen still: look once more, then wait.
        """
        with self._lock:
            asked, self._is_asleep = self._is_asleep, True
            if not asked:
                self._write()
            return not asked

    def wake(self) -> None:
        """Hops are looked at as they come: none need wake anybody."""
        with self._lock:
            if self._is_asleep:
                self._is_asleep = False
                self._write()

    def _write(self) -> None:
        if self._page < 0:
            return  # the gate stands open for good
        text = self._policy()
        while len(text) > PAGE_SIZE - HEAD.size:
            self._breaks = self._breaks[:-1]
            text = self._policy()
        self._number += 2
        # The number goes first and last: who reads it odd, or twice differently, reads again.
        os.pwrite(self._page, HEAD.pack(self._number - 1, len(text)), 0)
        os.pwrite(self._page, text, HEAD.size)
        os.pwrite(self._page, HEAD.pack(self._number, len(text)), 0)

    def _policy(self) -> bytes:
        return json.dumps({
            "epoch": self._epoch, "mode": "free" if self.is_free else "hold",
            "breaks": self._breaks, "choice": self._choice, "asleep": self._is_asleep,
        }).encode()  # fmt: skip

    def look(self) -> dict[int, Place]:
        """Look where each lane is that runs a hop, by its number."""
        with self._lock:
            return self._whereabouts.look()


def _new_page(path: Path) -> int:
    """Make the page. Not mapped here: who has a file of the run's mapped is ended with the run."""
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    os.ftruncate(file, PAGE_SIZE)
    return file
