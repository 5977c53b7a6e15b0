"""The interpreter in which the programs of the wild find their packages."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.wild.cases import PACKAGES

_DONE = "installed"


@pytest.fixture(scope="session")
def wild_python(pytestconfig: pytest.Config) -> Path:
    """A private virtual environment of this Python's version, filled by ``pip`` at first use."""
    place = Path(pytestconfig.cache.mkdir("wild")) / ".".join(map(str, sys.version_info[:3]))
    python = place / "bin" / "python"
    if not (place / _DONE).exists():
        venv.create(place, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PACKAGES], check=True, timeout=500)
        (place / _DONE).write_text(_versions(python), "utf-8")
    return python


def _versions(python: Path) -> str:
    listing = subprocess.run(
        [str(python), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    packages: list[dict[str, str]] = json.loads(listing.stdout)
    return "\n".join(f"{each['name']} {each['version']}" for each in packages) + "\n"
