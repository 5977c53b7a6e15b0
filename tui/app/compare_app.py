"""Runs the comparison of two recordings as an app of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from lessons.compare.comparison import compare
from tracer.recording import suspecting
from tui.app.app import HopscopeApp
from tui.app.rows.glyphs import choose
from tui.app.run import run_app
from tui.app.screens.compare import CompareScreen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import SystemCommand
    from textual.binding import BindingType
    from textual.screen import Screen

    from lessons.compare.comparison import Comparison
    from tracer.recording import Recording
    from tui.app.rows.glyphs import Glyphs

_PARTED = 1


class CompareApp(HopscopeApp, inherit_bindings=False):
    """Two aligned trees, and nothing else."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "quit", "quit", show=False)]

    def __init__(self, comparison: Comparison, glyphs: Glyphs) -> None:
        super().__init__(None)
        self._comparison = comparison
        self._glyphs = glyphs

    def get_default_screen(self) -> Screen[None]:
        """The comparison."""
        return CompareScreen(self._comparison, self._glyphs)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: Textual's own themes and screenshot."""
        for command in super(HopscopeApp, self).get_system_commands(screen):
            if command.title in ("Theme", "Screenshot"):
                yield command


def run(left: Recording, right: Recording) -> int:
    """Show two recordings side by side; 1 where they part, else 0."""
    with suspecting(left), suspecting(right):
        comparison = compare(left, right)
        code = run_app(CompareApp(comparison, choose()))
    return code or (_PARTED if comparison.verdict == "parted" else 0)
