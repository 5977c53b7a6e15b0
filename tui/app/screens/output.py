"""What the live program has printed: its stdout and stderr, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import N_, _
from tui.app.rows.spans import Row, row, span, wrap
from tui.app.screens.page import PageScreen

if TYPE_CHECKING:
    from pathlib import Path

    from tui.app.scene import Scene

_MOST = 64 * 1024
"""Bytes from the end that are shown."""


class OutputPage(PageScreen):
    """The newest part of the output; it goes on while the page is open."""

    TITLE_WORDS = N_("What the program prints  (esc closes)")

    def __init__(self, scene: Scene, file: Path) -> None:
        super().__init__(scene)
        self._file = file

    def rows(self, scene: Scene, width: int) -> list[Row]:
        """The newest lines; the rest is in the file that the first one names."""
        with self._file.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(size - _MOST, 0))
            text = file.read().decode("utf-8", "replace")
        lines = text.split("\n")
        if size > _MOST:
            before = _("... {count} bytes before this").format(count=size - _MOST)
            lines = [before, *lines[1:]]
        if lines and not lines[-1]:
            lines.pop()
        if not lines:
            return [row((_("nothing yet"), "dim"))]
        height = max(scene.story.glyphs is not None and self.size.height - 4, 8)
        shown = [part for line in lines for part in wrap(row(span(line.rstrip("\r"))), width)]
        return shown[-1000:] if len(shown) > height else shown
