"""The lanes: every thread and process, and what each is doing at this moment."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.message import Message

from tracer.language import N_, _
from tui.app.keys import PLACES, bindings
from tui.app.model.live_words import doing
from tui.app.rows.spans import Row, Span, columns, span
from tui.app.widgets.rows_view import RowsView
from tui.lane_letters import lane_letter

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from textual import events
    from textual.binding import BindingType

    from tracer.model import Lane
    from tui.app.model.live_words import Doing
    from tui.app.scene import Scene


# The target that Thread adds to the names it makes up is the same for every request.
_MEASURED = 200
"""Lanes whose names tell how wide the names stand."""
_OWN_NAME = re.compile(r"(Thread-\d+) \(.*\)")


class LanesPanel(RowsView):
    """One row a lane, however many there are."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["lanes"])]
    TITLE_WORDS = N_("Lanes")
    ABOUT = N_(
        "Each lane is one flow of control: the main thread, a thread, a forked process. 'at' is "
        "the call that the lane was in when this hop began. Choosing a lane goes to that call."
    )

    @dataclass
    class LaneChosen(Message):
        """The person chose a lane."""

        lane: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._ids: Sequence[int] = ()
        self._widest = 0
        self._measured = 0
        """Of how many lanes the names are in that."""

    def place(self, scene: Scene) -> None:
        """Show what the lanes do at this moment, this hop's lane in view."""
        if self.scene is None or self.scene.story is not scene.story:
            self._measured = self._widest = 0
        if self._ids is not scene.story.lane_ids:
            self._ids = scene.story.lane_ids
            self._measure(scene)
        self.take(scene)
        if scene.cover is not None and scene.cover.hides_lanes:
            self._ids = []
        self.retitle(f"2 {_(self.TITLE_WORDS)}  {len(self._ids) or '?'}")
        self.redraw(self.top_showing(self.cursor_index() or 0, margin=1))

    def _measure(self, scene: Scene) -> None:
        """Take in the names of lanes that were not there before: in a live run more come and come."""
        new = map(scene.story.lane, self._ids[self._measured : _MEASURED])
        self._widest = max([self._widest, *(cell_len(_short(lane)) for lane in new if lane)])
        self._measured = min(len(self._ids), _MEASURED)

    def row_count(self) -> int:
        """Number of lanes."""
        return len(self._ids)

    def cursor_index(self) -> int | None:
        """The row of the scene's lane."""
        if self.scene is None:
            return None
        lane = self.scene.step.hop.lane
        index = bisect_left(self._ids, lane)
        return index if index < len(self._ids) and self._ids[index] == lane else None

    def _lane(self, index: int) -> Lane | None:
        return None if self.scene is None else self.scene.story.lane(self._ids[index])

    def key_at(self, index: int) -> Hashable:
        """What a row depends on, without working out its words."""
        lane = self._lane(index)
        if self.scene is None or lane is None:
            return None
        here = lane.id == self.scene.step.hop.lane
        newest, ended = self._newest(lane), self._has_ended(lane)
        return lane.id, here, newest, ended, self._widest, self._now(lane)

    def _now(self, lane: Lane) -> Doing | None:
        """What the lane does in the live run; None where one looks at what was."""
        state = None if self.scene is None else self.scene.state
        if self.scene is None or state is None or state.live is None or state.behind:
            return None
        return None if state.live.ended else doing(self.scene.story, state.live, lane.id)

    def _newest(self, lane: Lane) -> int | None:
        """The hop that a lane is in at this moment; None before it has begun."""
        if self.scene is None:
            return None
        tree, hop = self.scene.story.tree, self.scene.state.hop
        first = tree.first_in_lane(lane.id)
        begun = first is not None and tree.rank(first) <= tree.rank(hop)
        return tree.newest_in_lane(lane.id, hop) if begun else None

    def _has_ended(self, lane: Lane) -> bool:
        if self.scene is None:
            return False
        story, state = self.scene.story, self.scene.state
        now = state.returned_ns or story.tree.start(state.hop)
        return lane.end_ns is not None and lane.end_ns <= now

    def row_at(self, index: int) -> Row:
        """``► B Thread-2   thread  request 1  at 17 finish_request``."""
        lane = self._lane(index)
        if self.scene is None or lane is None:
            return ()
        here = self.scene.glyphs.here if lane.id == self.scene.step.hop.lane else " "
        head: Row = (
            (f"{here} ", "name"), (lane_letter(lane.id), "key"), (" ", "plain"),
            span(_short(lane), "name"),
        )  # fmt: skip
        kind = span(_kind(lane), "dim")
        wide = max(min(self.columns - 36, self._widest + 5), 14)
        rest = max(self.columns - wide - 12, 10)
        return columns([head, (kind,), self._doing(lane)], [wide, 8, rest])

    def _doing(self, lane: Lane) -> tuple[Span, ...]:
        scene = self.scene
        if scene is None:
            return ()
        tree, now = scene.story.tree, self._now(lane)
        if now is not None and now.kind != "ended":
            return (span(now.words, "here" if now.kind == "held" else "plain"),)
        if tree.first_in_lane(lane.id) is None:
            return ((_("no hops"), "dim"),)
        newest = self._newest(lane)
        if newest is None:
            return ((_("not begun yet"), "dim"),)
        request = tree.request(newest)
        served = _("request {number}  ").format(number=request) if request else ""
        if self._has_ended(lane):
            return ((served, "plain"), (_("ended"), "dim"))
        number = "" if scene.number == "?" else f"{newest} "
        at = span(f"{number}{scene.story.code(newest).name}", "code")
        return ((served, "plain"), (_("at "), "dim"), at)

    def action_move(self, steps: int) -> None:
        """Choose the lane some rows further."""
        index = (self.cursor_index() or 0) + steps
        if 0 <= index < len(self._ids):
            self.post_message(self.LaneChosen(self._ids[index]))

    def on_click(self, event: events.Click) -> None:
        """Choose the lane under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y + self.scroll_offset.y < len(self._ids):
            self.post_message(self.LaneChosen(self._ids[offset.y + self.scroll_offset.y]))


_KINDS = {
    "main": N_("main"),
    "thread": N_("thread"),
    "fork": N_("fork {pid}"),
    "process": N_("process"),
}


def _kind(lane: Lane) -> str:
    return _(_KINDS[lane.kind]).format(pid=lane.pid)


def _short(lane: Lane) -> str:
    return _OWN_NAME.sub(r"\1", lane.name)
