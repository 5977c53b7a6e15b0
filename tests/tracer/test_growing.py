"""A call tree that grows by pieces is the one that is made of all hops at once."""

from __future__ import annotations

from array import array

from hypothesis import given, settings
from hypothesis import strategies as st

from tracer.recording import Skeleton, nest
from tracer.recording.growing import GrowingTree, HopRow


@st.composite
def _hops(draw: st.DrawFn) -> list[HopRow]:
    """Hops of several lanes: a call in an open hop of its lane, or a lane of its own below any hop."""
    rows: list[HopRow] = []
    stacks: dict[int, list[int]] = {}
    for number in range(1, draw(st.integers(1, 60)) + 1):
        lane = draw(st.integers(1, len(stacks) + 1))
        stack = stacks.get(lane)
        if stack is None:
            parent = draw(st.integers(0, number - 1)) if rows else 0
            stack = stacks[lane] = []
        else:
            for _ in range(draw(st.integers(0, len(stack)))):
                stack.pop()
            parent = stack[-1] if stack else 0
        depth = len(stack)
        stack.append(number)
        code, request = draw(st.integers(1, 5)), draw(st.integers(0, 3))
        rows.append((number, parent, lane, depth, code, request, 10 * number))
    return rows


def _whole(rows: list[HopRow]) -> Skeleton:
    _, *columns = zip(*rows, strict=True)
    parents, lanes, depths, codes, requests = (array("i", values) for values in columns[:-1])
    return Skeleton(parents, lanes, depths, codes, requests, array("q", columns[-1]))


@settings(max_examples=120, deadline=None)
@given(_hops(), st.data())
def test_it_grows_to_what_is_made_of_all_at_once(rows: list[HopRow], data: st.DataObject) -> None:
    tree, done = GrowingTree(), 0
    while done < len(rows):
        upto = data.draw(st.integers(done + 1, len(rows)))
        assert tree.take(rows[done:upto])
        done = upto
        whole = _whole(rows[:done])
        assert tree.skeleton() == whole
        assert tree.nesting() == nest(whole)


@settings(max_examples=40, deadline=None)
@given(_hops(), st.randoms(use_true_random=False))
def test_hops_told_late_are_put_in_order_of_time(rows: list[HopRow], random: object) -> None:
    """Two processes' hops arrive as they are read: their times may go back a little."""
    shifted = [(*row[:6], row[6] - 25 * (row[2] % 2)) for row in rows]
    tree = GrowingTree()
    for row in shifted:
        assert tree.take([row])
    whole = nest(_whole(shifted))
    grown = tree.nesting()
    assert (grown.order, grown.ranks, grown.by_code) == (whole.order, whole.ranks, whole.by_code)
    assert sorted(grown.rows) == sorted(whole.rows)


def test_what_has_gaps_or_comes_before_its_caller_is_not_taken_in() -> None:
    tree = GrowingTree()
    assert tree.take([(1, 0, 1, 0, 1, 0, 5)])
    assert not tree.take([(3, 1, 1, 1, 1, 0, 6)])
    assert not tree.take([(2, 2, 1, 1, 1, 0, 6)])
    assert len(tree) == 1


def test_requests_are_assigned_afterwards() -> None:
    tree = GrowingTree()
    tree.take([(1, 0, 1, 0, 1, 0, 5), (2, 1, 1, 1, 2, 0, 6)])
    tree.assign_requests([(2, 7)])
    assert list(tree.skeleton().requests) == [0, 7]
