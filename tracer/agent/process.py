"""What this process tells: its numbers, its spool, and whether it still records."""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from importlib.util import MAGIC_NUMBER
from typing import TYPE_CHECKING, Any

from .facts.values import message_of
from .spool import Spool, SpoolError
from .trouble import where

if TYPE_CHECKING:
    from collections.abc import Callable


class Process:
    """This process as the recording knows it. ``config`` is what the controller passed on."""

    def __init__(self, config: dict[str, Any], kind: str) -> None:
        self.config = config
        self.kind = kind
        self.off = False
        """Nothing is recorded any more."""
        self.token = 0 if kind == "main" else _new_token()
        """Tells this process's numbers from those of all others; 0 is the first process's."""
        self.number: Callable[[], int] = itertools.count(self.token + 1).__next__
        """Gives a number that no other process of this recording gives out."""
        self._spool: Spool | None = None
        self._graveyard: list[Spool] = []
        self._shapes: dict[tuple[object, ...], int] = {}

    def next(self) -> int:
        """A number, of whichever process this is by then: ``number`` is another after a fork."""
        return self.number()

    def become_child(self) -> None:
        """Take a token, numbers and a spool of its own after a fork: nothing of the parent's."""
        if self._spool is not None:
            # Never freed: before 3.13 that closes a descriptor number which may be the program's.
            self._graveyard.append(self._spool)
        self._spool = None
        self.kind = "fork"
        self.token = _new_token()
        self.number = itertools.count(self.token + 1).__next__

    # Telling

    @property
    def is_open(self) -> bool:
        """Whether this process has a spool."""
        return self._spool is not None

    def open(self) -> Spool:
        """Make the spool."""
        name = f"{time.monotonic_ns():020d}-{self.token:x}.spool"
        self._spool = spool = Spool(os.path.join(self.config["directory"], name))
        spool.put(json.dumps(["H", {
            "pid": os.getpid(), "ppid": os.getppid(), "python": sys.version.split()[0], "token": self.token,
            "magic": MAGIC_NUMBER.hex(),
            "kind": self.kind,
        }]) + "\n")  # fmt: skip
        return spool

    def put(self, line: str) -> None:
        """Append a line to the spool, made at the first one."""
        spool = self._spool
        if spool is None:
            spool = self.open()
        spool.put(line)

    def direct(self) -> Callable[[str], None]:
        """The open spool's own ``put``: good until this process forks."""
        return self.put if self._spool is None else self._spool.put

    def shape(self, *facts: object) -> int:
        """Id of what calls of one kind from one place have in common; written at first use."""
        found = self._shapes.get(facts)
        if found is None:
            found = self.number()
            self.put(json.dumps(["S", found, *facts]) + "\n")
            self._shapes[facts] = found
        return found

    def note(self, key: str, **fields: str) -> None:
        """Say something to the reader of the recording: ``tracer.notes`` has the words of each key."""
        self.put(json.dumps(["n", key, fields]) + "\n")

    # Ending

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
    return (int.from_bytes(os.urandom(3), "big") | 1 << 24) << 32
