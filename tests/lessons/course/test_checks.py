"""What checks ask a recording: here of hops that go round several lanes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from lessons.course.checks import check
from lessons.course.evidence import Evidence
from lessons.course.lesson import Check
from lessons.course.sought import Sought
from tests.build import RecordingBuilder


@pytest.mark.parametrize(
    ("asked", "passed"),
    [
        ({"at_most": 2}, True),
        ({"equals": 2}, True),
        ({"at_least": 2, "at_most": 3}, True),
        ({"at_most": 1}, False),
        ({"at_least": 3}, False),
        ({"equals": 3}, False),
    ],
)
def test_lanes_are_counted_however_many_hops_they_run(
    tmp_path: Path, asked: dict[str, Any], passed: bool
) -> None:
    builder = RecordingBuilder(tmp_path)
    loop = builder.call(builder.code("serve_forever"), lane=builder.lane())
    workers = [builder.lane("thread", f"worker {n}", parent_hop=loop) for n in (1, 2)]
    handle = builder.code("handle")
    first, second, third = (
        builder.call(handle, lane=lane) for lane in (workers[1], workers[0], workers[1])
    )
    assert third > second > first
    with closing(builder.finish()) as recording:
        found = check(Check("pool", 1, "lanes", Sought("handle"), **asked), Evidence(recording))
    assert found.passed is passed
    assert found.hops == (first, second)
