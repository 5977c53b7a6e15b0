"""Many clients at once: everyone is answered, and every hop of every request is there."""

from __future__ import annotations

from pathlib import Path

from tests.crowd.crowd import losses, recorded

CLIENTS = 60


def test_a_crowd_is_answered_and_recorded_without_loss(tmp_path: Path) -> None:
    output = tmp_path / "crowd.hops"
    run = recorded(CLIENTS, tmp_path, output)
    assert run.answered == CLIENTS
    assert run.code == 0
    assert losses(output, CLIENTS) == []
