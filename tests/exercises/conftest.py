"""The process that most calls of the command are forks of."""

from __future__ import annotations

import pytest

from tests.cli.running import start_forks


@pytest.fixture(scope="session", autouse=True)
def forks() -> None:
    """Start it before the first test: it stays until all have ended."""
    start_forks()
