"""One run of a program, top to bottom: start it, read it, drive a client, stop it, finish its recording."""

from __future__ import annotations

import contextlib
import selectors
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from tracer.agent.facts.redaction import redacted_words
from tracer.clients.address import how, where
from tracer.clients.visit import Visit
from tracer.errors import HopscopeError
from tracer.language import N_, _, listed
from tracer.model import Stop
from tracer.recording import RecordingWriter
from tracer.running.following import Following
from tracer.running.lateness import LOOK
from tracer.running.launch import Launch
from tracer.running.options import Options, RunEnd
from tracer.supervising.surroundings import Signals, minding_signals, private_directory

if TYPE_CHECKING:
    import threading
    from collections.abc import Sequence
    from pathlib import Path

    from tracer.clients.heard import Heard
    from tracer.model import StopCause
    from tracer.programs import Program
    from tracer.running.gatekeeper import GateKeeper
    from tracer.running.target import Target

Narrate: TypeAlias = Callable[[str], None]

_TICK = 0.02
_REST = 0.25
"""Seconds between two looks while nothing moves: what moves then knocks."""
_UNTIL_REST = 0.3
_QUIET = 0.15
_EXPECTANT = 5.0
"""Seconds of quiet while a thread or a fork that was started has told nothing yet."""
_FAIR = 3.0
"""Seconds of quiet while a request goes on, or a client of ours waits, though enough have ended."""
CLIENT_SECONDS = 10.0
"""How long a server may take to notice a client that has come and gone."""
_START_SECONDS = 20.0
_FOR_EVER = 1e6
"""Seconds: where hops are held a person decides how long a client waits."""
_LATE = N_("stopping: the program ran for {limit:g} s")


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
        self._narrate = narrate
        self._writer = writer
        self._gate = gate
        self.following = Following(directory, writer, options.max_hops, narrate, way)
        self._launch = Launch(
            target, options, directory, held=gate is not None, screen=screen, scratch=scratch
        )
        patience = CLIENT_SECONDS if gate is None else _FOR_EVER
        self._visit = _planned_visit(options, self._launch.program, patience, narrate)
        self._greeted = 0
        """How many of the servers that listen were told of."""
        self._begun = self._moved_at = time.monotonic()
        self._quiet_since: float | None = None
        """Since when enough has been served and no hop came."""
        self._stop_wanted = False
        self.stopped: Stop | None = None
        """Set once it is interrupted."""
        self._is_finished = False

    @property
    def is_over(self) -> bool:
        """Whether the program has ended, and does not go on in the background."""
        return self._launch.is_over

    def go(self, signals: Signals, stop: threading.Event | None = None) -> int:
        """Follow the program until it has ended; its exit code, 0 where it was asked to stop."""
        while not self.is_over:
            if stop is not None and stop.is_set():
                self.stop()
            self.turn()
            for number in signals.take(terminal=self._launch.result is not None):
                self._launch.signal(number)
            if signals.came_ns is not None and self.stopped is None:
                self._note_stop(Stop("person", signals.came_ns))
        return self.finish()

    def turn(self) -> None:
        """Wait a moment for what comes, and do what is due. Raises :class:`HopscopeError`."""
        self._wait()
        self._read()
        self._greet()
        self._stop_where_due()
        self._follow_into_background()

    # What comes

    def _wait(self) -> None:
        """Until somebody says something, for a tick at most."""
        with selectors.DefaultSelector() as selector:
            for each in [self._launch.channel, *(self._gate.renew_links() if self._gate else ())]:
                selector.register(each, selectors.EVENT_READ)
            ready = [key.fileobj for key, _ in selector.select(self._tick())]
        for each in ready:
            if each is self._launch.channel:
                self._launch.hear()
            elif self._gate is not None and isinstance(each, socket.socket):
                self._gate.take(each)
        if ready:
            self._note_move()

    def _tick(self) -> float:
        """Seconds to wait: what is held for an hour should cost nothing."""
        if self.following.is_late:
            return LOOK
        if self.following.is_behind:
            return 0
        if self._gate is None or time.monotonic() - self._moved_at < _UNTIL_REST:
            return _TICK
        return 0 if self._gate.rest() else _REST

    def _note_move(self) -> None:
        self._moved_at = time.monotonic()
        if self._gate is not None:
            self._gate.wake()

    def _read(self) -> None:
        hops = self.following.assembler.hops
        if self.following.read_or_wait(may_wait=self._may_be_late()):
            self._note_move()
        if self.following.assembler.hops != hops:
            self._quiet_since = None

    def _may_be_late(self) -> bool:
        """Whether nobody waits for what the program does: once it was said where it listens."""
        if self._gate is not None or self._visit is not None or self._options.confined:
            return False
        return self._options.requests is None and bool(self.following.assembler.listening)

    # The client

    def _greet(self) -> None:
        """Greet each server that has begun to listen; the first one gets the client."""
        assembler = self.following.assembler
        for listening in assembler.listening[self._greeted :]:
            self._greeted += 1
            self._narrate(
                _("{server} listens on {where}").format(
                    server=listening.object, where=where(listening)
                )
            )
            if self._visit is not None and not self._visit.begun:
                self._visit.begin(listening)
            elif self._visit is None:
                web = listening.object in assembler.web
                self._narrate(_("reach it with: {command}").format(command=how(listening, web=web)))

    @property
    def heard(self) -> tuple[Heard, ...]:
        """What each client of ours received, once the run is closed."""
        return () if self._visit is None else self._visit.heard

    # The end

    def stop(self) -> None:
        """Ask the program to stop from the next turn on: as a person would, then firmly."""
        self._stop_wanted = True

    def _stop_where_due(self) -> None:
        limit = self._options.timeout
        is_served = self._is_served()
        if not is_served or self._launch.is_stopping:
            self._quiet_since = None
        elif self._quiet_since is None:
            self._quiet_since = time.monotonic()
        if self._stop_wanted:
            self._stop("asked")
        elif is_served and (self._launch.is_stopping or self._is_quiet()):
            self._stop("served", self._options.requests)
        elif limit is not None and time.monotonic() > self._begun + limit:
            if not self._launch.is_stopping:
                self._narrate(_(_LATE).format(limit=limit))
            self._stop("late", limit)
        else:
            self._launch.refuse_crowd()
            self._refuse_silence()

    def _is_served(self) -> bool:
        """Whether what was asked for has been served."""
        assembler = self.following.assembler
        if self._launch.program and self._gate is None:
            return self._client_is_done() and assembler.requests_ended == assembler.requests_begun
        wanted = self._options.requests
        return wanted is not None and assembler.requests_ended >= wanted

    def _client_is_done(self) -> bool:
        """Whether our client has hung up, and the server has had time to notice that it came."""
        waited = self._visit.over_for() if self._visit is not None else None
        if waited is None:
            return False
        return self.following.assembler.requests_begun > 0 or waited > CLIENT_SECONDS

    def _is_quiet(self) -> bool:
        """Whether nothing has moved for long enough: what was started may not have begun its hop."""
        assert self._quiet_since is not None
        grace = _EXPECTANT if self.following.assembler.awaited else self._grace()
        return time.monotonic() - self._quiet_since > grace

    def _grace(self) -> float:
        """Seconds of quiet before it is stopped: longer where somebody's program is judged by it."""
        assembler = self.following.assembler
        is_open = assembler.requests_ended < assembler.requests_begun
        is_talking = self._visit is not None and self._visit.over_for() is None
        return _FAIR if self._options.confined and (is_open or is_talking) else _QUIET

    def _refuse_silence(self) -> None:
        """Raise :class:`HopscopeError` where a program of ours does not listen when it should."""
        if self._gate is not None or self._launch.program is None or self._greeted:
            return
        if time.monotonic() > self._begun + _START_SECONDS:
            raise HopscopeError(
                _("the built-in program did not listen within {limit:g} s").format(
                    limit=_START_SECONDS
                ),
                _("The machine may be very busy: run it again."),
                exit_code=3,
            )

    def _stop(self, cause: StopCause, limit: float | None = None) -> None:
        """Ask the program to stop as a person would; then firmly."""
        at_ns = time.monotonic_ns()
        sent = self._launch.stop()
        if sent is not None and self.stopped is None and (sent or cause != "served"):
            self._note_stop(Stop(cause, at_ns, limit))

    def _note_stop(self, stop: Stop) -> None:
        self.stopped = stop
        self._writer.note_stop(stop)

    def _follow_into_background(self) -> None:
        pids = self._launch.look_for_daemons()
        if pids:
            self.following.assembler.processes.follow(pids)
            self._narrate(
                _(
                    "the program goes on in the background (process {processes}): recording "
                    "goes on until it ends, or Ctrl-C"
                ).format(processes=listed(map(str, pids)))
            )

    def finish(self) -> int:
        """Complete the recording of a program that has ended; its exit code as :meth:`go` says."""
        assert self._launch.result is not None
        following = self.following
        following.read_all()
        processes = following.assembler.processes
        if processes.ending is not None:
            self._writer.note(processes.ending)
        following.assembler.note_missing()
        self._writer.finish(complete=processes.complete, exit_code=self._launch.result)
        self._is_finished = True
        following.tell_failures()
        if self._visit is not None and self._visit.error is not None:
            self._narrate(self._visit.error.message)
        return 0 if self._launch.is_stopping else self._launch.result

    def close(self) -> None:
        """Leave nothing behind, whatever happened."""
        self._launch.close()
        if self._visit is not None:
            self._visit.join()
        if not self._is_finished:
            with contextlib.suppress(HopscopeError, OSError):
                self.following.read_all()
                self._writer.finish(complete=False, exit_code=None)
        self.following.close()


def _planned_visit(
    options: Options, program: Program | None, patience: float, narrate: Narrate
) -> Visit | None:
    """The client of ours, where one is wanted: what was asked for, or a built-in program's own."""
    asked = bool(options.send or options.talks or options.get)
    if asked:
        lines = _asked_lines(options, program)
        talks = [tuple(text.encode() + b"\n" for text in each) for each in lines]
    elif program is not None:
        talks = [program.messages] * (options.requests or 1)
    else:
        return None
    return Visit(
        talks, options.get, patience, narrate if asked else None,
        together=options.together, silent=options.silent,
    )  # fmt: skip


def _asked_lines(options: Options, program: Program | None) -> Sequence[tuple[str, ...]]:
    """Lines of each client that is asked for."""
    if options.talks:
        return options.talks
    if options.get and not options.send:
        return ()
    return [options.send] * ((options.requests or 1) if program else options.clients)
