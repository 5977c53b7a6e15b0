"""The client of ours that visits the first server that listens, in a thread of the controller."""

from __future__ import annotations

import http.client
import threading
import time
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.programs import clients
from tracer.reach import reachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.model import Listening

_SECONDS = 10.0
_SHOWN = 200


class Visit:
    """Sends ``messages`` ``rounds`` times, each round over a connection of its own, then the GETs.

    The rounds come one after another, or all at once where ``together``. ``patience`` is how long a connection may take, in seconds. ``tell``, where given, is
    told what was answered. An error is kept in :attr:`error`.
    """

    def __init__(
        self, messages: tuple[bytes, ...], gets: tuple[str, ...], rounds: int, patience: float,
        tell: Callable[[str], None] | None, *, together: bool = False,
    ) -> None:  # fmt: skip
        self._messages = messages
        self._gets = gets
        self._rounds = rounds
        self._patience = patience
        self._tell = tell
        self._together = together
        self._thread: threading.Thread | None = None
        self._hung_up_at: float | None = None
        self.error: HopscopeError | None = None

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
        if self._thread is None or self._thread.is_alive():
            return None
        if self._hung_up_at is None:
            self._hung_up_at = time.monotonic()
        return time.monotonic() - self._hung_up_at

    def join(self) -> None:
        """Wait for the client to end, which it does soon when the program has."""
        if self._thread is not None:
            self._thread.join(_SECONDS)

    def _visit(self, listening: Listening) -> None:
        rounds = self._rounds
        if listening.family in ("udp", "unix-datagram"):
            rounds = -(-rounds // max(len(self._messages), 1))
        if self._gets and not self._messages:
            rounds = 0
        if self._together:
            self._visit_at_once(listening, rounds)
        try:
            for _ in range(0 if self._together else rounds):
                self._talk(listening)
            for path in self._gets:
                self._get(listening, path)
        except HopscopeError as error:
            self.error = error

    def _visit_at_once(self, listening: Listening, rounds: int) -> None:
        def talk() -> None:
            try:
                self._talk(listening)
            except HopscopeError as error:
                self.error = error

        callers = [threading.Thread(target=talk, daemon=True) for _ in range(rounds)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()

    def _talk(self, listening: Listening) -> None:
        self._tell_answers(clients.talk(listening, self._messages, self._patience))

    def _tell_answers(self, answers: list[bytes]) -> None:
        for answer in answers if self._tell is not None else ():
            assert self._tell is not None
            self._tell(
                _("answer: {answer}").format(answer=_bounded(answer)) if answer else _("no answer")
            )

    def _get(self, listening: Listening, path: str) -> None:
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
                body = answer.read()
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
        if self._tell is not None:
            self._tell(
                _("GET {path}: {status}, {count} bytes").format(
                    path=path, status=f"{answer.status} {answer.reason}", count=len(body)
                )
            )


def _bounded(answer: bytes) -> str:
    """What was answered, as a repr of bounded length: it is foreign data."""
    if len(answer) <= _SHOWN:
        return repr(answer)
    return _("{text} … {count} bytes").format(text=repr(answer[:_SHOWN]), count=len(answer))
