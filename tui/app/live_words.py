"""How a live run stands, in words: who is held where and why, who waits for what, who runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lessons.waiting import waits_in
from tracer.reach import how

if TYPE_CHECKING:
    from tracer.gate import Place
    from tracer.live import HeldLane, LiveState
    from tui.app.state import ViewState
    from tui.app.story import Story

QUIET_NS = 200_000_000
"""After so long without a hop a lane that was let go counts as waiting."""
_MOST = 4


def live_words(story: Story, state: ViewState) -> str:
    """``B Thread-2 held before finish_request; A MainThread waits in select (line 235)``."""
    live = state.live
    if live is None:
        return ""
    if live.ended:
        return f"the program has ended{_code_words(live)}: look at all of it, R runs it again"
    chosen = story.tree.lane(state.hop)
    first = [held_words(story, each) for each in live.held if each.lane == chosen]
    held = [held_words(story, each) for each in live.held if each.lane != chosen]
    rest = [_lane_words(story, live, lane) for lane in _running(story, live)]
    words = [*first, *held, *rest]
    if not live.held:
        words.insert(0, "everything runs, space holds it" if live.is_free else _invitation(live))
    shown = [each for each in words if each]
    more = f"; {len(shown) - _MOST} more" if len(shown) > _MOST else ""
    return "; ".join(shown[:_MOST]) + more


def held_words(story: Story, held: HeldLane) -> str:
    """``B Thread-2 held before finish_request``, and why where that is not plain."""
    name = story.code(held.hop).name if held.hop <= len(story.tree) else "its next call"
    who = short_title(story, held.lane)
    match held.why:
        case "returned":
            return f"{who} held after {name} ended"
        case "breakpoint":
            return f"{who} held at the breakpoint {name}"
        case _:
            return f"{who} held before {name}"


def short_title(story: Story, lane: int) -> str:
    """``B Thread-2``: without the target that Thread adds to the names it makes up."""
    return story.lane_title(lane).partition(" (")[0]


def waiting_words(story: Story, lane: int, place: Place) -> str:
    """``A MainThread waits in select (line 235, 12 polls)``."""
    code = story.code(place.hop)
    source = story.recording.source(code.file)
    call = None if source is None else waits_in(source.text, place.line)
    where = f"line {place.line}" + (f", {place.polls} polls" if place.polls else "")
    seconds = (time.monotonic_ns() - place.moved_ns) / 1e9
    what = f"waits in {call}" if call else f"is at {code.name}"
    return f"{short_title(story, lane)} {what} ({where}) for {seconds:.0f} s"


def _lane_words(story: Story, live: LiveState, lane: int) -> str:
    place = live.places.get(lane)
    if place is None or place.hop > len(story.tree):
        return ""
    if time.monotonic_ns() - place.moved_ns < QUIET_NS:
        return f"{short_title(story, lane)} runs"
    return waiting_words(story, lane, place)


def _running(story: Story, live: LiveState) -> list[int]:
    """Lanes that have begun, are not held and have not ended."""
    held = {each.lane for each in live.held}
    return [
        lane.id
        for lane in story.lanes.values()
        if lane.id not in held and lane.end_ns is None and lane.id in live.places
    ]


def _invitation(live: LiveState) -> str:
    """What to do when no lane is held."""
    if not live.listening:
        return "nothing is held"
    newest = live.listening[-1]
    reach = how(newest, web=newest.object in live.web)
    return f"nothing is held: a opens a client, or {reach}"


def _code_words(live: LiveState) -> str:
    return f" with exit code {live.exit_code}" if live.exit_code else ""
