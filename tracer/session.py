"""One run of a program: start it, drive a client, tail its spools, stop it, write the recording.

The program runs in a child process of a small supervisor (``supervise.py``).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from tracer.assemble import Assembler
from tracer.errors import HopscopeError
from tracer.programs import Program, program_for
from tracer.reach import how, where
from tracer.recording import RecordingWriter
from tracer.spool import SpoolReader
from tracer.supervise import mapped_by
from tracer.visit import Visit

if TYPE_CHECKING:
    from tracer.target import Target

Narrate: TypeAlias = Callable[[str], None]

_HERE = Path(__file__).parent
_TICK = 0.02
_QUIET = 0.15
_PATIENCE = 3.0
_CLIENT_SECONDS = 10.0
"""How long a server may take to notice a client that has come and gone."""
_START_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to run and record a target."""

    requests: int | None = None
    """Stop after so many have ended; None: built-in programs serve one client, others go on."""
    send: tuple[str, ...] = ()
    """Lines that a client of ours sends once the server listens."""
    get: tuple[str, ...] = ()
    """Paths that a client of ours asks an HTTP server for."""
    timeout: float | None = None
    """Seconds after which the program is stopped."""
    python: str | None = None
    lines: bool = False
    values: bool = True
    roots: tuple[str, ...] = ()
    handler: str | None = None
    stdout: Literal["inherit", "stderr", "null"] = "inherit"


def record(target: Target, options: Options, output: Path, narrate: Narrate) -> int:
    """Run a target and record it into ``output``; return the program's exit code.

    0 when the program was stopped because it had served what was asked for.
    Raises :class:`HopscopeError` when it cannot be started or recorded.
    """
    writer = RecordingWriter(output, target=target.words)
    with _private_directory() as directory, _minding_signals() as signals:
        try:
            run = _Run(target, options, directory, writer, narrate)
        except BaseException:
            writer.finish(complete=False, exit_code=None)
            raise
        try:
            return run.go(signals)
        finally:
            run.close()


