"""The clients that a person has opened by hand to a live program's servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.clients.by_hand import Caller
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.running.live import LiveRun


class Clients:
    """Opens them; ``told`` hears from other threads whenever one of them has news."""

    def __init__(self, live: LiveRun, told: Callable[[], None]) -> None:
        self.live = live
        self.callers: list[Caller] = []
        """All that were opened, by number from 1, those that have hung up among them."""
        self._told = told

    def open(self) -> Caller:
        """Connect to the newest server. Raises HopscopeError where none listens."""
        listening = self.live.state.listening
        if not listening or self.live.state.ended:
            raise HopscopeError(_("no server listens yet"), _("Let the program go on first (s)."))
        caller = Caller(len(self.callers) + 1, listening[-1], self._told)
        self.callers.append(caller)
        return caller

    def hang_up(self) -> None:
        """Close every client that is open."""
        for caller in self.callers:
            caller.hang_up()
