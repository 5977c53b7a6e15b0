"""Behind a recording: what it notes is told first, and hops are explained before a person comes to them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lessons.explain.newer_sources import notes_of
from tui.app.model.state import stay
from tui.app.session import Session
from tui.app.sessions.ahead import PAUSE, Ahead
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.app.app import HopscopeApp

_AHEAD = 300
"""Hops that are looked at ahead: a request's worth of distinct calls lies well within."""


class RecordedSession(Session):
    """Uses the time until the first key, and between keys."""

    def __init__(self, app: HopscopeApp) -> None:
        self._app = app
        # Until the first key.
        notes = " ".join(notes_of(app.story.recording))
        app.view = stay(app.view, visible(notes))
        self._ahead = Ahead()

    def ready(self) -> None:
        """Begin with the hops that come first."""
        tree = self._app.story.tree
        first = tree.rank(self._app.view.hop)
        self._ahead.add(tree.order[first : first + _AHEAD])
        self._looking = self._app.set_interval(PAUSE, self._look_ahead)

    @contextmanager
    def showing(self) -> Iterator[None]:
        """What is looked at ahead waits."""
        yield
        self._ahead.moved()

    def _look_ahead(self) -> None:
        self._ahead.look(self._app.story)
        if not len(self._ahead):
            self._looking.stop()