class _Run:
    def __init__(
        self, target: Target, options: Options, directory: Path, writer: RecordingWriter,
        narrate: Narrate,
    ) -> None:  # fmt: skip
        self._options = options
        self._narrate = narrate
        self._writer = writer
        self._directory = directory
        self._assembler = Assembler(writer)
        self._reader = SpoolReader(directory)
        self._program = (
            program_for(target.name, options.handler) if target.kind == "builtin" else None
        )
        command = self._command(target)
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = self._start(command, theirs)
        self._visit = self._plan_visit()
        self._met = 0
        self._quiet_since: float | None = None
        self._asked: list[int] = []
        self._asked_at = 0.0
        self._stopped = False
        self._result: int | None = None
        self._finished = False

    def _start(self, program: list[str], theirs: socket.socket) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-I", "-S", str(_HERE / "supervise.py"), str(theirs.fileno()),
            str(self._directory), *program,
        ]  # fmt: skip
        stdout = {"inherit": None, "stderr": 2, "null": subprocess.DEVNULL}[self._options.stdout]
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if self._program else None,
            stdout=stdout,
            pass_fds=[theirs.fileno()],
        )

    def _command(self, target: Target) -> list[str]:
        options = self._options
        config = {
            "directory": str(self._directory), "roots": options.roots,
            "values": options.values, "lines": options.lines,
        }  # fmt: skip
        python = options.python or sys.executable
        if shutil.which(python) is None:
            raise HopscopeError(
                f"no interpreter {python}", "Give --python the path of a python 3.11 or later."
            )
        start = [python, str(_HERE / "agent" / "launch.py"), json.dumps(config)]
        if self._program:
            return [*start, str(self._program.path), *self._program.args]
        if target.kind == "module":
            return [*start, "-m", target.name, *target.args]
        return [*start, target.name, *target.args]

    # The run

    def go(self, signals: Callable[[], list[int]]) -> int:
        """Follow the program until it has ended."""
        begun = time.monotonic()
        limit = self._options.timeout
        while self._result is None:
            self._listen_to_supervisor()
            self._read()
            for number in signals():
                self._signal(number)
            self._drive()
            if self._served():
                self._stop()
            elif limit is not None and time.monotonic() > begun + limit:
                self._tell_once(f"stopping: the program ran for {limit:g} s")
                self._stop()
            elif self._program and not self._met and time.monotonic() > begun + _START_SECONDS:
                raise HopscopeError(
                    f"the built-in program did not listen within {_START_SECONDS:g} s",
                    "The machine may be very busy: run it again.",
                    exit_code=3,
                )
        self._read()
        if not self._assembler.ended:
            self._writer.note(
                "The program ended without finishing its recording (it was killed, or left by "
                "os._exit): the last hops are unfinished."
            )
        code = 0 if self._stopped else self._result
        self._writer.finish(complete=self._assembler.ended, exit_code=self._result)
        self._finished = True
        if self._visit is not None and self._visit.error is not None:
            self._narrate(self._visit.error.message)
        return code

    def _tell_once(self, text: str) -> None:
        if not self._stopped:
            self._narrate(text)

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        with contextlib.suppress(OSError):
            self._channel.sendall(b"done\n")
        self._channel.close()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait()
        if self._visit is not None:
            self._visit.join()
        self._reader.close()
        if not self._finished:
            self._read_quietly()

    def _read_quietly(self) -> None:
        with contextlib.suppress(HopscopeError, OSError):
            self._writer.finish(complete=False, exit_code=None)

    def _listen_to_supervisor(self) -> None:
        self._channel.settimeout(_TICK)
        try:
            data = self._channel.recv(4096)
        except TimeoutError:
            return
        for line in data.decode().splitlines():
            word, _, number = line.partition(" ")
            if word == "exit":
                self._result = int(number)
            elif word == "killed":
                self._result = 128 + int(number)
        if not data and self._result is None:
            raise HopscopeError("the supervising process ended", "Run it again.", exit_code=3)

    def _read(self) -> None:
        fed, hops = False, self._assembler.hops
        for token, event in self._reader.read():
            self._assembler.feed(token, event)
            fed = True
        if fed:
            self._assembler.flush()
        if self._assembler.hops != hops:
            self._quiet_since = None

    # The client

    def _plan_visit(self) -> Visit | None:
        """The client of ours, where one is wanted: what was asked for, or the program's own."""
        options = self._options
        asked = bool(options.send or options.get)
        if not asked and self._program is None:
            return None
        messages = tuple(text.encode() + b"\n" for text in options.send)
        if not asked and self._program is not None:
            messages = self._program.messages
        rounds = (options.requests or 1) if self._program else 1
        return Visit(messages, options.get, rounds, self._narrate if asked else None)

    def _drive(self) -> None:
        """Greet each server that has begun to listen; the first one gets the client."""
        while self._met < len(self._assembler.listening):
            listening = self._assembler.listening[self._met]
            self._met += 1
            self._narrate(f"{listening.object} listens on {where(listening)}")
            if self._visit is not None and not self._visit.begun:
                self._visit.begin(listening)
            elif self._visit is None:
                web = listening.object in self._assembler.web
                self._narrate(f"reach it with: {how(listening, web=web)}")

    # The end

    def _served(self) -> bool:
        """Whether what was asked for has been served, and nothing moves any more."""
        ended = self._assembler.requests_ended
        if self._program:
            wanted = self._client_is_done() and ended == len(self._assembler.open_by_request)
        else:
            wanted = self._options.requests is not None and ended >= self._options.requests
        if not wanted or self._stopped:
            self._quiet_since = None
            return wanted
        # A thread or fork that was started for a request may not have begun its first hop yet.
        if self._quiet_since is None:
            self._quiet_since = time.monotonic()
        return time.monotonic() - self._quiet_since > _QUIET

    def _client_is_done(self) -> bool:
        """Whether our client has hung up, and the server has had time to notice that it came."""
        waited = self._visit.over_for() if self._visit is not None else None
        if waited is None:
            return False
        return bool(self._assembler.open_by_request) or waited > _CLIENT_SECONDS

    def _stop(self) -> None:
        """Ask the program to stop as a person would; then firmly."""
        now = time.monotonic()
        steps = self._steps()
        if not self._stopped:
            self._stopped = True
        elif now - self._asked_at < _PATIENCE:
            return
        if len(self._asked) < len(steps):
            number = steps[len(self._asked)]
            self._asked.append(number)
            self._asked_at = now
            if number:
                self._signal(number)
            elif self._process.stdin:
                self._process.stdin.close()

    def _steps(self) -> list[int]:
        """Signals in turn; 0 means the end of the program's input."""
        firmly: list[int] = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
        return [0, *firmly] if self._program and self._program.stops_at_end_of_input else firmly

    def _signal(self, number: int) -> None:
        with contextlib.suppress(OSError):
            self._channel.sendall(f"signal {number}\n".encode())


@contextlib.contextmanager
def _private_directory() -> Iterator[Path]:
    directory = Path(tempfile.mkdtemp(prefix="hopscope-"))
    try:
        yield directory
    finally:
        _end_leftovers(directory)
        shutil.rmtree(directory, ignore_errors=True)


def _end_leftovers(directory: Path) -> None:
    """Forked children that outlived their parent must not outlive the recording."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _PATIENCE
        while (pids := mapped_by(str(directory))) and time.monotonic() < deadline:
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)
            time.sleep(_TICK)


@contextlib.contextmanager
def _minding_signals() -> Iterator[Callable[[], list[int]]]:
    """Take SIGINT and SIGTERM ourselves; yields what asks for those to pass on.

    A terminal's Ctrl-C reaches the program by itself, being in the same group,
    so only signals that a process sent are passed on.
    """
    numbers = {signal.SIGINT, signal.SIGTERM}
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "sigtimedwait"
    ):
        yield list
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)

    def waiting() -> list[int]:
        found = []
        while (info := signal.sigtimedwait(numbers, 0)) is not None:
            if info.si_code <= 0:  # SI_USER and its kin: a process sent it
                found.append(info.si_signo)
        return found

    try:
        yield waiting
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


__all__ = ["Options", "Program", "record", "where"]
