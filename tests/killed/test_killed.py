"""Runs that are killed: the recording opens, is marked incomplete, and is well-formed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.killed.kill import Victim, kill_one

MOMENTS: list[tuple[Victim, str, float]] = [
    ("program", "thread", 0.4),
    ("controller", "thread", 0.3),
    ("both", "fork", 0.2),
]


@pytest.mark.parametrize(("victim", "server", "delay"), MOMENTS)
def test_a_killed_run_leaves_a_sound_recording_and_nothing_else(
    tmp_path: Path, victim: Victim, server: str, delay: float
) -> None:
    found = kill_one(tmp_path, victim, server, delay, serving=True)
    assert found.wrong == []
    assert found.opens
    assert found.hops
