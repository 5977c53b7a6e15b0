"""How a live run stands, in words: who is held where and why, who waits for what, who runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lessons.waiting import waits_in
from tracer.reach import how

if TYPE_CHECKING:
    from tracer.live import HeldLane, LiveState
    from tracer.whereabouts import Place
    from tui.app.state import ViewState
    from tui.app.story import Story

QUIET_NS = 200_000_000
"""After so long without a hop a lane that was let go counts as waiting."""
_MOST = 4
_RESTS = ("waits in", "is in")


def live_words(story: Story, state: ViewState) -> str:
    """``B Thread-2 held before finish_request; A MainThread waits in select (line 235)``."""
    live = state.live
    if live is None:
        return ""
    if live.ended:
        code = f" with exit code {live.exit_code}" if live.exit_code else ""
        return f"the program has ended{code}: look at all of it; R runs it again"
    chosen = story.tree.lane(state.hop)
    held = sorted(live.held, key=lambda each: each.lane != chosen)
    lanes = [*(each.lane for each in held), *sorted(live.places.keys() - {h.lane for h in held})]
    words = [
        f"{short_title(story, lane)} {doing}"
        for lane in lanes
        if (doing := doing_words(story, live, lane)) not in ("", "ended")
    ]
    if held and held[0].lane != chosen and doing_words(story, live, chosen).startswith(_RESTS):
        oldest = short_title(story, live.held[0].lane)
        words.insert(
            0, f"{short_title(story, chosen)} may wait for a held lane: s goes to {oldest}"
        )
    if not held:
        words.insert(0, "everything runs, space holds it" if live.is_free else _invitation(live))
    more = f"; {len(words) - _MOST} more" if len(words) > _MOST else ""
    return "; ".join(words[:_MOST]) + more


def short_title(story: Story, lane: int) -> str:
    """``B Thread-2``: without the target that Thread adds to the names it makes up."""
    return story.lane_title(lane).partition(" (")[0]


def doing_words(story: Story, live: LiveState, lane: int) -> str:
    """What a lane does now: ``held before run``, ``waits in select (line 235)``, ``runs``, ``ended``."""
    held, place, facts = live.held_at(lane), live.places.get(lane), story.lane(lane)
    if held is not None:
        return held_words(story, held)
    if facts is None or facts.end_ns is not None:
        return "ended"
    if place is None or place.hop not in story.tree:
        return ""
    if time.monotonic_ns() - place.moved_ns < QUIET_NS:
        return "runs"
    return _waiting_words(story, place)


def held_words(story: Story, held: HeldLane) -> str:
    """``held before finish_request``, and why where that is not plain."""
    name = story.code(held.hop).name if held.hop in story.tree else "its next call"
    match held.why:
        case "returned":
            return f"held after {name} ended"
        case "breakpoint":
            return f"held at the breakpoint {name}"
        case _:
            return f"held before {name}"


def _waiting_words(story: Story, place: Place) -> str:
    """``waits in select (line 235, 12 polls) for 6 s``."""
    code = story.code(place.hop)
    source = story.recording.source(code.file)
    call = None if source is None else waits_in(source.text, place.line)
    where = f"line {place.line}" + (f", {place.polls} polls" if place.polls else "")
    seconds = (time.monotonic_ns() - place.moved_ns) / 1e9
    what = f"waits in {call}" if call else f"is in {code.name}"
    return f"{what} ({where}) for {seconds:.0f} s"


def _invitation(live: LiveState) -> str:
    """What to do when no lane is held."""
    if not live.listening:
        return "nothing is held"
    newest = live.listening[-1]
    reach = how(newest, web=newest.object in live.web)
    return f"nothing is held: a opens a client, or {reach}"
