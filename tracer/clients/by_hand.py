"""A client that a person drives: it connects, sends a line when told, and hangs up when told."""

from __future__ import annotations

import contextlib
import socket
import tempfile
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from tracer.clients.address import reachable, where
from tracer.clients.talk import address_family
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.model import Listening

Status: TypeAlias = Literal["connecting", "connected", "hung up", "ended by the server", "failed"]

_KEPT = 200
_LARGEST = 65536


class Caller:
    """One client of a server. ``told`` is called from another thread whenever something happens.

    What it sent and heard is in :attr:`talk`, the newest last: ``("heard", b"HELLO")``.
    """

    def __init__(self, number: int, listening: Listening, told: Callable[[], None]) -> None:
        self.number = number
        self.listening = listening
        self.talk: deque[tuple[Literal["sent", "heard"], bytes]] = deque(maxlen=_KEPT)
        self.status: Status = "connecting"
        self._told = told
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._link = self._connect()
        self._thread = threading.Thread(target=self._listen, name=f"client {number}", daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether it can send."""
        return self.status == "connected"

    def _connect(self) -> socket.socket:
        """Connect: the kernel does so even while the server is held. Raises HopscopeError."""
        listening = self.listening
        family, kind = address_family(listening)
        link = socket.socket(family, kind)
        try:
            if listening.family == "unix-datagram":
                # Without a name of its own it could not be answered.
                self._folder = tempfile.TemporaryDirectory(prefix="hopscope-client-")
                link.bind(str(Path(self._folder.name) / "client"))
            link.settimeout(2.0)
            address = listening.address
            link.connect(address if isinstance(address, str) else reachable(address))
            link.settimeout(None)
        except OSError as error:
            link.close()
            raise HopscopeError(
                _("cannot connect to {where}: {error}").format(where=where(listening), error=error),
                _("A server whose backlog is full takes no more clients until it accepts one."),
            ) from error
        self.status = "connected"
        return link

    def send(self, data: bytes) -> None:
        """Send bytes as they are. Raises HopscopeError where the connection is gone."""
        try:
            self._link.sendall(data)
        except OSError as error:
            self._end("failed")
            raise HopscopeError(
                _("client {number} cannot send: {error}").format(number=self.number, error=error),
                _("Open another client."),
            ) from error
        self.talk.append(("sent", data))

    def get(self, path: str) -> None:
        """Send an HTTP GET for a path; the answer is heard as it comes."""
        address = self.listening.address
        host = address if isinstance(address, str) else f"{address[0]}:{address[1]}"
        request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        if not request.isascii() or any(c in path for c in " \r\n") or not path.startswith("/"):
            raise HopscopeError(
                _("{path!r} is no path to ask for").format(path=path),
                _("Start with / and write no spaces."),
            )
        self.send(request.encode("ascii"))

    def hang_up(self) -> None:
        """Close the connection."""
        if self.is_open:
            self._end("hung up")

    def _end(self, status: Status) -> None:
        if self.status == "connected":
            self.status = status
        with contextlib.suppress(OSError):
            self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.cleanup()

    def _listen(self) -> None:
        while True:
            try:
                heard = self._link.recv(_LARGEST)
            except OSError:
                heard = b""
            if not heard:
                break
            self.talk.append(("heard", heard))
            self._told()
        if self.status == "connected":
            self._end("ended by the server")
        self._told()
