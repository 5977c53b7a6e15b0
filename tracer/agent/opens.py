"""Hops that were entered and have not ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .facts.codes import CodeInfo
    from .facts.objects import ObjectInfo
    from .facts.requests import RequestState
    from .lane import Lane


class Open:
    """A hop that was entered and has not ended. What most hops never need has its default here."""

    parent: Open | None = None
    receiver: ObjectInfo | None = None
    request: RequestState | None = None
    depth = 0
    resumed = 0
    shape = 0
    marker = False
    """Stands for a resumed generator: no hop of its own."""
    inherited = False
    """Entered before a fork, in the parent."""
    exception: tuple[str, str] | None = None
    text: str | None = None
    """Held back: a thread's start, which is a hop only when that thread serves."""
    end_text: str | None = None
    poll = False
    inner: tuple[int, ...] = ()
    """For a ``get_request``: those that it called over super()."""
    secret = False
    """What it returns, or fails with, may be a secret: it is named for one, or was given one."""
    seen: dict[str, str] | None = None
    lines: set[int] | None = None
    """Lines of a waiting ``serve_forever`` that were shown since it last accepted something."""

    def __init__(self, id: int, frame: Any, info: CodeInfo, lane: Lane, name: str) -> None:
        self.id = id
        self.frame = frame
        self.info = info
        self.lane = lane
        self.name = name
