"""How a live run stands, in words: who is held where and why, who waits for what, who runs."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from lessons.explain.endings import stop_words
from lessons.source.waiting import waits_in
from tracer.clients.address import how
from tracer.language import _

if TYPE_CHECKING:
    from tracer.running.live import HeldLane, LiveState
    from tracer.running.whereabouts import Place
    from tui.app.model.state import ViewState
    from tui.app.model.story import Story

QUIET_NS = 200_000_000
"""After so long without a hop a lane that was let go counts as waiting."""
_MOST = 4


@dataclass(frozen=True, slots=True)
class Doing:
    """What a lane does, and the same in words."""

    kind: Literal["held", "runs", "waits", "ended", "unknown"]
    words: str


def live_words(story: Story, state: ViewState) -> str:
    """``B Thread-2 held before finish_request; A MainThread waits in select (line 235)``."""
    live = state.live
    if live is None:
        return ""
    if live.ended:
        words = [_ended_words(live)]
        return _("; ").join([full_words(live), *words] if live.is_full else words)
    if live.is_full:
        return full_words(live)
    chosen = story.tree.lane(state.hop)
    held = sorted(live.held, key=lambda each: each.lane != chosen)
    lanes = [*(each.lane for each in held), *sorted(live.places.keys() - {h.lane for h in held})]
    words = [
        _("{lane} {doing}").format(lane=short_title(story, lane), doing=now.words)
        for lane in lanes
        if (now := doing(story, live, lane)).words and now.kind != "ended"
    ]
    if held and held[0].lane != chosen and doing(story, live, chosen).kind == "waits":
        advice = _("{lane} may wait for a held lane: s goes to {oldest}").format(
            lane=short_title(story, chosen), oldest=short_title(story, live.held[0].lane)
        )
        words.insert(0, advice)
    if not held:
        words.insert(0, _("everything runs, space holds it") if live.is_free else _invitation(live))
    if len(words) > _MOST:
        words[_MOST:] = [_("{count} more").format(count=len(words) - _MOST)]
    return _("; ").join(words)


def full_words(live: LiveState) -> str:
    """That nothing more is recorded: the program is beyond what can be shown."""
    words = (
        _("the recording is full ({count:,} hops): what came after is missing")
        if live.ended
        else _("the recording is full ({count:,} hops): the program runs on unrecorded")
    )
    return words.format(count=live.hops)


def _ended_words(live: LiveState) -> str:
    if live.stop is not None:
        return _("{how} Look at all of it; R runs it again").format(how=stop_words(live.stop))
    words = (
        _("the program has ended with exit code {code}: look at all of it; R runs it again")
        if live.exit_code
        else _("the program has ended: look at all of it; R runs it again")
    )
    return words.format(code=live.exit_code)


def short_title(story: Story, lane: int) -> str:
    """``B Thread-2``: without the target that Thread adds to the names it makes up."""
    return story.lane_title(lane).partition(" (")[0]


def doing(story: Story, live: LiveState, lane: int) -> Doing:
    """What a lane does now: ``held before run``, ``waits in select (line 235)``, ``runs``, ``ended``."""
    held, place, facts = live.held_at(lane), live.places.get(lane), story.lane(lane)
    if held is not None:
        return Doing("held", held_words(story, held))
    if facts is None or facts.end_ns is not None:
        return Doing("ended", _("ended"))
    if place is None or place.hop not in story.tree:
        return Doing("unknown", "")
    if time.monotonic_ns() - place.moved_ns < QUIET_NS:
        return Doing("runs", _("runs"))
    return Doing("waits", _waiting_words(story, place))


def held_words(story: Story, held: HeldLane) -> str:
    """``held before finish_request``, and why where that is not plain."""
    name = story.code(held.hop).name if held.hop in story.tree else _("its next call")
    match held.why:
        case "returned":
            words = _("held after {name} ended")
        case "breakpoint":
            words = _("held at the breakpoint {name}")
        case _:
            words = _("held before {name}")
    return words.format(name=name)


def _waiting_words(story: Story, place: Place) -> str:
    """``waits in select (line 235, 12 polls) for 6 s``."""
    code = story.code(place.hop)
    source = story.recording.source(code.file)
    call = None if source is None else waits_in(source.text, place.line)
    where = _("line {line}").format(line=place.line)
    if place.polls:
        where = _("line {line}, {count} polls").format(line=place.line, count=place.polls)
    seconds = (time.monotonic_ns() - place.moved_ns) / 1e9
    words = (
        _("waits in {name} ({where}) for {seconds:.0f} s")
        if call is not None
        else _("is in {name} ({where}) for {seconds:.0f} s")
    )
    name = code.name if call is None else call or _("a call")
    return words.format(name=name, where=where, seconds=seconds)


def _invitation(live: LiveState) -> str:
    """What to do when no lane is held."""
    if not live.listening:
        return _("nothing is held")
    newest = live.listening[-1]
    reach = how(newest, web=newest.object in live.web)
    return _("nothing is held: a opens a client, or {command}").format(command=reach)
