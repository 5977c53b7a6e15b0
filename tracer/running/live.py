"""A live run: the program is held before each hop, and goes on when somebody lets it.

:class:`LiveRun` drives it from a thread of its own and says how things stand in
one frozen :class:`LiveState`, in the numbers of the recording. The recording
grows beside it: what a held lane has come to is in it before the lane counts as held.
"""

from __future__ import annotations

import contextlib
import os
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tracer.recording import RecordingWriter
from tracer.running.gatekeeper import ANY_DEPTH, GateKeeper, Ticket, Why
from tracer.running.run import Run, told_words
from tracer.running.whereabouts import Place
from tracer.supervising.surroundings import private_directory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tracer.model import Listening, Stop
    from tracer.running.options import Options
    from tracer.running.target import Target

_SECONDS = 30.0
_TO_WRITE = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_TRUNC


@dataclass(frozen=True, slots=True)
class HeldLane:
    """A lane that waits at the gate: its number, the hop it is held at, why, since when (ns)."""

    lane: int
    hop: int
    why: Why
    since_ns: int


@dataclass(frozen=True, slots=True)
class LiveState:
    """How a live run stands."""

    held: tuple[HeldLane, ...] = ()
    """The one that has waited longest first."""
    places: dict[int, Place] = field(default_factory=dict)
    """Where each lane is that runs a hop, by its number; hops in the recording's numbers, ``moved_ns``
    the time since which it has been at that line, or has done nothing but poll."""
    listening: tuple[Listening, ...] = ()
    web: frozenset[str] = frozenset()
    """Labels of those that listen and speak HTTP."""
    hops: int = 0
    """How many the recording holds."""
    events: int = 0
    """How many facts it has taken in: another number means that there is more to read."""
    is_free: bool = False
    is_full: bool = False
    """Whether the recording holds as many hops as it may: the program runs on, unrecorded and free."""
    ended: bool = False
    exit_code: int | None = None
    stop: Stop | None = None
    """Set where it was interrupted, and did not end by itself."""
    error: HopscopeError | None = None
    """Set where the run came to a bad end that is ours to tell."""

    def held_at(self, lane: int) -> HeldLane | None:
        """Where that lane is held; None where it is not."""
        return next((each for each in self.held if each.lane == lane), None)


