"""Real clients for the built-in servers, and for any server that listens like them."""

from __future__ import annotations

import errno
import socket
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracer.model import Listening

_LARGEST_DATAGRAM = 65536
_LARGEST_ANSWER = 1 << 20
"""Bytes after which the client has heard enough of a line, or of what comes after the last one."""
_HUNG_UP = {errno.ECONNRESET, errno.EPIPE, errno.ENOTCONN}
"""The server went before the client did: it need not read all that it is sent."""


def talk(listening: Listening, messages: Sequence[bytes], timeout: float) -> list[bytes]:
    """Send each message as it is, wait for its answer, hang up; give the answers in order.

    An answer is empty where none came in its share of ``timeout`` (seconds, for
    the whole talk), so a server that never answers is sent every message too.
    A stream's answer ends with its line; what arrives after the last message,
    until the server hangs up, is one answer more. A server that hangs up early
    ends the talk: the list is then shorter than ``messages``.

    Raises HopscopeError when the server cannot be reached.
    """
    deadline = time.monotonic() + timeout
    kind = {"tcp": _over_stream, "unix": _over_stream}.get(listening.family, _over_datagrams)
    try:
        with connected(listening, timeout) as link:
            return kind(link, messages, deadline)
    except OSError as error:
        raise HopscopeError(
            _("the client could not reach {object} at {address}: {error}").format(
                object=listening.object, address=listening.address, error=error
            ),
            _("does the server listen there still?"),
            exit_code=3,
        ) from error


def address_family(listening: Listening) -> tuple[socket.AddressFamily, socket.SocketKind]:
    """Family and kind of a socket that can reach a server."""
    datagrams = listening.family in {"udp", "unix-datagram"}
    kind = socket.SOCK_DGRAM if datagrams else socket.SOCK_STREAM
    if listening.family in {"unix", "unix-datagram"}:
        return socket.AF_UNIX, kind
    return (socket.AF_INET6 if ":" in listening.address[0] else socket.AF_INET), kind


@contextmanager
def connected(listening: Listening, timeout: float) -> Iterator[socket.socket]:
    """Give a socket that is connected to a server. Raises OSError where it is not reached."""
    family, kind = address_family(listening)
    with (
        tempfile.TemporaryDirectory(prefix="hopscope-client-") as directory,
        socket.socket(family, kind) as link,
    ):
        link.settimeout(timeout)
        if listening.family == "unix-datagram":
            # Without a name of its own the client could not be answered.
            link.bind(str(Path(directory) / "client"))
        link.connect(listening.address)
        yield link


def _over_stream(link: socket.socket, messages: Sequence[bytes], deadline: float) -> list[bytes]:
    answers: list[bytes] = []
    try:
        for number, message in enumerate(messages):
            link.settimeout(_share(deadline, len(messages) - number + 1))
            link.sendall(message)
            answer, open_still = _receive_line(link, _share(deadline, len(messages) - number + 1))
            if not open_still:
                return [*answers, answer] if answer else answers
            answers.append(answer)
        link.shutdown(socket.SHUT_WR)
    except TimeoutError:
        return answers  # it takes no more: what was answered stands
    except OSError as error:
        if error.errno not in _HUNG_UP:
            raise
    # Of a server that hung up, too: what it said before may lie here unread.
    rest = _receive_rest(link, deadline)
    return [*answers, rest] if rest else answers


def _receive_line(link: socket.socket, seconds: float) -> tuple[bytes, bool]:
    """Give what arrived up to the end of a line, and whether the server is there still."""
    deadline = time.monotonic() + seconds
    line = b""
    while not line.endswith(b"\n") and len(line) < _LARGEST_ANSWER:
        link.settimeout(_share(deadline, 1))
        try:
            piece = link.recv(4096)
        except TimeoutError:
            return line, True
        except ConnectionResetError:
            piece = b""
        if not piece:
            return line, False
        line += piece
    return line, True


def _receive_rest(link: socket.socket, deadline: float) -> bytes:
    rest = b""
    while len(rest) < _LARGEST_ANSWER:
        link.settimeout(_share(deadline, 1))
        try:
            piece = link.recv(4096)
        except (TimeoutError, ConnectionResetError):
            return rest
        if not piece:
            break
        rest += piece
    return rest


def _over_datagrams(link: socket.socket, messages: Sequence[bytes], deadline: float) -> list[bytes]:
    answers: list[bytes] = []
    for number, message in enumerate(messages):
        link.settimeout(_share(deadline, len(messages) - number))
        link.send(message)
        try:
            answers.append(link.recv(_LARGEST_DATAGRAM))
        except TimeoutError:
            answers.append(b"")
    return answers


def _share(deadline: float, parts: int) -> float:
    """Seconds for one of ``parts`` equal parts of the time that is left, never nothing."""
    return max((deadline - time.monotonic()) / parts, 0.001)
