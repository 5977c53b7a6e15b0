"""Expected outputs in files. ``HOPSCOPE_GOLDEN=write`` writes them anew: read the diff then."""

from __future__ import annotations

import os
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def scrubbed(text: str, *folders: Path) -> str:
    """The text without what differs between machines and Pythons: paths and library lines."""
    for folder in folders:
        text = text.replace(str(folder), "<folder>")
    return re.sub(r"\b(socketserver|threading|selectors)\.py:\d+", r"\1.py:N", text)


def compare(name: str, text: str) -> None:
    """Fail unless the text is what the file says."""
    path = FOLDER / name
    if os.environ.get("HOPSCOPE_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
