"""One run of a program: start it, drive a client, tail its spools, stop it, write the recording.

The program runs in a child process of a small supervisor (``supervisor.py``).
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from tracer.agent.environment import BOOT, STOPPING, completed
from tracer.agent.facts.redaction import redacted_words
from tracer.assembling.assembler import Assembler
from tracer.assembling.tailing import SpoolReader
from tracer.clients.address import how, where
from tracer.clients.visit import Visit
from tracer.errors import HopscopeError
from tracer.language import N_, _, listed
from tracer.model import Stop
from tracer.notes import note_words
from tracer.programs import Program, program_for
from tracer.recording import RecordingWriter
from tracer.running.interpreter import check_interpreter
from tracer.running.lateness import LOOK, Lateness
from tracer.supervising.confinement import Confinement
from tracer.supervising.daemons import Daemons
from tracer.supervising.surroundings import Signals, minding_signals, private_directory

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence

    from tracer.assembling.cap import Cap
    from tracer.clients.heard import Heard
    from tracer.model import StopCause
    from tracer.running.gatekeeper import GateKeeper
    from tracer.running.target import Target

Narrate: TypeAlias = Callable[[str], None]


_HERE = Path(__file__).parent.parent
_TICK = 0.02
_REST = 0.25
"""Seconds between two looks while nothing moves: what moves then knocks."""
_UNTIL_REST = 0.3
_QUIET = 0.15
_PROGRESS_NS = 1_000_000_000
"""What takes longer than this says that it goes on."""
_EXPECTANT = 5.0
"""Seconds of quiet while a thread or a fork that was started has told nothing yet."""
_FAIR = 3.0
"""Seconds of quiet while a request goes on, or a client of ours waits, though enough have ended."""
_PATIENCE = 3.0
CLIENT_SECONDS = 10.0
"""How long a server may take to notice a client that has come and gone."""
_START_SECONDS = 20.0
_LATE = N_("stopping: the program ran for {limit:g} s")
_GIVES_WAY = 0.05
"""Seconds that reading rests at most while the screen of the same process is busy."""
_FOR_EVER = 1e6
"""Seconds: where hops are held a person decides how long a client waits."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to run and record a target."""

    requests: int | None = None
    """Stop after so many have ended; None: built-in programs serve one client, others go on."""
    send: tuple[str, ...] = ()
    """Lines that a client of ours sends once the server listens."""
    get: tuple[str, ...] = ()
    """Paths that a client of ours asks an HTTP server for."""
    clients: int = 1
    """How many times that client comes to a script or module; a built-in program is visited
    :attr:`requests` times."""
    talks: tuple[tuple[str, ...], ...] = ()
    """Lines of each client, where they differ: instead of :attr:`send` and :attr:`clients`."""
    together: bool = False
    """Whether it comes so many times at once, not one after another."""
    silent: int = 0
    """How many clients connect before, and say nothing until it is done."""
    cap: Cap | None = None
    """The most hops that the recording may hold."""
    timeout: float | None = None
    """Seconds after which the program is stopped."""
    python: str | None = None
    children: bool = True
    """Record the Python processes that it starts, too."""
    lines: bool = False
    values: bool = True
    secrets: bool = False
    """Record what looks like a secret by its name, too."""
    roots: tuple[str, ...] = ()
    handler: str | None = None
    stdout: Literal["inherit", "stderr", "null"] = "inherit"
    confined: bool = False
    """Whether nothing that it started, recorded or not, may outlive it. It needs a ``screen``."""
    keep_running: bool = False
    """Whether the program goes on, unrecorded and never held, when hopscope is killed."""


@dataclass(frozen=True, slots=True)
class RunEnd:
    """How a recorded run ended."""

    code: int
    """The program's exit code; 0 when it was stopped because it had served what was asked for."""
    stop: Stop | None = None
    """Set where it was interrupted, and did not end by itself."""
    failure: str | None = None
    """Why the recording could not be written to its end."""
    heard: tuple[Heard, ...] = ()
    """What each client of ours received; empty without one."""

    @property
    def late(self) -> bool:
        """Whether it was stopped because its time was over."""
        return self.stop is not None and self.stop.cause == "late"


