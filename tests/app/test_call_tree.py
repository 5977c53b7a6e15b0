"""The call tree: order in time, pre-order over lanes, and the ways through them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.places import FOREST, forest, forest_of_like_accepts, skeleton
from tests.build import chain_recording
from tracer.errors import HopscopeError
from tui.app.model.call_tree import CallTree


def test_rows_nest_a_lane_under_the_hop_that_started_it() -> None:
    tree = forest()
    assert list(tree.rows) == [1, 2, 3, 4, 5, 7, 9, 10, 6, 8, 11]
    assert list(tree.levels) == [0, 1, 1, 2, 3, 4, 5, 4, 1, 1, 0]


def test_a_subtree_is_a_stretch_of_rows() -> None:
    tree = forest()
    stretches = {hop: list(tree.rows[tree.row(hop) : tree.end(hop)]) for hop in range(1, 12)}
    assert stretches[3] == [3, 4, 5, 7, 9, 10]
    assert stretches[5] == [5, 7, 9, 10]
    assert stretches[1] == [1, 2, 3, 4, 5, 7, 9, 10, 6, 8]
    assert stretches[11] == [11]


@pytest.mark.parametrize(
    ("hop", "after", "before"),
    [
        (1, 11, None),
        (2, 3, 1),
        (3, 6, 2),
        (4, 6, 3),
        (5, None, None),
        (6, 8, 3),
        (7, 10, 5),
        (9, 10, 7),
        (10, None, 7),
        (11, None, 1),
    ],
)
def test_over_stays_in_the_lane_and_never_goes_deeper(
    hop: int, after: int | None, before: int | None
) -> None:
    tree = forest()
    assert tree.after(hop) == after
    assert tree.before(hop) == before


def test_over_agrees_with_a_plain_search(tmp_path: Path) -> None:
    recording = chain_recording(tmp_path, 150)
    tree = CallTree(recording.skeleton())
    recording.close()
    depths, lanes = tree.skeleton.depths, tree.skeleton.lanes
    for hop in range(1, len(tree) + 1):
        later = [
            h for h in range(hop + 1, len(tree) + 1)
            if lanes[h - 1] == lanes[hop - 1] and depths[h - 1] <= depths[hop - 1]
        ]  # fmt: skip
        earlier = [
            h for h in range(1, hop)
            if lanes[h - 1] == lanes[hop - 1] and depths[h - 1] <= depths[hop - 1]
        ]  # fmt: skip
        assert tree.after(hop) == (later[0] if later else None)
        assert tree.before(hop) == (earlier[-1] if earlier else None)


def test_time_orders_by_start_then_lane_then_id() -> None:
    tree = CallTree(skeleton(*FOREST[:5], starts=[10, 40, 20, 40, 30]))
    assert list(tree.order) == [1, 3, 5, 2, 4]
    assert tree.in_time(3, +1) == 5
    assert tree.in_time(1, -1) is None
    assert tree.first_after(30) == 2
    assert tree.last_before(35) == 5


def test_a_child_that_arrived_before_its_parent_is_placed_below_it() -> None:
    tree = CallTree(skeleton((2, 2, 0), (0, 1, 0), starts=[20, 10]))
    assert list(tree.rows) == [2, 1]
    assert tree.after(2) is None


def test_lanes_answer_with_their_newest_hop_of_the_moment() -> None:
    tree = forest()
    assert tree.in_lane(8, +1) == 7
    assert tree.in_lane(2, +1) == 5, "a lane that has not begun answers with its first hop"
    assert tree.in_lane(9, -1) == 8
    assert tree.in_lane(9, +1) is None


def test_hops_of_a_code_are_found_in_both_directions_and_round_the_ends() -> None:
    tree = forest_of_like_accepts()
    code = tree.code(2)
    assert tree.with_codes(2, [code], +1) == 6
    assert tree.with_codes(6, [code], +1) == 2
    assert tree.with_codes(4, [code], -1) == 2
    assert tree.with_codes(1, [code], -1) == 6
    assert tree.with_codes(1, [99], +1) is None


def test_hops_that_call_themselves_are_damage() -> None:
    with pytest.raises(HopscopeError, match="call themselves"):
        CallTree(skeleton((2, 1, 0), (1, 1, 1)))


def test_a_call_chain_deeper_than_the_recursion_limit_is_no_trouble() -> None:
    deep = CallTree(skeleton(*((n, 1, n) for n in range(5_000))))
    assert deep.levels[-1] == 4_999
    assert len(deep.ancestors(5_000)) == 4_999
    assert deep.after(1) is None
    assert deep.before(5_000) == 4_999
