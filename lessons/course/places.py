"""Where lessons lie: the course that comes with hopscope, and what stays inside a folder."""

from __future__ import annotations

from pathlib import Path

PACKAGED = Path(__file__).parent.parent / "catalog"
"""The catalogue that comes with hopscope."""
DATA = "lesson.toml"
"""In a lesson's folder: its steps, its questions, its exercise."""


def leads_out(folder: Path, path: Path) -> bool:
    """Whether a path leads out of a folder, symlinks followed.

    Never in the course that comes with hopscope: installers may make links of its files.
    """
    if PACKAGED in (folder, folder.parent):
        return False
    try:
        found = path.resolve(strict=True)
    except FileNotFoundError:
        found = path.resolve()
    except (OSError, RuntimeError):  # links that go round in a circle
        return True
    return not found.is_relative_to(folder.resolve())
