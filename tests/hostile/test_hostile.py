"""Mutated recordings: a clear refusal or a sound read, by every reader; nothing runs or changes."""

from __future__ import annotations

from pathlib import Path

from tests.hostile.survey import Survey, survey

KINDS = ("written_ahead", "loop_pages", "view_for_table", "odd_columns", "odd_classes", "odd_sites")


def test_each_is_refused_clearly_or_read_soundly(tmp_path: Path) -> None:
    found: Survey = survey(len(KINDS), 3, tmp_path, only=KINDS)
    assert found.wrong == []
    assert set(found.outcomes) == set(KINDS)
    assert found.outcomes["view_for_table"]["refused"]
    assert found.outcomes["written_ahead"]["refused"]
    assert found.outcomes["odd_sites"]["read"]
