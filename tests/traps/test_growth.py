"""Twice the classes, about twice the work: what is counted are calls of functions, no time."""

from __future__ import annotations

import cProfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.traps import shapes
from tui.checking import check

MOST = 2.2
"""How many times the work of the first step the second may be, which adds twice as many classes."""
SHAPES = [shapes.chain, shapes.servers, shapes.handlers, shapes.no_order, shapes.servers_built]


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_number_of_classes(tmp_path: Path, shape: Callable[[int], str]) -> None:
    def calls(count: int) -> int:
        path = tmp_path / f"{shape.__name__}{count}.py"
        path.write_text(shape(count))
        return calls_of_check([path])

    assert_about_linear(calls, 20, 40, 80)


def test_classes_in_many_files(tmp_path: Path) -> None:
    def calls(files: int) -> int:
        folder = tmp_path / str(files)
        return calls_of_check(shapes.write_files(folder, files))

    assert_about_linear(calls, 20, 40, 80)


def assert_about_linear(calls: Callable[[int], int], *counts: int) -> None:
    calls(counts[0] - 1)  # what is loaded once
    first, second, third = map(calls, counts)
    assert third - second < MOST * (second - first)


def calls_of_check(paths: list[Path]) -> int:
    profile = cProfile.Profile()
    found = profile.runcall(check, list(map(str, paths)))
    assert found.unchecked == ()
    return sum(one.callcount for one in profile.getstats())
