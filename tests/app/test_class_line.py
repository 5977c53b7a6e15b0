"""Above a method stands the line of its class, however far up that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.source.syntax import parse
from tests.app.places import Driven, driving
from tests.app.screens.program import PROGRAM, threading_life


def first_source_line(app: Driven) -> str:
    """The source pane's first row, as it is on the screen."""
    pane = app.pane("source")
    region = pane.region
    return app.screen_text().splitlines()[region.y + 1][region.x : region.right].strip()


async def test_the_class_of_a_method_is_in_view(tmp_path: Path) -> None:
    async with driving(threading_life(tmp_path), (80, 24)) as app:
        await app.go_to("server_close")
        assert not first_source_line(app).startswith("⋮")  # the call is in a function
        await app.press("s")
        assert "super().server_close()" in app.screen_text()
        assert first_source_line(app).split(maxsplit=2) == ["⋮", "44", "class ThreadingMixIn:"]
        await app.press("d")
        assert "def server_close(self):" in app.screen_text()
        assert first_source_line(app).split(maxsplit=2) == [
            "⋮",
            "33",
            "class TCPServer(BaseServer):",
        ]


async def test_the_line_goes_where_the_person_has_scrolled_away(tmp_path: Path) -> None:
    async with driving(threading_life(tmp_path), (80, 24), start_hop=28) as app:
        assert first_source_line(app).startswith("⋮   44")
        app.app.main.focus_pane("source")
        await app.press(*["down"] * 8)
        assert not first_source_line(app).startswith("⋮")
        await app.press(*["up"] * 30)
        assert not first_source_line(app).startswith("⋮")


@pytest.mark.parametrize(
    ("line", "found"),
    [(1, None), (4, 1), (32, None), (34, 33), (45, 44), (58, 57), (86, None)],
)
def test_the_innermost_class_counts(line: int, found: int | None) -> None:
    syntax = parse(PROGRAM)
    assert syntax is not None
    assert syntax.class_line(line) == found
    nested = parse("class A:\n    class B:\n        def f(self):\n            pass\n    x = 1\n")
    assert nested is not None
    assert [nested.class_line(each) for each in range(1, 6)] == [None, 1, 2, 2, 1]
