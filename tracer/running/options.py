"""How a program is to be run and recorded, and how that ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tracer.clients.heard import Heard
    from tracer.model import Stop


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
    max_hops: int | None = None
    """The most hops that the recording may hold: when it is full, recording stops."""
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
