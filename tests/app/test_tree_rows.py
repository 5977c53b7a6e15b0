"""Folds: which rows show, and the way between a row and its place."""

from __future__ import annotations

import random

import pytest

from tests.app.places import forest, skeleton
from tui.app.model.call_tree import CallTree
from tui.app.model.tree_rows import TreeRows


@pytest.mark.parametrize(
    ("folded", "shown"),
    [
        ([], [1, 2, 3, 4, 5, 7, 9, 10, 6, 8, 11]),
        ([3], [1, 2, 3, 6, 8, 11]),
        ([7], [1, 2, 3, 4, 5, 7, 10, 6, 8, 11]),
        ([3, 7], [1, 2, 3, 6, 8, 11]),
        ([1], [1, 11]),
        ([1, 3, 5], [1, 11]),
        ([2, 11], [1, 2, 3, 4, 5, 7, 9, 10, 6, 8, 11]),
    ],
)
def test_a_folded_hop_hides_its_subtree(folded: list[int], shown: list[int]) -> None:
    rows = TreeRows(forest(), folded)
    assert [rows.hop(index) for index in range(len(rows))] == shown


def test_a_hidden_row_is_found_where_its_fold_shows() -> None:
    tree = forest()
    rows = TreeRows(tree, [3])
    assert rows.index(tree.row(9)) == rows.index(tree.row(3)) == 2
    assert rows.index(tree.row(6)) == 3


def test_rows_and_places_agree_whatever_is_folded() -> None:
    rng = random.Random(7)
    parents = [rng.randint(0, n) for n in range(300)]
    depths = [0] * 301
    for hop, parent in enumerate(parents, 1):
        depths[hop] = depths[parent] + 1 if parent else 0
    tree = CallTree(skeleton(*((p, 1, depths[h]) for h, p in enumerate(parents, 1))))
    for _ in range(50):
        folded = rng.sample(range(1, 301), rng.randint(0, 40))
        rows = TreeRows(tree, folded)
        expected = [h for h in tree.rows if not set(tree.ancestors(h)) & set(folded)]
        assert [rows.hop(index) for index in range(len(rows))] == expected
        assert [rows.index(tree.row(hop)) for hop in expected] == list(range(len(expected)))


def test_there_is_no_row_beyond_the_end() -> None:
    rows = TreeRows(forest(), [1])
    with pytest.raises(IndexError):
        rows.row(2)
