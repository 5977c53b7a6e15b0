"""Which hops a lesson means: the conditions that a hop must meet."""

from __future__ import annotations

from pathlib import Path

from lessons.course.evidence import Evidence
from lessons.course.sought import Sought
from tests.build import RecordingBuilder


def test_a_hop_is_found_by_what_it_returned(tmp_path: Path) -> None:
    builder = RecordingBuilder(tmp_path)
    total = builder.code("total")
    hops = [builder.hop(total, lane=builder.lane()) for _ in range(4)]
    for hop, value in zip(hops, ("1", "2", "2"), strict=False):
        builder.end(hop, value=value)
    builder.end(hops[3], exception=("ValueError", "2"))
    evidence = Evidence(builder.finish())
    assert Sought(function="total", value="2").all(evidence) == hops[1:3]
    assert Sought(value="3").first(evidence) is None
