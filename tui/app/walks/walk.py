"""What the step keys ask for, whatever is walked through."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tui.app.model.state import ViewState
    from tui.app.model.story import Story


class Walk(Protocol):
    """A way through hops. Each move takes the view that shows and gives the one to show next."""

    @property
    def story(self) -> Story:
        """The recording that is walked through."""
        ...

    def into(self, view: ViewState) -> ViewState:
        """Next hop in time."""
        ...

    def over(self, view: ViewState) -> ViewState:
        """Next hop of this lane, not deeper."""
        ...

    def back_over(self, view: ViewState) -> ViewState:
        """Previous hop of this lane, not deeper."""
        ...

    def finish(self, view: ViewState) -> ViewState:
        """To the end of this call; there, to its caller's."""
        ...

    def last(self, view: ViewState) -> ViewState:
        """To the newest hop."""
        ...

    def play(self, view: ViewState) -> ViewState:
        """Go on by itself, or pause."""
        ...

    def lane(self, view: ViewState, steps: int) -> ViewState:
        """To the lane that many further."""
        ...

    def to_lane(self, view: ViewState, lane: int) -> ViewState:
        """To the lane of that id."""
        ...

    def to_hop(self, view: ViewState, hop: int) -> ViewState:
        """To a hop that is in view."""
        ...

    def to_number(self, view: ViewState, number: int) -> ViewState:
        """To the hop of that number, where there is one."""
        ...

    def mark(self, view: ViewState) -> ViewState:
        """Set a bookmark or a breakpoint, or take it away."""
        ...

    def to_mark(self, view: ViewState, steps: int) -> ViewState:
        """To the next of them, or the previous one."""
        ...

    def looked(self, view: ViewState, to: ViewState) -> ViewState:
        """Where one is, having looked at another place without going on."""
        ...

    def admitted(self, view: ViewState, to: ViewState) -> ViewState:
        """What may show of a view that is to come next."""
        ...
