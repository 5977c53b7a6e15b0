"""A program that is held, and words to lead it with: what every test of live runs uses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from tests.tracer.running import write
from tracer.recording import Recording
from tracer.running.gatekeeper import Ticket
from tracer.running.live import HeldLane, LiveRun, LiveState
from tracer.running.options import Options
from tracer.running.target import Target

T = TypeVar("T")

PATIENCE = 30.0
"""Seconds: far more than anything here takes, on a busy machine too."""
SERVER = """
    import os, socketserver, sys, threading, time
    class Echo(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(self.answer(self.rfile.readline()))
        def answer(self, line):
            return line.upper()
    class Datagram(socketserver.DatagramRequestHandler):
        def handle(self):
            self.wfile.write(self.rfile.read().upper())
    def serve(cls, handler=Echo):
        with cls(("127.0.0.1", 0), handler) as server:
            server.serve_forever(0.05)
"""


class Stage:
    """A live run under way."""

    def __init__(self, script: Path, args: tuple[str, ...], options: Options) -> None:
        self._changed = threading.Condition()
        self.run = LiveRun(
            Target("script", str(script), args), options, script.with_suffix(".hops"), self._told
        )
        self._clients: list[Client] = []
        self.run.start()
        self.recording = Recording(self.run.path)

    def _told(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """End the program, if it has not ended."""
        self.run.close()
        self.recording.close()
        for client in self._clients:
            client.link.close()

    @property
    def state(self) -> LiveState:
        return self.run.state

    @property
    def output(self) -> str:
        """What the program wrote."""
        return self.run.output.read_text()

    def until(self, found: Callable[[LiveState], T | None], what: str) -> T:
        """Wait until ``found`` gives something true, and give that."""
        deadline = time.monotonic() + PATIENCE
        with self._changed:
            while not (value := found(self.state)):
                assert time.monotonic() < deadline, f"no {what}: {self.state}"
                assert not self.state.ended, f"no {what}, it ended: {self.state} {self.output}"
                self._changed.wait(0.1)
        return value

    def ended(self) -> int:
        """Wait until the program has ended by itself; its exit code."""
        deadline = time.monotonic() + PATIENCE
        while not self.state.ended:
            assert time.monotonic() < deadline, f"it goes on: {self.state} {self.output}"
            time.sleep(0.01)
        assert self.state.error is None, self.state.error
        assert self.state.exit_code is not None
        self.recording.refresh()
        return self.state.exit_code

    def function(self, hop: int) -> str:
        """The function of a hop."""
        self.recording.refresh()
        return self.recording.code(self.recording.hop(hop).code).name

    def held(self, function: str, count: int = 1) -> list[HeldLane]:
        """Wait until so many lanes are held at a function."""

        def look(state: LiveState) -> list[HeldLane] | None:
            at = [each for each in state.held if self.function(each.hop) == function]
            return at if len(at) >= count else None

        return self.until(look, f"{count} lanes at {function}")

    def lead(self, function: str, count: int = 1) -> list[HeldLane]:
        """Let lanes go until so many are held at a function, and give those."""
        ticket = Ticket(names=(function,))

        def look(state: LiveState) -> list[HeldLane] | None:
            at = [each for each in state.held if self.function(each.hop) == function]
            if len(at) >= count:
                return at
            for each in state.held:
                if each not in at:
                    self.run.go(each.lane, ticket)
            return None

        return self.until(look, f"{count} lanes led to {function}")

    def let(self, held: HeldLane, ticket: Ticket) -> None:
        """Let a lane go; it must be held."""
        assert self.run.go(held.lane, ticket), f"{held} is not held"

    def next(self, lane: int, ticket: Ticket) -> tuple[str, str]:
        """Let a lane go and wait until it is held again: at which function, and why."""
        before = self.until(lambda state: state.held_at(lane), f"lane {lane} held")
        self.let(before, ticket)

        def again(state: LiveState) -> HeldLane | None:
            now = state.held_at(lane)
            return now if now is not None and now.since_ns > before.since_ns else None

        held = self.until(again, f"lane {lane} held again")
        return self.function(held.hop), held.why

    def address(self) -> tuple[str, int]:
        """Where the server listens; lanes are let go until it does."""
        self.lead("serve_forever")
        (listening,) = self.until(lambda state: state.listening, "server")
        assert isinstance(listening.address, tuple)
        return listening.address

    def client(
        self, address: tuple[str, int], say: bytes, kind: int = socket.SOCK_STREAM
    ) -> Client:
        """A client that says a line."""
        self._clients.append(Client(address, say, kind))
        return self._clients[-1]

    def line(self, text: str) -> int:
        """The number of the one line of the program that holds ``text``."""
        script = Path(self.recording.meta.target[0])
        (number,) = [n for n, line in enumerate(script.read_text().split("\n"), 1) if text in line]
        return number


@contextmanager
def stage(
    folder: Path, text: str, *args: str, options: Options | None = None, name: str = "program.py"
) -> Iterator[Stage]:
    """Start a program that begins with :data:`SERVER`, held at its first hop."""
    script = write(folder, SERVER, name)
    script.write_text(script.read_text() + write(folder, text, "body").read_text())
    run = Stage(script, args, options or Options())
    try:
        yield run
    finally:
        run.close()


class Client:
    """One client: says a line, and waits for the answer as long as it takes."""

    def __init__(
        self, address: tuple[str, int], say: bytes, kind: int = socket.SOCK_STREAM
    ) -> None:
        self.link = socket.socket(socket.AF_INET, kind)
        self.link.settimeout(PATIENCE)
        self.link.connect(address)
        self.link.sendall(say)

    def answer(self) -> bytes:
        """What came: up to the end, or one datagram."""
        with self.link:
            if self.link.type == socket.SOCK_DGRAM:
                return self.link.recv(1000)
            answer = b""
            while piece := self.link.recv(1000):
                answer += piece
            return answer

    def has_answer(self) -> bool:
        """Whether anything came by now."""
        self.link.setblocking(False)
        try:
            return bool(self.link.recv(1, socket.MSG_PEEK))
        except BlockingIOError:
            return False
        finally:
            self.link.settimeout(PATIENCE)
