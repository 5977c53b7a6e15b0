"""The cases notice a wrong search: each of two mutants makes explanations go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from lessons.explain import lookup
from lessons.source.call_site import Dispatch
from tests.lessons.harness import explain

PROGRAM = """
class Root:
    def go(self): return "Root"
class Mid(Root):
    def go(self): return super().go()
class Leaf(Mid): pass
def main():
    Leaf().go()
"""


def dispatches(folder: Path) -> list[Dispatch]:
    return [step.dispatch for step in explain(folder, PROGRAM)]


def test_the_search_as_it_is_explains_every_call(tmp_path: Path) -> None:
    assert dispatches(tmp_path) == [Dispatch.INSTANCE, Dispatch.SUPER]


def test_choosing_one_class_too_far_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = lookup.choose

    def one_too_far(has: Sequence[bool]) -> int | None:
        found = right(has)
        return None if found is None else found + 1

    monkeypatch.setattr(lookup, "choose", one_too_far)
    assert dispatches(tmp_path) == [Dispatch.UNKNOWN, Dispatch.UNKNOWN]


def test_a_super_that_does_not_skip_its_own_class_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = lookup.start_after

    def without_skipping(mro: Sequence[int], written_in: int) -> int | None:
        found = right(mro, written_in)
        return None if found is None else found - 1

    monkeypatch.setattr(lookup, "start_after", without_skipping)
    assert dispatches(tmp_path) == [Dispatch.INSTANCE, Dispatch.UNKNOWN]
