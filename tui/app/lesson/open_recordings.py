"""Recordings that lie open side by side: those of a lesson's runs, and the learner's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.recording import Recording, suspecting
from tui.app.model.story import Story

if TYPE_CHECKING:
    from pathlib import Path

    from tui.app.rows.glyphs import Glyphs


class OpenRecordings:
    """Opens each recording once, and closes all of them together."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._open: dict[Path, Story] = {}

    def story(self, path: Path) -> Story | None:
        """The story of a recording; None where it holds no hops. Raises HopscopeError."""
        if path not in self._open:
            recording = Recording(path)
            with suspecting(recording):
                self._open[path] = Story(recording, self._glyphs)
        story = self._open[path]
        return story if len(story.tree) else None

    def close(self) -> None:
        """Close them all."""
        for story in self._open.values():
            story.recording.close()
        self._open.clear()
