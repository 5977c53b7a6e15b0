"""A way through a program that is live: at the newest hop the step keys let it go on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from typing import TYPE_CHECKING

from tracer.language import _
from tracer.running.gatekeeper import Ticket
from tui.app.model import state
from tui.app.model.live_words import full_words, held_words, short_title
from tui.app.walks.recorded import RecordedWalk

if TYPE_CHECKING:
    from tracer.running.live import HeldLane, LiveRun
    from tui.app.model.state import ViewState
    from tui.app.model.story import Story


class LiveWalk:
    """Moves the program; where one looks back, and once it has ended, through what was recorded."""

    def __init__(self, story: Story, live: LiveRun) -> None:
        self.story = story
        self.live = live
        self.wanted: int | None = None
        """The lane to choose once it is there: the one that was chosen before a restart."""
        self._recorded = RecordedWalk(story)

    def _moves_program(self, view: ViewState) -> bool:
        """Whether the keys move the program, not only the view."""
        return not view.behind and not self.live.state.ended

    def held(self, view: ViewState) -> HeldLane | None:
        """The chosen lane, where it is held."""
        return self.live.state.held_at(self.story.tree.lane(view.hop))

    # Forwards lets the program go on

    def run(self, view: ViewState, ticket: Ticket | None) -> ViewState:
        """Let the chosen lane go: as far as a ticket says, else to its next hop."""
        lane = self.story.tree.lane(view.hop)
        if self.live.state.held_at(lane) is None:
            return self.turn_to_held(view)
        if ticket is None:
            self.live.step(lane)
        else:
            self.live.go(lane, ticket)
        return replace(view, note="")

    def turn_to_held(self, view: ViewState) -> ViewState:
        """The chosen lane is not held: go to the one that has waited longest."""
        held = self.live.state.held
        if self.live.state.is_full:
            return state.stay(view, full_words(self.live.state))
        if not held:
            return state.stay(
                view,
                _("no lane is held: it goes on by itself, or waits for a client (a opens one)"),
            )
        note = _("now {lane} {doing}").format(
            lane=short_title(self.story, held[0].lane), doing=held_words(self.story, held[0])
        )
        return replace(self._at_held(view, held[0].hop), note=note)

    def into(self, view: ViewState) -> ViewState:
        """Let one hop go; behind, the next hop in time."""
        if self._moves_program(view):
            return self.run(view, None)
        return self.looked(view, self._recorded.into(view))

    def over(self, view: ViewState) -> ViewState:
        """Let it go until this lane is as far out as now."""
        if self._moves_program(view):
            return self.run(view, Ticket(depth=self.story.hop(view.hop).depth))
        return self.looked(view, self._recorded.over(view))

    def back_over(self, view: ViewState) -> ViewState:
        """Previous hop of this lane, not deeper."""
        return self.looked(view, self._recorded.back_over(view))

    def finish(self, view: ViewState) -> ViewState:
        """Let it go until this call has ended; there, until its caller has."""
        hop = state.finishing(view, self.story.tree)
        if self._moves_program(view) and hop is not None and self.story.hop(hop).end_ns is None:
            return self.run(view, Ticket(end_of=hop))
        return self.looked(view, self._recorded.finish(view))

    def play(self, view: ViewState) -> ViewState:
        """Let everything go; again: hold everything."""
        if self.live.state.ended:
            return self._recorded.play(view)
        if self.live.state.is_full:
            return state.stay(view, full_words(self.live.state))
        if self.live.state.is_free:
            self.live.hold()
            return view
        self.live.free()
        return replace(view, behind=False)

    def to_mark(self, view: ViewState, steps: int) -> ViewState:
        """Let everything go until a breakpoint; in what was recorded, the next bookmark."""
        if not self._moves_program(view) or steps < 0:
            return self.looked(view, self._recorded.to_mark(view, steps))
        if not view.breaks:
            return state.stay(view, _("no function is a breakpoint yet: b makes this one's"))
        self.live.free()
        return view

    def last(self, view: ViewState) -> ViewState:
        """To the newest hop, and follow it."""
        if self.live.state.ended:
            return self._recorded.last(view)
        to, held = replace(view, behind=False, note=""), self.live.state.held
        if held and self.held(to) is None:
            to = self._at_held(to, held[0].hop)
        return self.following(to)

    def oldest(self, view: ViewState) -> ViewState:
        """Let the lane go that has waited longest, whichever it is."""
        held = self.live.state.held
        if self.live.state.ended or not held:
            return self.turn_to_held(view)
        to = self._at_held(replace(view, behind=False, note=""), held[0].hop)
        self.live.step(held[0].lane)
        return to

    # Where the program has come to

    def following(self, view: ViewState) -> ViewState:
        """The view with its cursor where the chosen lane has come to, unless one looks back."""
        live = view.live
        if view.behind or live is None or live.ended:
            return view
        tree = self.story.tree
        wanted = None if self.wanted is None else live.held_at(self.wanted)
        held = wanted or live.held_at(tree.lane(view.hop))
        if wanted is not None:
            self.wanted = None
        if held is not None:
            return self._at_held(view, held.hop)
        hop = tree.order[-1] if live.is_free else tree.last_in_lane(tree.lane(view.hop))
        return view if hop in (view.hop, None) else state.at(view, tree, hop or view.hop)

    def _at_held(self, view: ViewState, hop: int) -> ViewState:
        tree, live = self.story.tree, view.live
        held = live.held_at(tree.lane(hop)) if live is not None else None
        if held is not None and held.why == "returned":
            ended = self.story.hop(hop).end_ns
            if (view.hop, view.returned_ns) == (hop, ended):
                return view
            return replace(state.at(view, tree, hop), returned_ns=ended)
        if (view.hop, view.returned_ns) == (hop, None):
            return view
        return state.at(view, tree, hop)

    # Looking back

    def looked(self, view: ViewState, to: ViewState) -> ViewState:
        """Look at what was: nothing goes on until one is back at the newest hop."""
        if self.live.state.ended or to.hop == view.hop:
            return to
        return replace(to, behind=to.hop != self.story.tree.order[-1])

    def admitted(self, view: ViewState, to: ViewState) -> ViewState:  # noqa: ARG002 - a lesson needs it
        """All of a live run may show."""
        return to

    def lane(self, view: ViewState, steps: int) -> ViewState:
        """Choose the lane that goes next."""
        if self.live.state.ended:
            return self._recorded.lane(view, steps)
        lanes = self.story.lane_ids
        here = bisect_left(lanes, self.story.tree.lane(view.hop)) + steps
        if 0 <= here < len(lanes):
            return self._choose(view, lanes[here])
        return state.stay(
            view, _("this is the last lane") if steps > 0 else _("this is the first lane")
        )

    def _choose(self, view: ViewState, lane: int) -> ViewState:
        self.wanted = None
        held = self.live.state.held_at(lane)
        hop = self.story.tree.last_in_lane(lane) if held is None else held.hop
        return view if hop is None else self._at_held(replace(view, behind=False, note=""), hop)

    def to_lane(self, view: ViewState, lane: int) -> ViewState:
        """Choose the lane that goes next."""
        if self.live.state.ended:
            return self._recorded.to_lane(view, lane)
        return self._choose(view, lane)

    def to_hop(self, view: ViewState, hop: int) -> ViewState:
        """Go to a hop; where its lane is held there, that lane goes next."""
        held = self.live.state.held_at(self.story.tree.lane(hop))
        if held is not None and held.hop == hop:
            return self._choose(view, held.lane)
        return self.looked(view, self._recorded.to_hop(view, hop))

    def to_number(self, view: ViewState, number: int) -> ViewState:
        """To the hop of that number."""
        return self.looked(view, self._recorded.to_number(view, number))

    # Breakpoints

    def mark(self, view: ViewState) -> ViewState:
        """Make this hop's function a breakpoint, or none any more."""
        if self.live.state.ended:
            return self._recorded.mark(view)
        code = self.story.code(view.hop)
        place = (code.file, code.qualname)
        breaks = view.breaks ^ {place}
        self.live.stop_at(tuple(sorted(breaks)))
        note = (
            _("{function} is a breakpoint: c lets everything run to it").format(
                function=code.qualname
            )
            if place in breaks
            else _("{function} is no breakpoint any more").format(function=code.qualname)
        )
        return replace(view, breaks=breaks, note=note)
