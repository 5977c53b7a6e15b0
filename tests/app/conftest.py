"""The recording that most of the app's tests look at."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build import chain_recording


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ThreadingTCPServer that served some requests: about 90 hops in six lanes."""
    recording = chain_recording(tmp_path_factory.mktemp("chain"), 90)
    recording.close()
    return recording.path
