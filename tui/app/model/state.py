"""What the screen shows, as one frozen value, and the moves on it: pure functions.

A move takes the state and the call tree and gives the next state. A move that
cannot be made gives the same place with :attr:`ViewState.note` saying why. Hop
ids are final, so a state stays good when the recording grows under it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tracer.running.live import LiveState
    from tui.app.model.call_tree import CallTree

Tab: TypeAlias = Literal["source", "lookup", "lanes", "classes", "values"]
Pane: TypeAlias = Literal["calls", "source", "lookup", "lanes", "classes", "values", "lesson"]

TABS: tuple[Tab, ...] = ("lookup", "lanes", "classes", "values")
LESSON_TABS: tuple[Tab, ...] = ("source", *TABS)
"""Beside a lesson the source gives way to the others where there is little room."""
SPEEDS: tuple[float, ...] = (0.5, 1, 2, 4, 8, 16, 32)
"""Hops a second while playing."""
BODY = -1
"""The :attr:`ViewState.frame` that shows the called function itself."""


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where the person is, and how they have arranged the view."""

    hop: int
    """Id of the hop under the one cursor of the whole screen."""
    returned_ns: int | None = None
    """Set when the moment is the hop's end instead of its call: when that was."""
    frame: int = 0
    """Whose call the source shows: 0 this hop's, 1 its caller's, ... or :data:`BODY`."""
    folded: frozenset[int] = frozenset()
    bookmarks: frozenset[int] = frozenset()
    tab: Tab = "lookup"
    zoom: Pane | None = None
    sought: str = ""
    """The text last searched for."""
    playing: bool = False
    speed: int = 2
    """Index into :data:`SPEEDS`."""
    note: str = ""
    """What the last move has to say; empty when the place speaks for itself."""
    live: LiveState | None = None
    """How the run stands that is recorded at this moment; None for a finished recording."""
    behind: bool = False
    """In a live run: the person looks back, and moves through what was recorded."""
    breaks: frozenset[tuple[str, str]] = frozenset()
    """Functions that a live run stops at: file and qualified name."""


def stay(state: ViewState, note: str) -> ViewState:
    """The same place, with a word on why."""
    return replace(state, note=note)


def at(state: ViewState, tree: CallTree, hop: int, note: str = "") -> ViewState:
    """The cursor at a hop's call, its folded ancestors opened so that it can be seen."""
    folded = state.folded
    if folded:
        folded = folded.difference(tree.ancestors(hop))
    return replace(state, hop=hop, returned_ns=None, frame=0, folded=folded, note=note)


def _or_stay(state: ViewState, tree: CallTree, hop: int | None, refusal: str) -> ViewState:
    return stay(state, refusal) if hop is None else at(state, tree, hop)


# Through time


def into(state: ViewState, tree: CallTree) -> ViewState:
    """Next hop in time, whatever its lane."""
    if state.returned_ns is None:
        found = tree.in_time(state.hop, +1)
    else:
        found = tree.first_after(state.returned_ns)
    return _or_stay(state, tree, found, _("this is the last hop of the recording"))


def back(state: ViewState, tree: CallTree) -> ViewState:
    """Previous hop in time."""
    if state.returned_ns is None:
        found = tree.in_time(state.hop, -1)
    else:
        found = tree.last_before(state.returned_ns)
    return _or_stay(state, tree, found, _("this is the first hop of the recording"))


def over(state: ViewState, tree: CallTree) -> ViewState:
    """Next hop of this lane at the same or a lesser depth."""
    return _or_stay(
        state, tree, tree.after(state.hop), _("this lane makes no later call at this depth")
    )


def back_over(state: ViewState, tree: CallTree) -> ViewState:
    """Previous hop of this lane at the same or a lesser depth."""
    if state.returned_ns is not None:
        return at(state, tree, state.hop)
    return _or_stay(
        state, tree, tree.before(state.hop), _("this lane makes no earlier call at this depth")
    )


def finishing(state: ViewState, tree: CallTree) -> int | None:
    """The hop whose end :func:`finish` would go to: this one's, or its caller's once there."""
    if state.returned_ns is None:
        return state.hop
    parent = tree.parent(state.hop)
    same_lane = parent is not None and tree.lane(parent) == tree.lane(state.hop)
    return parent if same_lane else None