def record(
    target: Target, options: Options, output: Path, narrate: Narrate, *,
    screen: int | None = None, stop: threading.Event | None = None,
) -> RunEnd:  # fmt: skip
    """Run a target and record it into ``output``.

    With a descriptor ``screen`` the program has no terminal: all that it writes goes there.
    Once ``stop`` is set, by another thread, the program is stopped.
    Raises :class:`HopscopeError` when it cannot be started or recorded.
    """
    writer = RecordingWriter(output, target=told_words(target, options))
    with private_directory() as directory, minding_signals() as signals:
        try:
            run = Run(target, options, directory, writer, narrate, screen=screen)
        except BaseException:
            writer.finish(complete=False, exit_code=None)
            raise
        try:
            code = run.go(signals, stop)
        finally:
            run.close()
        return RunEnd(code, run.stopped, writer.failure, run.heard)


def told_words(target: Target, options: Options) -> tuple[str, ...]:
    """The words of a target as a recording keeps them: what its options say of values holds here, too."""
    if not options.values:
        return target.words[: len(target.words) - len(target.args)]
    if options.secrets:
        return target.words
    return (*target.words[: len(target.words) - len(target.args)], *redacted_words(target.args))


class Run:
    """One run of a program, turn by turn.

    The folder ``scratch`` goes where this process is killed. With a ``gate`` its hops are
    held, its output goes to the descriptor ``screen``, it is in a session of its own, and it
    is stopped only when that is asked for.
    """

    def __init__(
        self, target: Target, options: Options, directory: Path, writer: RecordingWriter,
        narrate: Narrate, *, gate: GateKeeper | None = None, screen: int | None = None,
        scratch: Path | None = None, way: threading.Event | None = None,
    ) -> None:  # fmt: skip
        self._options = options
        self._way = way
        self._narrate = narrate
        self._writer = writer
        self._directory = directory
        self._gate = gate
        self._screen = screen
        self._scratch = str(scratch or "")
        self.assembler = Assembler(writer, options.cap)
        self._reader = SpoolReader(directory)
        self._lateness = Lateness(self._reader)
        self._reads_later = False
        """Whether what was written waits to be read."""
        self._program = (
            program_for(target.name, options.handler) if target.kind == "builtin" else None
        )
        command = self._command(target)
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = self._start(command, theirs)
        self._confinement = Confinement(self._process.pid) if options.confined else None
        self._visit = self._plan_visit()
        self._met = 0
        self._quiet_since: float | None = None
        self._daemons: Daemons | None = None
        self._asked: list[int] = []
        self._asked_at = 0.0
        self.stopped: Stop | None = None
        """Set once it is interrupted."""
        self._is_stopping = False
        """Whether it is being asked to end by us."""
        self._stop_wanted = False
        self._passed_on = (0, -_PATIENCE)
        """The last signal that the program was sent, and when."""
        self.result: int | None = None
        """How the program ended, as its exit code or 128 and a signal's number."""
        self.events = 0
        """How many were read."""
        self._finished = False
        self._abandoned = False
        self._pid: int | None = None
        self._told_failure = False
        self._begun = self._moved_at = time.monotonic()

    def _start(self, program: list[str], theirs: socket.socket) -> subprocess.Popen[bytes]:
        command = [
            sys.executable, "-I", "-S", str(_HERE / "supervising" / "supervisor.py"), str(theirs.fileno()),
            self._mode, str(self._directory), self._scratch,
            *program,
        ]  # fmt: skip
        stdout = {"inherit": None, "stderr": 2, "null": subprocess.DEVNULL}[self._options.stdout]
        stdin = None if self._screen is None else subprocess.DEVNULL
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE if self._program else stdin,
            stdout=stdout if self._screen is None else self._screen,
            stderr=self._screen,
            pass_fds=[theirs.fileno()],
            start_new_session=self._screen is not None,
            env=self._environment(),
        )

    @property
    def _mode(self) -> str:
        """What the supervisor ends where this process is killed."""
        if self._options.keep_running:
            return "keep"
        return "all" if self._options.confined else "end"

    def _environment(self) -> dict[str, str] | None:
        """Give the program's environment: it begins to record by two variables of it."""
        options = self._options
        if os.pathsep in BOOT:
            raise HopscopeError(
                _(
                    "hopscope lies in {folder}, and PYTHONPATH cannot name a folder with a {separator!r}"
                ).format(folder=BOOT, separator=os.pathsep),
                _("Install it in another folder."),
            )
        config = {
            "directory": str(self._directory), "roots": options.roots, "values": options.values,
            "secrets": options.secrets, "lines": options.lines, "gate": self._gate is not None,
            "children": options.children, "main": True,
        }  # fmt: skip
        if self._program is None:
            return completed(config, os.environ)
        # A built-in program imports the standard library: nothing of the person's stands before it.
        return completed(config, {k: v for k, v in os.environ.items() if k != "PYTHONPATH"})

    def _command(self, target: Target) -> list[str]:
        python = self._options.python or sys.executable
        if self._options.python is not None:
            check_interpreter(python)
        start = [python]
        if self._program:
            return [*start, str(self._program.path), *self._program.args]
        if target.kind == "module":
            return [*start, "-m", target.name, *target.args]
        return [*start, target.name, *target.args]

    # The run

    def go(self, signals: Signals, stop: threading.Event | None = None) -> int:
        """Follow the program until it has ended; its exit code, 0 where it was asked to stop."""
        while not self.is_over():
            if stop is not None and stop.is_set():
                self.stop()
            self.turn()
            for number in signals.take(terminal=self.result is not None):
                self._signal(number)
            if signals.came_ns is not None and self.stopped is None:
                self._note_stop(Stop("person", signals.came_ns))
        return self.finish()

    def turn(self) -> None:
        """Wait a moment for what comes, and do what is due."""
        self._wait()
        self._reads_later = self._may_be_late() and self._lateness.waits()
        if not self._reads_later:
            self._read()
        self._drive()
        limit = self._options.timeout
        if self._stop_wanted:
            self._stop("asked")
        elif self._served():
            self._stop("served", self._options.requests)
        elif limit is not None and time.monotonic() > self._begun + limit:
            self._tell_once(_(_LATE).format(limit=limit))
            self._stop("late", limit)
        elif self._confinement is not None and self._confinement.is_crowded():
            raise HopscopeError(
                _("the program started more processes than any server needs: all were ended"),
                _("See where it forks: a child that goes on after its work forks again."),
            )
        elif self._is_late():
            raise HopscopeError(
                _("the built-in program did not listen within {limit:g} s").format(
                    limit=_START_SECONDS
                ),
                _("The machine may be very busy: run it again."),
                exit_code=3,
            )

    def _is_late(self) -> bool:
        """Whether a program of ours does not listen when it should."""
        if self._gate is not None or self._program is None or self._met:
            return False
        return time.monotonic() > self._begun + _START_SECONDS

    def stop(self) -> None:
        """Ask the program to stop from the next turn on: as a person would, then firmly."""
        self._stop_wanted = True

    def abandon(self) -> None:
        """Nobody will look at what was not read yet."""
        self._abandoned = True

    def finish(self) -> int:
        """Complete the recording of a program that has ended; its exit code as :meth:`go` says."""
        assert self.result is not None
        self._read_all()
        processes = self.assembler.processes
        if processes.ending is not None:
            self._writer.note(processes.ending)
        left_out = self.assembler.tell_left_out()
        if left_out is not None:
            self._narrate(left_out)
        self._writer.finish(complete=processes.complete, exit_code=self.result)
        self._finished = True
        self._tell_failures()
        if self._visit is not None and self._visit.error is not None:
            self._narrate(self._visit.error.message)
        return 0 if self._is_stopping else self.result

    def is_over(self) -> bool:
        """Whether the program has ended, and does not go on in the background."""
        if self.result is None:
            return False
        if self._daemons is None:
            self._daemons = Daemons(self._directory, os.getsid(self._process.pid))
            pids = self._daemons.settle()
            if pids:
                self._asked.clear()
                self.assembler.processes.follow(pids)
                self._narrate(
                    _(
                        "the program goes on in the background (process {processes}): recording "
                        "goes on until it ends, or Ctrl-C"
                    ).format(processes=listed(map(str, pids)))
                )
                number, at = self._passed_on
                if time.monotonic() - at < _PATIENCE:
                    # It was meant for whoever serves: the process that it went to was just ending.
                    self._daemons.signal(number)
        return not self._daemons.pids()

    @property
    def heard(self) -> tuple[Heard, ...]:
        """What each client of ours received, once the run is closed."""
        return () if self._visit is None else self._visit.heard

    def _tell_once(self, text: str) -> None:
        if not self._is_stopping:
            self._narrate(text)

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        with contextlib.suppress(OSError):
            self._channel.sendall(b"done\n")
        self._channel.close()
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        if self._confinement is not None:
            self._confinement.end()
        self._process.wait()
        if self._visit is not None:
            self._visit.join()
        if not self._finished:
            self._finish_quietly()
        self._reader.close()

    def _finish_quietly(self) -> None:
        with contextlib.suppress(HopscopeError, OSError):
            self._read_all()
            self._writer.finish(complete=False, exit_code=None)

    def _wait(self) -> None:
        """Until somebody says something, for a tick at most."""
        with selectors.DefaultSelector() as selector:
            for each in [self._channel, *(self._gate.links() if self._gate else ())]:
                selector.register(each, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in selector.select(self._tick())]
        for each in ready:
            if each is self._channel:
                self._hear_supervisor()
            elif self._gate is not None and isinstance(each, socket.socket):
                self._gate.take(each)
        if ready:
            self._moved()

    def _tick(self) -> float:
        """Seconds to wait: what is held for an hour should cost nothing."""
        if self._reads_later:
            return LOOK
        if self._reader.is_behind:
            return 0
        if self._gate is None or time.monotonic() - self._moved_at < _UNTIL_REST:
            return _TICK
        return 0 if self._gate.rest() else _REST

    def _moved(self) -> None:
        self._moved_at = time.monotonic()
        if self._gate is not None:
            self._gate.wake()

    def _hear_supervisor(self) -> None:
        try:
            data = self._channel.recv(4096)
        except ConnectionError:
            data = b""  # it was killed before it read all that it was told
        for line in data.decode().splitlines():
            word, _space, number = line.partition(" ")
            if word == "pid":
                self._pid = int(number)
            elif word == "exit":
                self.result = int(number)
            elif word == "killed":
                self.result = 128 + int(number)
        if not data and self.result is None:
            if self._pid is not None:  # it may not have a spool yet, by which leftovers are known
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self._pid, signal.SIGKILL)
            raise HopscopeError(_("the supervising process ended"), _("Run it again."), exit_code=3)

    def _may_be_late(self) -> bool:
        """Whether nobody waits for what the program does: once it was said where it listens."""
        if self._gate is not None or self._visit is not None or self._options.confined:
            return False
        return self._options.requests is None and bool(self.assembler.listening)

    def _read_all(self) -> None:
        """Read what was written up to now: a child that outlives the program may go on for ever."""
        now = time.monotonic_ns()
        told = False
        while self._read() and self._reader.time <= now and not self._abandoned:
            if not told and time.monotonic_ns() - now > _PROGRESS_NS:
                told = True
                self._narrate(_("reading what was recorded"))

    def _read(self) -> bool:
        """Read some of what was written; whether there was anything."""
        fed, hops = False, self.assembler.hops
        for token, event in self._reader.read():
            if self._way is not None and not self._way.is_set():
                self._way.wait(_GIVES_WAY)
            self.assembler.feed(token, event)
            self.events += 1
            fed = True
        if fed:
            self.assembler.flush()
            self._moved()
        if self.assembler.hops != hops:
            self._quiet_since = None
        self._tell_failures()
        return fed

    def _tell_failures(self) -> None:
        """Say at once that something is not recorded any more; the program goes on."""
        if self._writer.failure is not None and not self._told_failure:
            self._told_failure = True
            self._narrate(
                _(
                    "{path} cannot be written any more ({failure}): the program goes on, and what "
                    "was recorded so far is kept"
                ).format(path=self._writer.path, failure=self._writer.failure)
            )
        while self.assembler.stopped:
            self._narrate(note_words(self.assembler.stopped.pop(0)))

    # The client

    def _plan_visit(self) -> Visit | None:
        """The client of ours, where one is wanted: what was asked for, or the program's own."""
        options = self._options
        asked = bool(options.send or options.talks or options.get)
        if not asked and self._program is None:
            return None
        talks = [tuple(text.encode() + b"\n" for text in each) for each in self._lines(options)]
        if not asked and self._program is not None:
            talks = [self._program.messages] * (options.requests or 1)
        patience = CLIENT_SECONDS if self._gate is None else _FOR_EVER
        return Visit(
            talks, options.get, patience, self._narrate if asked else None,
            together=options.together, silent=options.silent,
        )  # fmt: skip

    def _lines(self, options: Options) -> Sequence[tuple[str, ...]]:
        """Lines of each client that is asked for."""
        if options.talks:
            return options.talks
        if options.get and not options.send:
            return ()
        return [options.send] * ((options.requests or 1) if self._program else options.clients)

    def _drive(self) -> None:
        """Greet each server that has begun to listen; the first one gets the client."""
        while self._met < len(self.assembler.listening):
            listening = self.assembler.listening[self._met]
            self._met += 1
            self._narrate(
                _("{server} listens on {where}").format(
                    server=listening.object, where=where(listening)
                )
            )
            if self._visit is not None and not self._visit.begun:
                self._visit.begin(listening)
            elif self._visit is None:
                web = listening.object in self.assembler.web
                self._narrate(_("reach it with: {command}").format(command=how(listening, web=web)))

    # The end

    def _served(self) -> bool:
        """Whether what was asked for has been served, and nothing moves any more."""
        ended = self.assembler.requests_ended
        if self._program and self._gate is None:
            wanted = self._client_is_done() and ended == self.assembler.requests_begun
        else:
            wanted = self._options.requests is not None and ended >= self._options.requests
        if not wanted or self._is_stopping:
            self._quiet_since = None
            return wanted
        # A thread or fork that was started for a request may not have begun its first hop yet.
        if self._quiet_since is None:
            self._quiet_since = time.monotonic()
        quiet = _EXPECTANT if self.assembler.awaited else self._grace()
        return time.monotonic() - self._quiet_since > quiet

    def _grace(self) -> float:
        """Seconds of quiet before it is stopped: longer where somebody's program is judged by it."""
        is_open = self.assembler.requests_ended < self.assembler.requests_begun
        is_talking = self._visit is not None and self._visit.over_for() is None
        return _FAIR if self._options.confined and (is_open or is_talking) else _QUIET

    def _client_is_done(self) -> bool:
        """Whether our client has hung up, and the server has had time to notice that it came."""
        waited = self._visit.over_for() if self._visit is not None else None
        if waited is None:
            return False
        return self.assembler.requests_begun > 0 or waited > CLIENT_SECONDS

    def _stop(self, cause: StopCause, limit: float | None = None) -> None:
        """Ask the program to stop as a person would; then firmly."""
        now = time.monotonic()
        steps = self._steps()
        if not self._is_stopping:
            self._is_stopping = True
            # The agent sees it: what the interruption brings up is not the program's failure.
            (self._directory / STOPPING).touch()
        elif now - self._asked_at < _PATIENCE:
            return
        if len(self._asked) < len(steps):
            number = steps[len(self._asked)]
            self._asked.append(number)
            self._asked_at = now
            if self.stopped is None and (number or cause != "served"):
                self._note_stop(Stop(cause, time.monotonic_ns(), limit))
            if number:
                self._signal(number, group=number == signal.SIGINT)
            elif self._process.stdin:
                self._process.stdin.close()

    def _note_stop(self, stop: Stop) -> None:
        self.stopped = stop
        self._writer.stopped(stop)

    def _steps(self) -> list[int]:
        """Signals in turn; 0 means the end of the program's input."""
        firmly: list[int] = [signal.SIGINT, signal.SIGTERM, signal.SIGKILL]
        return [0, *firmly] if self._program and self._program.stops_at_end_of_input else firmly

    def _signal(self, number: int, *, group: bool = False) -> None:
        if self._daemons is not None:
            self._daemons.signal(number)
            return
        self._passed_on = (number, time.monotonic())
        with contextlib.suppress(OSError):
            self._channel.sendall(f"{'group' if group else 'signal'} {number}\n".encode())


__all__ = ["Options", "Program", "Run", "RunEnd", "record", "where"]
