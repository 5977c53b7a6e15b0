"""While a question is open nothing tells its answer, whatever key is pressed, wherever one looks."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.layouts.kept import keeping
from tests.layouts.prying import pry_at

pytestmark = [pytest.mark.timeout(400), pytest.mark.screens]


def told(places: list[str], home: Path, *, by_all_keys: bool) -> list[str]:
    with keeping() as kept:
        return asyncio.run(pry_at(places, home, kept, by_all_keys=by_all_keys))


def test_no_key_tells_the_class_or_the_lane_that_is_asked_for(tmp_path: Path) -> None:
    assert told(["1/accept", "1/whose-lane"], tmp_path, by_all_keys=True) == []


def test_no_other_kind_of_question_is_told(tmp_path: Path) -> None:
    kinds = [
        "which-init",
        "mixin-runs",
        "missing",
        "handed-on",
        "how-many",
        "read-once",
        "too-late",
    ]
    places = [*(f"6/{step}" for step in kinds), "3/bind"]
    assert told(places, tmp_path, by_all_keys=False) == []