def finish(state: ViewState, tree: CallTree, ended_ns: int | None) -> ViewState:
    """To the end of the hop that :func:`finishing` names, which came at ``ended_ns``."""
    hop = finishing(state, tree)
    if hop is None:
        return stay(state, _("this is the outermost call of its lane"))
    if ended_ns is None:
        return stay(state, _("this call had not ended when the recording stopped"))
    return replace(at(state, tree, hop), returned_ns=ended_ns)


def back_finish(state: ViewState, tree: CallTree) -> ViewState:
    """From an end to its call; from a call to the call it was made in."""
    if state.returned_ns is not None:
        return at(state, tree, state.hop)
    return _or_stay(state, tree, tree.parent(state.hop), _("nothing that was recorded called this"))


def first(state: ViewState, tree: CallTree) -> ViewState:
    """First hop in time."""
    return at(state, tree, tree.order[0])


def last(state: ViewState, tree: CallTree) -> ViewState:
    """Last hop in time."""
    return at(state, tree, tree.order[-1])


def tick(state: ViewState, tree: CallTree) -> ViewState:
    """One beat of playing: the next hop; stops at a bookmark and at the end."""
    moved = into(state, tree)
    if moved.hop == state.hop:
        return replace(moved, playing=False, note=_("played to the end"))
    if moved.hop in state.bookmarks:
        return replace(moved, playing=False, note=_("stopped at a bookmark"))
    return moved


def play(state: ViewState) -> ViewState:
    """Play, or pause."""
    return replace(state, playing=not state.playing, note="paused" if state.playing else "")


def pace(state: ViewState, steps: int) -> ViewState:
    """Play faster or slower."""
    speed = min(max(state.speed + steps, 0), len(SPEEDS) - 1)
    return replace(
        state, speed=speed, note=_("{speed:g} hops a second").format(speed=SPEEDS[speed])
    )


# Through frames: time stands still


def caller(state: ViewState, tree: CallTree) -> ViewState:
    """One frame outwards."""
    if state.frame >= len(tree.ancestors(state.hop)):
        return stay(state, _("no recorded call is further out"))
    return replace(state, frame=state.frame + 1, note="")


def callee(state: ViewState) -> ViewState:
    """One frame inwards; the innermost is the called function itself."""
    if state.frame == BODY:
        return stay(state, _("this is the function that the hop runs: s steps into it"))
    return replace(state, frame=state.frame - 1, note="")


# Through lanes, functions, marks


def lane(state: ViewState, tree: CallTree, steps: int) -> ViewState:
    """To the lane ``steps`` further, at its newest hop of this moment."""
    refusal = _("this is the last lane") if steps > 0 else _("this is the first lane")
    return _or_stay(state, tree, tree.in_lane(state.hop, steps), refusal)


def go_to_lane(state: ViewState, tree: CallTree, lane_id: int) -> ViewState:
    """To a lane, at its newest hop of this moment; no move where one is in it already."""
    if lane_id == tree.lane(state.hop):
        return state
    return at(state, tree, tree.newest_in_lane(lane_id, state.hop))


def same_function(state: ViewState, tree: CallTree, steps: int) -> ViewState:
    """Next (previous) call of the code that this hop ran; turns round at the ends."""
    code = tree.code(state.hop)
    found = tree.with_codes(state.hop, [code], steps)
    if found in (None, state.hop):
        return stay(state, _("this function is called once only"))
    return at(state, tree, found or state.hop, _turned(state, tree, found, steps))


def find(
    state: ViewState, tree: CallTree, text: str, codes: Sequence[int], steps: int
) -> ViewState:
    """Next (previous) call of one of the codes, which are those that ``text`` matched."""
    state = replace(state, sought=text)
    found = tree.with_codes(state.hop, codes, steps)
    if found is None:
        return stay(state, _("no call matches {text!r}").format(text=text))
    if found == state.hop:
        return stay(state, _("no other call matches {text!r}").format(text=text))
    return at(state, tree, found, _turned(state, tree, found, steps))


def _turned(state: ViewState, tree: CallTree, found: int | None, steps: int) -> str:
    if found is None or (tree.rank(found) - tree.rank(state.hop)) * steps > 0:
        return ""
    return _("went on from the start") if steps > 0 else _("went on from the end")


