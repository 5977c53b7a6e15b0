"""A way through what is recorded: nothing runs, and what a lesson asks about is not told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracer.language import _
from tui.app.model import state
from tui.app.model.state import BODY, ViewState

if TYPE_CHECKING:
    from tui.app.lesson.cover import Cover
    from tui.app.model.call_tree import CallTree
    from tui.app.model.story import Story


@dataclass(frozen=True, slots=True)
class RecordedWalk:
    """Moves through a story, as far as it may be told; see :class:`tui.app.walks.walk.Walk`."""

    story: Story
    cover: Cover | None = None
    """What an open question keeps from being told."""

    @property
    def _tree(self) -> CallTree:
        return self.story.tree

    def into(self, view: ViewState) -> ViewState:
        """Next hop in time."""
        return state.into(view, self._tree)

    def over(self, view: ViewState) -> ViewState:
        """Next hop of this lane, unless lanes are asked about."""
        return _refused(view) if self._asks_of_lanes else state.over(view, self._tree)

    def back_over(self, view: ViewState) -> ViewState:
        """Previous hop of this lane, unless lanes are asked about."""
        return _refused(view) if self._asks_of_lanes else state.back_over(view, self._tree)

    def finish(self, view: ViewState) -> ViewState:
        """To the end of this call."""
        hop = state.finishing(view, self._tree)
        ended = None if hop is None else self.story.hop(hop).end_ns
        return state.finish(view, self._tree, ended)

    def last(self, view: ViewState) -> ViewState:
        """Last hop."""
        return state.last(view, self._tree)

    def play(self, view: ViewState) -> ViewState:
        """Play or pause."""
        return state.play(view)

    def lane(self, view: ViewState, steps: int) -> ViewState:
        """Next or previous lane, unless lanes are asked about."""
        return _refused(view) if self._asks_of_lanes else state.lane(view, self._tree, steps)

    def to_lane(self, view: ViewState, lane: int) -> ViewState:
        """To the lane of that id."""
        return state.go_to_lane(view, self._tree, lane)

    def to_hop(self, view: ViewState, hop: int) -> ViewState:
        """To a hop that is in view."""
        return state.at(view, self._tree, hop)

    def to_number(self, view: ViewState, number: int) -> ViewState:
        """To the hop of that number, unless numbers would tell how many hops there are."""
        hides = self.cover is not None and self.cover.hides_numbers
        return _refused(view) if hides else state.go_to_hop(view, self._tree, number)

    def mark(self, view: ViewState) -> ViewState:
        """Set or remove a bookmark."""
        return state.toggle_bookmark(view)

    def to_mark(self, view: ViewState, steps: int) -> ViewState:
        """Next or previous bookmark."""
        return state.next_bookmark(view, self._tree, steps)

    def looked(self, view: ViewState, to: ViewState) -> ViewState:  # noqa: ARG002 - a live walk needs it
        """Looking is all there is."""
        return to

    def admitted(self, view: ViewState, to: ViewState) -> ViewState:
        """The view, unless it would tell what a question asks."""
        cover = self.cover
        if cover is None:
            return to
        tells = (to.frame == BODY and cover.hides_owner(to.hop)) or (
            to.returned_ns is not None and to.returned_ns > cover.now_ns
        )
        # What is refused here would not be in all of the recording.
        is_refusal = to.note and replace(to, note="") == replace(view, note="")
        if tells or (is_refusal and to.hop == self._tree.order[-1]):
            return _refused(view)
        return to

    @property
    def _asks_of_lanes(self) -> bool:
        return self.cover is not None and self.cover.hides_lanes


def _refused(view: ViewState) -> ViewState:
    return state.stay(view, _("the lesson's question comes first"))
