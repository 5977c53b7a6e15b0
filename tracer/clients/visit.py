"""The client of ours that visits the first server that listens, in a thread of the controller."""

from __future__ import annotations

import http.client
import threading
import time
from typing import TYPE_CHECKING

from tracer.clients import talk as clients
from tracer.clients.address import reachable
from tracer.clients.heard import bounded
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tracer.clients.heard import Heard
    from tracer.model import Listening

_DATAGRAMS = ("udp", "unix-datagram")
_LARGEST_PAGE = 1 << 24
_SECONDS = 10.0
_SILENCE = 4.0
"""Seconds after which a silent client leaves though the others wait still: they come after it then."""


class Visit:
    """Holds each of the ``talks`` over a connection of its own, then makes the GETs.

    The talks come one after another, or all at once where ``together``. Before them ``silent``
    clients connect; they say nothing, and leave when the others are done. ``patience`` is how long
    a connection may take, in seconds. ``tell``, where given, is told what was answered. An error
    is kept in :attr:`error`.
    """

    def __init__(
        self, talks: Sequence[tuple[bytes, ...]], gets: tuple[str, ...], patience: float,
        tell: Callable[[str], None] | None, *, together: bool = False, silent: int = 0,
    ) -> None:  # fmt: skip
        self._talks = talks
        self._gets = gets
        self._patience = patience
        self._tell = tell
        self._together = together
        self._silent = silent
        self._thread: threading.Thread | None = None
        self._hung_up_at: float | None = None
        self._heard: dict[int, Heard] = {}
        self.error: HopscopeError | None = None

    @property
    def heard(self) -> tuple[Heard, ...]:
        """What each client received, the GETs after the talks; empty for one that received nothing."""
        return tuple(
            self._heard.get(number, ()) for number in range(len(self._talks) + len(self._gets))
        )

    @property
    def begun(self) -> bool:
        """Whether a server was found to visit."""
        return self._thread is not None

    def begin(self, listening: Listening) -> None:
        """Visit that server; later calls do nothing."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._visit, args=(listening,), daemon=True)
            self._thread.start()

    def over_for(self) -> float | None:
        """Seconds since the client hung up for good; None before."""
        return None if self._hung_up_at is None else time.monotonic() - self._hung_up_at

    def join(self) -> None:
        """Wait for the client to end, which it does soon when the program has."""
        if self._thread is not None:
            self._thread.join(_SECONDS)

    def _visit(self, listening: Listening) -> None:
        if listening.family in _DATAGRAMS and len(set(self._talks)) == 1:
            # There each message is a request: as many talks as have so many messages.
            each = max(len(self._talks[0]), 1)
            self._talks = self._talks[: -(-len(self._talks) // each)]
        over = threading.Event()
        silent = [self._begin_silence(listening, over) for _ in range(self._silent)]
        try:
            if self._together:
                self._visit_at_once(listening)
            for number in range(0 if self._together else len(self._talks)):
                self._talk(listening, number)
            for number, path in enumerate(self._gets, len(self._talks)):
                self._get(listening, number, path)
        except HopscopeError as error:
            self.error = error
        finally:
            over.set()
            for each_thread in silent:
                each_thread.join()
            self._hung_up_at = time.monotonic()

    def _begin_silence(self, listening: Listening, over: threading.Event) -> threading.Thread:
        """Have a client connect that says nothing; it is there when this returns."""
        there = threading.Event()

        def keep_silent() -> None:
            try:
                with clients.connected(listening, self._patience):
                    there.set()
                    over.wait(_SILENCE)
            except OSError:  # the clients that come after it tell of it
                there.set()

        thread = threading.Thread(target=keep_silent, daemon=True)
        thread.start()
        there.wait()
        return thread

    def _visit_at_once(self, listening: Listening) -> None:
        def talk(number: int) -> None:
            try:
                self._talk(listening, number)
            except HopscopeError as error:
                self.error = error

        callers = [
            threading.Thread(target=talk, args=(number,), daemon=True)
            for number in range(len(self._talks))
        ]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()

    def _talk(self, listening: Listening, number: int) -> None:
        answers = clients.talk(listening, self._talks[number], self._patience)
        if listening.family in _DATAGRAMS:
            self._heard[number] = tuple(answers)
        else:  # where one answer ended and the next began is a matter of time
            self._heard[number] = tuple(filter(None, [b"".join(answers)]))
        self._tell_answers(answers)

    def _tell_answers(self, answers: list[bytes]) -> None:
        for answer in answers if self._tell is not None else ():
            assert self._tell is not None
            self._tell(
                _("answer: {answer}").format(answer=bounded(answer)) if answer else _("no answer")
            )

    def _get(self, listening: Listening, number: int, path: str) -> None:
        if isinstance(listening.address, str) or listening.family != "tcp":
            raise HopscopeError(
                _("--get {path}: {object} is no TCP server").format(
                    path=path, object=listening.object
                ),
                _("--send TEXT sends a line."),
            )
        host, port = reachable(listening.address)
        try:
            connection = http.client.HTTPConnection(host, port, timeout=self._patience)
            try:
                connection.request("GET", path if path.startswith("/") else f"/{path}")
                answer = connection.getresponse()
                body = answer.read(_LARGEST_PAGE)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            what = str(error) or type(error).__name__
            raise HopscopeError(
                _("--get {path}: {object} did not answer as an HTTP server does: {what}").format(
                    path=path, object=listening.object, what=what
                ),
                _("--send TEXT sends a line to a server of another kind."),
            ) from error
        status = f"{answer.status} {answer.reason}"
        self._heard[number] = (f"{status}\n".encode() + body,)
        if self._tell is not None:
            self._tell(
                _("GET {path}: {status}, {count} bytes").format(
                    path=path, status=status, count=len(body)
                )
            )