def toggle_bookmark(state: ViewState) -> ViewState:
    """Set or take away a bookmark at this hop."""
    if state.hop in state.bookmarks:
        marks, note = state.bookmarks - {state.hop}, _("bookmark removed")
    else:
        marks, note = state.bookmarks | {state.hop}, _("bookmark set: c and C go to bookmarks")
    return replace(state, bookmarks=marks, note=note)


def next_bookmark(state: ViewState, tree: CallTree, steps: int) -> ViewState:
    """To the nearest later (earlier) bookmark."""
    here = tree.rank(state.hop)
    ranks = [tree.rank(hop) for hop in state.bookmarks]
    ahead = [rank for rank in ranks if (rank - here) * steps > 0]
    if not state.bookmarks:
        return stay(state, _("there are no bookmarks yet: b sets one"))
    if not ahead:
        later = _("no bookmark is later than this hop")
        return stay(state, later if steps > 0 else _("no bookmark is earlier than this hop"))
    near = min(ahead) if steps > 0 else max(ahead)
    return at(state, tree, tree.order[near])


def go_to_hop(state: ViewState, tree: CallTree, number: int) -> ViewState:
    """To the hop of that number."""
    if number not in tree:
        return stay(
            state,
            _("there is no hop {number}: they are 1 to {last}").format(
                number=number, last=tree.skeleton.ids[-1]
            ),
        )
    return at(state, tree, number)


# The tree's folds


def fold(state: ViewState, tree: CallTree, hop: int) -> ViewState:
    """Hide what a hop called; the cursor comes along when it was in there."""
    if not tree.has_children(hop) or hop in state.folded:
        return state
    folded = state.folded | {hop}
    if state.hop != hop and tree.contains(hop, state.hop):
        state = at(state, tree, hop)
    return replace(state, folded=folded, note="")


def unfold(state: ViewState, hop: int) -> ViewState:
    """Show what a hop called."""
    return replace(state, folded=state.folded - {hop}, note="")


def toggle_fold(state: ViewState, tree: CallTree, hop: int) -> ViewState:
    """Fold or unfold."""
    if not tree.has_children(hop):
        return stay(state, _("this hop called nothing"))
    return unfold(state, hop) if hop in state.folded else fold(state, tree, hop)


def fold_outwards(state: ViewState, tree: CallTree) -> ViewState:
    """Fold this hop; where there is nothing to fold, go to its caller."""
    if tree.has_children(state.hop) and state.hop not in state.folded:
        return fold(state, tree, state.hop)
    return back_finish(replace(state, returned_ns=None), tree)


def unfold_inwards(state: ViewState, tree: CallTree) -> ViewState:
    """Unfold this hop; where it is open, go to the first it called."""
    if state.hop in state.folded:
        return unfold(state, state.hop)
    if not tree.has_children(state.hop):
        return stay(state, _("this hop called nothing"))
    return at(state, tree, tree.rows[tree.row(state.hop) + 1])


# The arrangement


def show_tab(state: ViewState, tab: Tab, *, again: bool = False) -> ViewState:
    """Show a tab of the bottom panel; asked for ``again`` it takes the whole screen, or not."""
    if again:
        return toggle_zoom(state, tab)
    zoom: Pane | None = tab if state.zoom in TABS else state.zoom
    return replace(state, tab=tab, zoom=zoom, note="")


def turn_tab(state: ViewState, steps: int) -> ViewState:
    """The next tab beside a lesson, or the previous one."""
    place = LESSON_TABS.index(state.tab) + steps
    return show_tab(state, LESSON_TABS[place % len(LESSON_TABS)])


def toggle_zoom(state: ViewState, pane: Pane) -> ViewState:
    """Give a pane the whole screen, or take it back."""
    if state.zoom is not None:
        return replace(state, zoom=None, note="")
    return replace(state, zoom=pane, note=_("esc or z brings the other panes back"))


def withdraw(state: ViewState) -> ViewState:
    """What ``esc`` undoes, the latest arrangement first; it never leaves the app."""
    if state.zoom is not None:
        return replace(state, zoom=None, note="")
    if state.playing:
        return replace(state, playing=False, note="paused")
    if state.frame != 0:
        return replace(state, frame=0, note="")
    if state.returned_ns is not None:
        return replace(state, returned_ns=None, note="")
    return stay(state, "" if state.note else _("q quits"))
