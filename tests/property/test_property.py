"""Random programs: no call is explained wrongly, nearly none is not explained, all kinds occur.

``HOPSCOPE_PROPERTY_PROGRAMS=2000`` runs as many; ``python -m tests.property`` does so and
prints the table of kinds, and with ``--shrink`` the smallest program that is explained wrongly.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.property.survey import complaints, survey

PROGRAMS = int(os.environ.get("HOPSCOPE_PROPERTY_PROGRAMS", "15"))


@pytest.mark.timeout(60 + 3 * PROGRAMS)
def test_calls_are_explained_as_the_program_made_them(tmp_path: Path) -> None:
    found = survey(PROGRAMS, tmp_path)
    said = complaints(found, PROGRAMS)
    assert not said, "\n".join(said[:20])