class LiveRun:
    """Starts a target and holds its hops. ``told`` is called from another thread at each change.

    The folder ``scratch`` is removed where this process is killed while the program runs.
    """

    def __init__(
        self, target: Target, options: Options, path: Path, told: Callable[[], None],
        scratch: Path | None = None,
    ) -> None:  # fmt: skip
        self.path = path
        """The recording, which grows."""
        self.output = path.with_suffix(".out")
        """What the program writes, to stdout and stderr alike."""
        self.state = LiveState()
        self._target = target
        self._options = options
        self._told = told
        self._scratch = scratch
        self._breaks: tuple[tuple[str, str], ...] = ()
        self._gate: GateKeeper | None = None
        self._run: Run | None = None
        self._made = threading.Event()
        self._way = threading.Event()
        """Set while what comes may be read: the screen has the same interpreter to share."""
        self._way.set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="live run", daemon=True)

    def start(self) -> None:
        """Start the program; returns when it can be held, let go and read, or failed to start."""
        self._thread.start()
        self._made.wait(_SECONDS)

    @contextlib.contextmanager
    def giving_way(self) -> Iterator[None]:
        """Read nothing meanwhile: whoever looks at the run is at work, for milliseconds."""
        self._way.clear()
        try:
            yield
        finally:
            self._way.set()

    # What may go

    def step(self, lane: int) -> bool:
        """Let a held lane go to its next hop; False where it is not held."""
        return self.go(lane, Ticket(depth=ANY_DEPTH))

    def go(self, lane: int, ticket: Ticket) -> bool:
        """Let a held lane go as far as a ticket says; False where it is not held.

        The numbers on the ticket are the recording's.
        """
        gate, run = self._gate, self._run
        if gate is None or run is None:
            return False
        number = run.following.assembler.lane_number
        found = next((each for each in gate.waiting if number(each.lane) == lane), None)
        if found is None:
            return False
        if ticket.end_of is not None:
            ticket = replace(ticket, end_of=run.following.assembler.raw_hop(ticket.end_of))
        return gate.release(found.lane, ticket)

    def free(self) -> None:
        """Let everything run, but for breakpoints."""
        if self._gate is not None:
            self._gate.free()

    def hold(self) -> None:
        """Hold every lane before its next hop."""
        if self._gate is not None:
            self._gate.hold()

    def stop_at(self, breaks: tuple[tuple[str, str], ...]) -> None:
        """Hold whoever comes to one of these functions: file and qualified name."""
        self._breaks = breaks
        if self._gate is not None:
            self._gate.stop_at(breaks)

    def stop(self) -> None:
        """Open the gate and ask the program to stop: as a person would, then firmly."""
        gate, run = self._gate, self._run
        if gate is not None and run is not None:
            gate.stop_at(())
            gate.free()
            run.stop()

    def close(self) -> None:
        """Leave nothing running. Waits for the program's end, but reads no more of what it did."""
        self._closing.set()
        self.stop()
        if self._run is not None:
            self._run.following.abandon()
        if self._thread.ident is not None:
            self._thread.join(_SECONDS)

    # The run, in its own thread

    def _follow(self) -> None:
        try:
            self._record()
        except HopscopeError as error:
            self.state = LiveState(ended=True, error=error)
        finally:
            if not self.state.ended:  # an error that nobody foresaw is on its way out of the thread
                failed = HopscopeError(_("hopscope itself failed"), _("Run it again."), exit_code=3)
                self.state = LiveState(ended=True, error=failed)
            self._made.set()
            self._told()

    def _record(self) -> None:
        writer = RecordingWriter(self.path, target=told_words(self._target, self._options))
        with contextlib.ExitStack() as stack:
            try:
                screen = os.open(self.output, _TO_WRITE, 0o600)
                stack.callback(os.close, screen)
                directory = stack.enter_context(private_directory())
                self._gate = gate = GateKeeper(directory)
                stack.callback(gate.close)
                gate.stop_at(self._breaks)
                self._run = run = Run(
                    self._target, self._options, directory, writer, _say_nothing,
                    gate=gate, screen=screen, scratch=self._scratch, way=self._way,
                )  # fmt: skip
            except BaseException:
                writer.finish(complete=False, exit_code=None)
                raise
            self._made.set()
            self._turn_until_ended(run, gate)

    def _turn_until_ended(self, run: Run, gate: GateKeeper) -> None:
        try:
            while not run.is_over:
                run.turn()
                self._publish(run, gate)
            code = run.finish()
            assembler = run.following.assembler
            self.state = LiveState(
                listening=tuple(assembler.listening), web=frozenset(assembler.web),
                hops=assembler.hops, events=run.following.events, is_full=assembler.is_full,
                ended=True, exit_code=code, stop=run.stopped,
            )  # fmt: skip
            self._told()
            # Until then the supervisor stays: should we be killed, it removes what is temporary.
            self._closing.wait()
        finally:
            run.close()

    def _publish(self, run: Run, gate: GateKeeper) -> None:
        assembler = run.following.assembler
        if assembler.is_full and not self.state.is_full:
            gate.open()  # whoever is held at a hop that is not recorded could not be let go
        held = tuple(
            HeldLane(lane, hop, each.why, each.since_ns)
            for each in gate.waiting
            if (hop := assembler.hop_number(each.hop)) is not None
            and (lane := assembler.lane_number(each.lane)) is not None
        )
        state = LiveState(
            held, self._places(run, gate), tuple(assembler.listening), frozenset(assembler.web),
            assembler.hops, run.following.events, gate.is_free, assembler.is_full,
        )  # fmt: skip
        if state != self.state:
            self.state = state
            self._told()

    def _places(self, run: Run, gate: GateKeeper) -> dict[int, Place]:
        """Where lanes are now; one in a hop that is not recorded (an idle poll) is where it was."""
        found: dict[int, Place] = {}
        assembler = run.following.assembler
        if assembler.is_full:
            return found
        for raw, each in gate.look().items():
            lane = assembler.lane_number(raw)
            if lane is None:
                continue
            before = self.state.places.get(lane)
            hop = assembler.hop_number(each.hop)
            if hop is None:
                if before is not None:
                    found[lane] = replace(before, polls=each.polls)
                continue
            # Idle polls go from line to line, and wait all the while; their count begins anew with
            # each that is not idle.
            idle = before is not None and before.hop == hop and each.polls >= max(before.polls, 1)
            since = before.moved_ns if before is not None and idle else each.moved_ns
            found[lane] = Place(hop, each.line, each.polls, since)
        return found


def _say_nothing(_text: str) -> None:
    """The app shows what a run tells in its own way: by its state."""
