"""Live runs of which something is killed: nothing is left, nobody hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.kill import Victim, kill_one

MOMENTS: list[tuple[Victim, str, float, bool]] = [
    ("controller", "fork", 0.3, False),
    ("program", "thread", 0.2, False),
    ("client", "thread", 0.2, False),
    ("supervisor", "fork", 0.2, False),
    ("keep", "thread", 0.3, False),
    ("controller", "thread", 0.3, True),
]


@pytest.mark.parametrize(("victim", "server", "delay", "at_start"), MOMENTS)
def test_a_killed_live_run_leaves_nothing_and_nobody_waits(
    tmp_path: Path, victim: Victim, server: str, delay: float, *, at_start: bool
) -> None:
    found = kill_one(tmp_path, victim, server, delay, 1, at_start=at_start)
    assert found.wrong == []
    assert found.listened or at_start
