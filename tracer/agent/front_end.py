"""What the recorder asks of a front end: something of the interpreter that tells of each call.

:mod:`.settrace` is the one that there is. Another may stand beside it, which tells the same
:class:`~.hops.Hops` in the same verbs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import types


class FrontEnd(Protocol):
    """Tells of calls, lines and ends."""

    def begin(self, kind: str) -> None:
        """Tell of this thread, as a lane of that kind, and of those that start from now on."""

    def trace_is_set(self, frame: types.FrameType) -> None:
        """``sys.settrace`` is called in a frame, which may take away what tells of calls."""

    def raise_next(self, error: BaseException) -> None:
        """Interrupt this thread at its next call by what struck where nothing may be raised."""
