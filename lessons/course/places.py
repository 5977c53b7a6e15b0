"""Where lessons lie: the course that comes with hopscope."""

from __future__ import annotations

from pathlib import Path

PACKAGED = Path(__file__).parent.parent / "catalog"
"""The catalogue that comes with hopscope."""
DATA = "lesson.toml"
"""In a lesson's folder: its steps, its questions, its exercise."""
