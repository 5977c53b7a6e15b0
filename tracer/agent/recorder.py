"""What one process knows while it is recorded, and the spool that it tells it to."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sys
import time
from _thread import get_ident
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, Any

from .facts.classes import Classes
from .facts.codes import Codes
from .facts.objects import Objects
from .facts.requests import Requests
from .facts.values import Values, listening_address, message_of
from .facts.wrapping import own_dict
from .finding.admission import Admission
from .finding.owners import Owners
from .finding.receivers import Receivers
from .spool import Spool, SpoolError
from .starts import Starts
from .trouble import is_foreign, where
from .watch import Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts.objects import ObjectInfo
    from .gate import Gate
    from .lane import Lane
    from .opens import Open


_TRIES = 3


class Recorder:
    """The recorder of this process. ``config`` is what the controller passed on."""

    def __init__(self, config: dict[str, Any], kind: str = "main") -> None:
        self.config = config
        self.kind = kind
        self.values_wanted: bool = config["values"]
        self.lines_wanted: bool = config["lines"]
        self.follows_lines = self.lines_wanted
        """Whether line events are wanted of the frames of hops."""
        self.gate: Gate | None = None
        """Where hops are held; None in a run that only records."""
        self.off = False
        self._graveyard: list[Spool] = []
        self._spool: Spool | None = None
        self._token = 0 if kind == "main" else _new_token()
        self.number: Callable[[], int] = itertools.count(self._token + 1).__next__
        """Gives a number that no other process of this recording gives out."""
        self._shapes: dict[tuple[object, ...], int] = {}
        self.lanes: dict[int, Lane] = {}
        self.codes = Codes(self.put, self._next)
        self.classes = Classes(self.put, self._next, self.codes)
        self.objects = Objects(self.put, self._next)
        self.admission = Admission(self.codes, self.classes, self.objects, list(config["roots"]))
        self.receivers = Receivers(self.admission, self.classes, self.objects, Owners(self.classes))
        self.requests = Requests()
        self.values = Values(self.objects.label, hides=not config.get("secrets", False))
        self.thread_starts: dict[int, Open] = {}
        self.generators: dict[int, int] = {}
        self.starts = Starts(self)
        self.watch = Watch(self)

    # Identity and output

    def _next(self) -> int:
        return self.number()

    def shape(self, *facts: object) -> int:
        """Id of what calls of one kind from one place have in common; written at first use."""
        found = self._shapes.get(facts)
        if found is None:
            found = self.number()
            self.put(json.dumps(["S", found, *facts]) + "\n")
            self._shapes[facts] = found
        return found

    def put(self, line: str) -> None:
        """Append a line to this process's spool, opened at the first one."""
        spool = self._spool
        if spool is None:
            spool = self._open_spool()
        spool.put(line)

    def direct(self) -> Callable[[str], None]:
        """The open spool's own ``put``: good until this process forks."""
        return self.put if self._spool is None else self._spool.put

    def open(self) -> None:
        """Make ready what the program must not have to wait for, or suffer from, later.

        A first process has its spool now: a disk that is full now should not matter to it.
        """
        if self.kind == "main":
            self._open_spool()
        if self.config.get("gate"):
            from .gate import Gate  # imports more than a plain recording needs

            self.gate = Gate(self.config["directory"], self._token)
            self.follows_lines = True
            if self.kind == "main":
                # Its output goes to the screen beside it, line by line, as on a terminal.
                sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]

    def _open_spool(self) -> Spool:
        name = f"{time.monotonic_ns():020d}-{self._token:x}.spool"
        self._spool = spool = Spool(os.path.join(self.config["directory"], name))
        spool.put(json.dumps(["H", {
            "pid": os.getpid(), "ppid": os.getppid(), "python": sys.version.split()[0], "token": self._token,
            "magic": MAGIC_NUMBER.hex(),
            "kind": self.kind,
        }]) + "\n")  # fmt: skip
        return spool

    def before_fork(self) -> None:
        """The child's lane will name the hop that forks: an idle poll is held back no longer."""
        lane = self.lanes.get(get_ident())
        if lane is None or self.off:
            return
        try:
            if lane.polls.seeing:
                lane.polls.break_off()
            starter = lane.innermost()
            if starter is not None:
                self.put(f'["F",{starter}]\n')  # a lane is to be expected
        except BaseException as error:
            if is_foreign(error):
                raise
            self.fail(error)

    def after_fork(self) -> None:
        """In a forked child: nothing of the parent's spool, numbers or lanes may be used.

        A signal may strike right here, and the interpreter would swallow what its handler raises:
        the child becomes one of its own all the same, and the program is interrupted after that.
        """
        off, self.off = self.off, True
        lane = self.lanes.get(get_ident())
        struck: BaseException | None = None
        for _ in range(_TRIES):
            try:
                self._become_child(lane)
                self.off = off
                break
            except BaseException as error:
                struck = error
        if struck is None or lane is None:
            return
        if is_foreign(struck):
            lane.raise_next(struck)
        else:  # it stays off, for what it holds may be the parent's
            with contextlib.suppress(SpoolError):
                self.note("fork")

    def _become_child(self, lane: Lane | None) -> None:
        """Take what is the child's own; may be begun anew where it was interrupted."""
        if self._spool is not None:
            # Never freed: before 3.13 that closes a descriptor number which may be the program's.
            self._graveyard.append(self._spool)
        self._spool = None
        self.kind = "fork"
        self._token = _new_token()
        self.number = itertools.count(self._token + 1).__next__
        if self.gate is not None:
            self.gate.after_fork(self._token)
        self.thread_starts = {}
        self.lanes = {}
        if lane is not None:
            lane.continue_in_child()
            self.lanes[get_ident()] = lane

    def note(self, key: str, **fields: str) -> None:
        """Say something to the reader of the recording: ``tracer.notes`` has the words of each key."""
        self.put(json.dumps(["n", key, fields]) + "\n")

    def announce(self, server: ObjectInfo | None) -> None:
        """A server has activated itself: say where it can be reached."""
        value = None if server is None else server.ref()
        own = None if value is None else own_dict(value)
        found = listening_address(own.get("socket")) if own else None
        if found is not None and server is not None:
            self.put(json.dumps(["L", server.id, *found]) + "\n")

    def finish(self) -> None:
        """The process ends in an orderly way: write what was held back, and say so."""
        if not self.off:
            try:
                self.flush()
                # A child that made no hop has no spool, and needs none for this.
                if self.is_open or self.kind == "main":
                    self.put(f'["q",{time.monotonic_ns()}]\n')
            except BaseException as error:
                if is_foreign(error):
                    raise
                self.fail(error)
            self.off = True

    @property
    def is_open(self) -> bool:
        """Whether this process has a spool."""
        return self._spool is not None

    def flush(self) -> None:
        """Write the idle polls that were held back."""
        for lane in list(self.lanes.values()):
            lane.polls.flush()

    def fail(self, error: BaseException) -> None:
        """An error of ours: it ends recording, is noted, and goes no further."""
        if isinstance(error, RecursionError):
            return  # the program's own depth left us no room
        if isinstance(error, SpoolError):
            self.stop(error.key, error=error.why)
            return
        detail = f"{type(error).__name__}: {message_of(error)}{where(error)}"
        self.stop("error", error=detail)

    def stop(self, why: str, **fields: str) -> None:
        """Record nothing more in this process, for a reason that is a note; the program goes on."""
        if not self.off:
            self.off = True
            spool = self._spool
            if spool is not None:
                spool.put_last(json.dumps(["n", f"stopped-{why}", fields]) + "\n")


def _new_token() -> int:
    """What tells this process's numbers from those of all others; 0 is the first process's."""
    return (int.from_bytes(os.urandom(3), "big") | 1 << 24) << 32
