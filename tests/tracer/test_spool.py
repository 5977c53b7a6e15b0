"""Spools of several processes are read as one stream, by time, piece by piece."""

from __future__ import annotations

from pathlib import Path

from tracer.agent.spool import Spool
from tracer.assembling.tailing import Event, SpoolReader

MANY = 10_000
"""Events: more than one look takes."""


def test_what_a_child_refers_to_comes_first_however_far_behind_the_reader_is(
    tmp_path: Path,
) -> None:
    parent = Spool(str(tmp_path / f"{1:020d}-0.spool"))
    for time in range(1, MANY + 1):
        parent.put(f'["q",{time}]\n')
    child = Spool(str(tmp_path / f"{MANY - 10:020d}-1000000.spool"))
    child.put(f'["q",{MANY - 10}]\n')
    child.put(f'["q",{MANY - 5}]\n')
    reader = SpoolReader(tmp_path)
    looks: list[list[tuple[int, Event]]] = []
    while not looks or reader.is_behind:
        looks.append(list(reader.read()))
        assert len(looks) < MANY
    reader.close()
    times = [event[1] for look in looks for _, event in look]
    assert len(times) == MANY + 2
    assert times == sorted(times)
    assert max(map(len, looks)) < MANY / 2
