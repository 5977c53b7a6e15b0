"""The recorder of one process: its parts put together, and what becomes of them in a fork."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from .facts.facts import Facts
from .finding.admission import Admission
from .finding.owners import Owners
from .finding.receivers import Receivers
from .hops import Hops
from .lane import Lanes
from .process import Process
from .settrace import SetTrace
from .spool import SpoolError
from .starts import Starts
from .trouble import is_foreign
from .watch import Watch

if TYPE_CHECKING:
    from .front_end import FrontEnd
    from .gate import Gate

_TRIES = 3


class Recorder:
    """Records this process from :meth:`begin` on. ``config`` is what the controller passed on."""

    def __init__(self, config: dict[str, Any], kind: str = "main") -> None:
        self.process = Process(config, kind)
        self._lanes = Lanes()
        self._gate: Gate | None = None
        self._front: FrontEnd | None = None

    def begin(self) -> None:
        """Make ready what the program must not have to wait for, or suffer from, later; then trace.

        A first process has its spool now: a disk that is full now should not matter to it.
        """
        process, lanes = self.process, self._lanes
        config = process.config
        if process.kind == "main":
            process.open()
        if config.get("gate"):
            from .gate import Gate  # imports more than a plain recording needs

            self._gate = Gate(process)
            if process.kind == "main":
                # Its output goes to the screen beside it, line by line, as on a terminal.
                sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
        facts = Facts(process.put, process.next, hides=not config.get("secrets", False))
        admission = Admission(facts.codes, facts.classes, facts.objects, list(config["roots"]))
        owners = Owners(facts.classes)
        receivers = Receivers(admission, facts.classes, facts.objects, owners)
        hops = Hops(process, lanes, facts, receivers, self._gate)
        starts = Starts(process, lanes)
        self._front = SetTrace(process, lanes, hops, admission, starts)
        os.register_at_fork(before=self._before_fork, after_in_child=self._after_fork)
        Watch(process, starts, self._front).begin()
        self._front.begin(process.kind)

    def finish(self) -> None:
        """The process ends in an orderly way: write what was held back, and say so."""
        process = self.process
        if not process.off:
            try:
                self._lanes.flush()
                # A child that made no hop has no spool, and needs none for this.
                if process.is_open or process.kind == "main":
                    process.put(f'["q",{time.monotonic_ns()}]\n')
            except BaseException as error:
                if is_foreign(error):
                    raise
                process.fail(error)
            process.off = True

    # Forks

    def _before_fork(self) -> None:
        """The child's lane will name the hop that forks: an idle poll is held back no longer."""
        lane = self._lanes.here()
        if lane is None or self.process.off:
            return
        try:
            if lane.polls.seeing:
                lane.polls.break_off()
            starter = lane.innermost()
            if starter is not None:
                self.process.put(f'["F",{starter}]\n')  # a lane is to be expected
        except BaseException as error:
            if is_foreign(error):
                raise
            self.process.fail(error)

    def _after_fork(self) -> None:
        """In a forked child: nothing of the parent's spool, numbers or lanes may be used.

        A signal may strike right here, and the interpreter would swallow what its handler raises:
        the child becomes one of its own all the same, and the program is interrupted after that.
        """
        process, lane = self.process, self._lanes.here()
        off, process.off = process.off, True
        struck: BaseException | None = None
        for _ in range(_TRIES):
            try:
                # Each of these may be done anew where it was interrupted.
                process.become_child()
                if self._gate is not None:
                    self._gate.become_child()
                self._lanes.become_child(lane)
                process.off = off
                break
            except BaseException as error:
                struck = error
        if struck is None or lane is None or self._front is None:
            return
        if is_foreign(struck):
            self._front.raise_next(struck)
        else:  # it stays off, for what it holds may be the parent's
            with contextlib.suppress(SpoolError):
                process.note("fork")
