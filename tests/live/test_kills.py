"""Live runs of which something is killed: nothing is left, nobody hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.kill import Victim, kill_one

MOMENTS: list[tuple[Victim, str, float]] = [
    ("controller", "fork", 0.3),
    ("program", "thread", 0.2),
    ("client", "thread", 0.2),
    ("supervisor", "fork", 0.2),
    ("keep", "thread", 0.3),
]


@pytest.mark.parametrize(("victim", "server", "delay"), MOMENTS)
def test_a_killed_live_run_leaves_nothing_and_nobody_waits(
    tmp_path: Path, victim: Victim, server: str, delay: float
) -> None:
    found = kill_one(tmp_path, victim, server, delay, 1, at_start=False)
    assert found.wrong == []
    assert found.listened
