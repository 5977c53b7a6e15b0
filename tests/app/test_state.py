"""The moves, as tables: from a place and a move to the next place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.app.places import forest, forest_of_like_accepts
from tui.app.model import state
from tui.app.model.call_tree import CallTree
from tui.app.model.state import BODY, SPEEDS, ViewState

Move = Callable[[ViewState, CallTree], ViewState]


@pytest.mark.parametrize(
    ("move", "path"),
    [
        (state.into, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11]),
        (state.back, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1]),
        (state.over, [2, 3, 6, 8, 11, 11]),
        (state.over, [7, 10, 10]),
        (state.back_over, [8, 6, 3, 2, 1, 1]),
        (state.back_over, [10, 7, 5, 5]),
        (state.back_finish, [9, 7, 5, 4, 3, 1, 1]),
        (state.first, [8, 1]),
        (state.last, [8, 11]),
        (lambda s, t: state.lane(s, t, +1), [8, 7, 7]),
        (lambda s, t: state.lane(s, t, -1), [10, 8, 8]),
        (lambda s, t: state.go_to_hop(s, t, 9), [1, 9, 9]),
        (lambda s, t: state.go_to_hop(s, t, 12), [4, 4]),
        (lambda s, t: state.go_to_hop(s, t, 0), [4, 4]),
    ],
)
def test_a_move_repeated_walks_this_path(move: Move, path: list[int]) -> None:
    tree, at = forest(), ViewState(path[0])
    walked = [at.hop]
    for _ in path[1:]:
        at = move(at, tree)
        walked.append(at.hop)
    assert walked == path


@pytest.mark.parametrize(
    ("move", "hop"),
    [
        (state.into, 11),
        (state.back, 1),
        (state.over, 10),
        (state.back_over, 5),
        (state.back_finish, 1),
    ],
)
def test_a_move_that_cannot_be_made_says_why(move: Move, hop: int) -> None:
    refused = move(ViewState(hop), forest())
    assert refused.note
    assert replace(refused, note="") == ViewState(hop)


def test_finish_goes_to_the_end_of_this_call_then_of_its_caller() -> None:
    tree, at = forest(), ViewState(9)
    assert state.finishing(at, tree) == 9
    at = state.finish(at, tree, 95)
    assert (at.hop, at.returned_ns) == (9, 95)
    assert state.finishing(at, tree) == 7
    at = state.finish(at, tree, 99)
    assert (at.hop, at.returned_ns) == (7, 99)
    assert state.into(at, tree).hop == 10, "10 is the first hop that begins after 99"
    assert state.back(at, tree).hop == 9
    assert state.back_finish(at, tree) == ViewState(7)


def test_finish_stops_at_the_edge_of_the_lane_and_at_a_call_without_end() -> None:
    tree = forest()
    ended = ViewState(5, returned_ns=500)
    assert state.finishing(ended, tree) is None
    assert "outermost" in state.finish(ended, tree, None).note
    assert "had not ended" in state.finish(ViewState(1), tree, None).note


def test_frames_go_out_to_the_first_caller_and_in_to_the_function_itself() -> None:
    tree, at = forest(), ViewState(4)
    frames = []
    for _ in range(4):
        at = state.caller(at, tree)
        frames.append(at.frame)
    assert frames == [1, 2, 2, 2]
    for _ in range(5):
        at = state.callee(at)
    assert at.frame == BODY
    assert "s steps into it" in at.note
    assert state.into(at, tree).frame == 0, "a move in time looks at the call again"


def test_a_move_into_a_fold_opens_it() -> None:
    tree = forest()
    folded = ViewState(3, folded=frozenset({3, 7}))
    assert state.into(folded, tree).folded == {7}
    assert state.into(state.into(state.into(folded, tree), tree), tree).folded == {7}
    assert state.go_to_hop(folded, tree, 9).folded == frozenset()


def test_folding_around_the_cursor_brings_it_along() -> None:
    tree = forest()
    assert state.fold(ViewState(9), tree, 3) == ViewState(3, folded=frozenset({3}))
    assert state.fold(ViewState(8), tree, 3).hop == 8
    assert state.fold(ViewState(2), tree, 2) == ViewState(2), "there is nothing to fold"


@pytest.mark.parametrize(
    ("start", "way", "end"),
    [
        (ViewState(3), "out", ViewState(3, folded=frozenset({3}))),
        (ViewState(3, folded=frozenset({3})), "out", ViewState(1, folded=frozenset({3}))),
        (ViewState(9), "out", ViewState(7)),
        (ViewState(3, folded=frozenset({3})), "in", ViewState(3)),
        (ViewState(3), "in", ViewState(4)),
    ],
)
def test_h_and_l_walk_and_fold(start: ViewState, way: str, end: ViewState) -> None:
    move = state.fold_outwards if way == "out" else state.unfold_inwards
    assert move(start, forest()) == end


def test_bookmarks_are_visited_in_order_of_time() -> None:
    tree = forest()
    at = ViewState(4, bookmarks=frozenset({2, 7, 10}))
    assert state.next_bookmark(at, tree, +1).hop == 7
    assert state.next_bookmark(at, tree, -1).hop == 2
    assert state.next_bookmark(replace(at, hop=10), tree, +1).note
    assert (
        state.next_bookmark(ViewState(4), tree, +1).note == "there are no bookmarks yet: b sets one"
    )


def test_a_bookmark_is_set_and_taken_away() -> None:
    once = state.toggle_bookmark(ViewState(4))
    assert once.bookmarks == {4}
    assert state.toggle_bookmark(once).bookmarks == frozenset()


def test_playing_stops_at_a_bookmark_and_at_the_end() -> None:
    tree = forest()
    playing = ViewState(5, playing=True, bookmarks=frozenset({7}))
    playing = state.tick(playing, tree)
    assert (playing.hop, playing.playing) == (6, True)
    stopped = state.tick(playing, tree)
    assert (stopped.hop, stopped.playing) == (7, False)
    ended = state.tick(ViewState(11, playing=True), tree)
    assert (ended.hop, ended.playing, ended.note) == (11, False, "played to the end")


def test_the_speed_has_a_least_and_a_most() -> None:
    at = ViewState(1)
    assert state.pace(at, +100).speed == len(SPEEDS) - 1
    assert state.pace(at, -100).speed == 0


def test_searching_remembers_what_for_and_says_when_it_turned_round() -> None:
    tree = forest()
    found = state.find(ViewState(7), tree, "acc", [2, 6], +1)
    assert (found.hop, found.sought) == (2, "acc")
    assert "from the start" in found.note
    assert state.find(ViewState(1), tree, "zzz", [], +1).note == "no call matches 'zzz'"
    assert state.find(ViewState(2), tree, "acc", [2], +1).note == "no other call matches 'acc'"


def test_the_same_function_is_sought_by_its_code() -> None:
    tree = forest_of_like_accepts()
    assert state.same_function(ViewState(2), tree, +1).hop == 6
    assert state.same_function(ViewState(6), tree, -1).hop == 2
    assert "once only" in state.same_function(ViewState(3), tree, +1).note


def test_a_tab_asked_for_twice_is_zoomed() -> None:
    at = state.show_tab(ViewState(1), "values")
    assert (at.tab, at.zoom) == ("values", None)
    at = state.show_tab(at, "values", again=True)
    assert at.zoom == "values"
    at = state.show_tab(at, "lanes")
    assert (at.tab, at.zoom) == ("lanes", "lanes")


def test_escape_undoes_the_latest_arrangement_and_then_only_says_how_to_quit() -> None:
    at = ViewState(4, zoom="source", playing=True, frame=1, returned_ns=44)
    seen = []
    for _ in range(5):
        at = state.withdraw(at)
        seen.append((at.zoom, at.playing, at.frame, at.returned_ns))
    assert seen == [
        (None, True, 1, 44), (None, False, 1, 44), (None, False, 0, 44), (None, False, 0, None),
        (None, False, 0, None),
    ]  # fmt: skip
    assert at.note == "q quits"
