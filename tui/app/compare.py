"""Runs the comparison of two recordings in the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.compare.comparison import compare
from tracer.recording import suspecting
from tui.app.app import HopscopeApp
from tui.app.rows.glyphs import choose
from tui.app.run import run_app
from tui.app.screens.compare import CompareScreen
from tui.app.session import Session

if TYPE_CHECKING:
    from textual.screen import Screen

    from lessons.compare.comparison import Comparison
    from tracer.recording import Recording
    from tui.app.rows.glyphs import Glyphs

_PARTED = 1


class _Comparing(Session):
    """Two aligned trees, and nothing else."""

    def __init__(self, comparison: Comparison, glyphs: Glyphs) -> None:
        self._comparison, self._glyphs = comparison, glyphs

    def first_screen(self) -> Screen[None]:
        """The comparison."""
        return CompareScreen(self._comparison, self._glyphs)


def compare_app(comparison: Comparison, glyphs: Glyphs) -> HopscopeApp:
    """The app on a comparison: it has nothing to step through."""
    app = HopscopeApp()
    app.session = _Comparing(comparison, glyphs)
    return app


def run(left: Recording, right: Recording) -> int:
    """Show two recordings side by side; 1 where they part, else 0."""
    with suspecting(left), suspecting(right):
        comparison = compare(left, right)
        code = run_app(compare_app(comparison, choose()))
    return code or (_PARTED if comparison.verdict == "parted" else 0)
