"""Programs of learners who do not do what an exercise asks, and are told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.course.catalog import read_catalog
from lessons.course.judging import judge_program

SPECIMENS = Path(__file__).with_name("specimens")


@pytest.mark.parametrize(
    ("name", "fails"),
    [
        ("01_empty.py", "received"),
        ("01_raises.py", "handle-raised"),
        ("02_never_reads.py", "received"),
        ("05_by_name.py", "by-name"),
    ],
)
def test_it_is_not_solved(tmp_path: Path, name: str, fails: str) -> None:
    lesson = read_catalog().find(str(int(name[:2])))
    assert lesson.exercise is not None
    outcome = judge_program(lesson.exercise, SPECIMENS / name, tmp_path)
    assert outcome.trouble is None
    assert outcome.failed is not None
    assert outcome.failed.check.id == fails
