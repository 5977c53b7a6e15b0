"""The moves of the keys by name: from a walk and the view that shows to the view to show next."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from tracer.language import _
from tui.app.model import state

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tui.app.model.call_tree import CallTree
    from tui.app.model.state import ViewState
    from tui.app.walks.walk import Walk

Move: TypeAlias = "Callable[[Walk, ViewState], ViewState]"

_PLACE = re.compile(r"(?P<file>.*?):?(?P<line>\d+)")


def _looking(at: Callable[[ViewState, CallTree], ViewState]) -> Move:
    """A move that only looks: in a live run nothing goes on for it."""
    return lambda walk, view: walk.looked(view, at(view, walk.story.tree))


MOVES: Mapping[str, Move] = {
    "into": lambda walk, view: walk.into(view),
    "back": _looking(state.back),
    "over": lambda walk, view: walk.over(view),
    "back_over": lambda walk, view: walk.back_over(view),
    "finish": lambda walk, view: walk.finish(view),
    "back_finish": _looking(state.back_finish),
    "first": _looking(state.first),
    "last": lambda walk, view: walk.last(view),
    "play": lambda walk, view: walk.play(view),
    "faster": lambda _walk, view: state.pace(view, +1),
    "slower": lambda _walk, view: state.pace(view, -1),
    "caller": lambda walk, view: state.caller(view, walk.story.tree),
    "callee": lambda _walk, view: state.callee(view),
    "match": lambda walk, view: _find_again(walk, view, +1),
    "previous_match": lambda walk, view: _find_again(walk, view, -1),
    "call": _looking(lambda view, tree: state.same_function(view, tree, +1)),
    "previous_call": _looking(lambda view, tree: state.same_function(view, tree, -1)),
    "lane": lambda walk, view: walk.lane(view, +1),
    "previous_lane": lambda walk, view: walk.lane(view, -1),
    "mark": lambda walk, view: walk.mark(view),
    "to_mark": lambda walk, view: walk.to_mark(view, +1),
    "to_previous_mark": lambda walk, view: walk.to_mark(view, -1),
}
"""By the names that :mod:`tui.app.keys` gives them."""


def find(walk: Walk, view: ViewState, text: str, steps: int) -> ViewState:
    """Next or previous call of a function whose name has the text in it."""
    codes = walk.story.codes_matching(text)
    return walk.looked(view, state.find(view, walk.story.tree, text, codes, steps))


def _find_again(walk: Walk, view: ViewState, steps: int) -> ViewState:
    if view.sought:
        return find(walk, view, view.sought, steps)
    return state.stay(view, _("nothing was searched for yet: / searches"))


def go_to(walk: Walk, view: ViewState, text: str) -> ViewState:
    """To what was typed: a hop's number, or ``file:line``."""
    found = _PLACE.fullmatch(text)
    if found is None:
        words = _("{text!r} is neither a hop's number nor file:line")
        return state.stay(view, words.format(text=text))
    line = int(found["line"][:18])
    if not found["file"]:
        return walk.to_number(view, line)
    codes = walk.story.codes_around(found["file"], line)
    moved = state.find(view, walk.story.tree, text, codes, +1)
    return walk.looked(view, replace(moved, sought=view.sought))
