"""Explains hops before a person comes to them: what is parsed by then is not waited for."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from tui.app.model.state import ViewState
from tui.app.scene import scene_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tui.app.model.story import Story

PAUSE = 0.01
"""Seconds between two hops: keys come first."""
_REST = 0.02
"""Seconds after a move in which nothing is looked at."""
_AROUND = 40
"""Lines above a call, and below it, that may be in view with it."""


class Ahead:
    """Hops that are still to be explained. Call :meth:`look` every :data:`PAUSE` seconds."""

    def __init__(self) -> None:
        self._hops: deque[int] = deque()
        self._codes: set[int] = set()
        self._known = 0
        self._moved = 0.0

    def __len__(self) -> int:
        return len(self._hops)

    def moved(self) -> None:
        """A person is at work: wait a moment."""
        self._moved = monotonic()

    def add(self, hops: Iterable[int]) -> None:
        """Have hops explained, in this order."""
        self._hops.extend(hops)

    def take_growth(self, story: Story) -> None:
        """Have the first hop of each function explained that was not called before."""
        tree = story.tree.skeleton
        codes = tree.codes[self._known :]
        for code in sorted(set(codes) - self._codes):
            self._codes.add(code)
            self._hops.append(tree.ids[self._known + list(codes).index(code)])
        self._known += len(codes)

    def look(self, story: Story) -> None:
        """Explain the next one, unless a key came just now."""
        if not self._hops or monotonic() - self._moved < _REST:
            return
        scene = scene_of(story, ViewState(self._hops.popleft()))
        source = story.source(scene.frame.file)
        if source is not None and scene.frame.line is not None:
            for line in (scene.frame.line + away for away in (-_AROUND, 0, _AROUND)):
                source.tokens(max(min(line, len(source)), 1))
