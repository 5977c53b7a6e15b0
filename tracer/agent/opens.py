"""Hops that were entered and have not ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts.codes import CodeInfo
    from .facts.objects import ObjectInfo
    from .facts.requests import RequestState


class Held:
    """A hop that is held back: a thread's start, which is a hop only when that thread serves."""

    __slots__ = ("begin", "end", "put", "text")

    def __init__(
        self, text: str, begin: Callable[[Open], None], put: Callable[[str], None]
    ) -> None:
        self.text: str | None = text
        """The event of its call; None once it was written."""
        self.end: str | None = None
        """The event of its end, where that came first."""
        self.begin = begin
        """Opens the lane that the hop is on."""
        self.put = put
        """Writes an event of that lane."""

    def write(self, hop: Open) -> None:
        """Hold it back no longer."""
        self.begin(hop)
        text, self.text = self.text, None
        self.put(text or "")
        # The end may have come before or after: whoever sees both writes it (twice is harmless).
        if self.end is not None:
            self.put(self.end)


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
    held: Held | None = None
    poll = False
    inner: tuple[int, ...] = ()
    """For a ``get_request``: those that it called over super()."""
    secret = False
    """What it returns, or fails with, may be a secret: it is named for one, or was given one."""
    seen: dict[str, str] | None = None
    lines: set[int] | None = None
    """Lines of a waiting ``serve_forever`` that were shown since it last accepted something."""

    def __init__(self, id: int, frame: Any, info: CodeInfo, name: str) -> None:
        self.id = id
        self.frame = frame
        self.info = info
        self.name = name

    @property
    def is_held(self) -> bool:
        """Whether it is not written yet."""
        return self.held is not None and self.held.text is not None
