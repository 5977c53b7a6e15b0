"""Screens kept in files. ``HOPSCOPE_GOLDEN=write`` writes them anew: read the diff then.

A kept screen has two lines for each line of the terminal: its characters, and under each that
does not look plain a letter for its looks. The letters are told below.
"""

from __future__ import annotations

import difflib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App

FOLDER = Path(__file__).parent / "kept"
_LETTERS = ascii_letters + digits


def picture(app: App[Any]) -> str:
    """The screen as it reaches the terminal: its text, the looks of it, and what those are."""
    lines = [[(each.text, str(each.style or Style()), each.cell_length) for each in strip]
             for strip in _strips(app)]  # fmt: skip
    cells: Counter[str] = Counter()
    for line in lines:
        for _text, looks, width in line:
            cells[looks] += width
    plain = cells.most_common(1)[0][0]
    letters = dict(zip((each for each in cells if each != plain), _LETTERS, strict=False))
    letters[plain] = " "
    rows = []
    for line in lines:
        rows.append("|" + "".join(text for text, _, _ in line) + "|")
        rows.append(":" + "".join(letters[looks] * width for _, looks, width in line).rstrip())
    told = [f"{letter} = {looks}" for looks, letter in letters.items()]
    return "\n".join((*rows, "", *told, ""))


def _strips(app: App[Any]) -> Iterator[list[Segment]]:
    screen = app.screen
    for strip in screen._compositor.render_strips():
        seen = strip
        for each in screen.get_line_filters():
            seen = seen.apply_filter(each, screen.background_colors[1])
        yield [segment for segment in seen if not segment.control]


def compare(name: str, app: App[Any]) -> None:
    """Fail unless the screen is the kept one; both are printed then, and where they differ."""
    file, now = FOLDER / f"{name}.txt", picture(app)
    if os.environ.get("HOPSCOPE_GOLDEN") == "write":
        file.write_text(now, encoding="utf-8")
    kept = file.read_text(encoding="utf-8")
    if kept != now:
        differing = "\n".join(
            difflib.unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", "", "", 0, "")
        )
        pytest.fail(
            f"{file.name}\nKEPT\n{kept}\nNOW\n{now}\nWHERE\n{differing}\n"
            "HOPSCOPE_GOLDEN=write writes it anew.",
            pytrace=False,
        )
