"""The arrangement of the panes follows the size of the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.places import driving
from tests.build import RecordingBuilder
from tui.app.model.state import ViewState
from tui.app.rows.glyphs import ASCII
from tui.app.rows.spans import Row
from tui.app.screens.main import layout_for, shown_panes
from tui.app.widgets.rows_view import Panel


@pytest.mark.parametrize(
    ("width", "height", "layout"),
    [
        (59, 40, "tiny"), (200, 15, "tiny"), (60, 16, "stacked"), (80, 24, "stacked"),
        (109, 60, "stacked"), (110, 24, "split"), (120, 40, "split"), (159, 50, "split"),
        (160, 40, "wide"), (300, 80, "wide"),
    ],
)  # fmt: skip
def test_the_layout_for_a_size(width: int, height: int, layout: str) -> None:
    assert layout_for(width, height) == layout


def test_one_panel_shows_when_stacked_and_the_lookup_always_beside_another() -> None:
    lanes = ViewState(1, tab="lanes")
    assert shown_panes(lanes, "stacked") == {"calls", "source", "lanes"}
    assert shown_panes(lanes, "split") == {"calls", "source", "lookup", "lanes"}
    assert shown_panes(replace(lanes, tab="values"), "wide") == {
        "calls", "source", "callee", "lookup", "values",
    }  # fmt: skip
    assert shown_panes(replace(lanes, zoom="source"), "wide") == {"source"}


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (100, 30), (120, 24), (120, 40), (170, 45)])
async def test_hop_line_and_winner_are_on_the_screen_at_every_size(
    chain: Path, size: tuple[int, int]
) -> None:
    async with driving(chain, size) as app:
        await app.go_to("process_request")
        text = app.screen_text()
        assert f"hop {app.hop}/" in text
        rows = text.splitlines()
        assert any("A ►" in row and "process_request" in row for row in rows)
        assert any("► " in row and "self.process_request(request," in row for row in rows)
        assert "runs ThreadingMixIn.process_request" in text
        assert any("► ThreadingMixIn" in row and "◄ found" in row for row in rows)
        assert "q Quit" in text or size[0] < 80


async def test_the_layout_follows_a_resize_and_keeps_the_place(chain: Path) -> None:
    async with driving(chain, (170, 45)) as app:
        await app.go_to("handle")
        hop = app.hop
        assert "callee" in app.shown()
        for size, panes in [
            ((80, 24), {"calls", "source", "lookup"}),
            ((40, 10), set()),
            ((120, 40), {"calls", "source", "lookup", "lanes"}),
        ]:
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
            assert app.shown() == panes
            if not panes:
                assert "hopscope needs 60x16" in app.screen_text()
        assert app.hop == hop
        assert "self.handle()" in app.screen_text()


async def test_the_wide_layout_shows_call_and_function_side_by_side(chain: Path) -> None:
    async with driving(chain, (170, 45)) as app:
        await app.go_to("process_request")
        assert "CALL SITE" in app.title("source")
        assert "RUNS" in app.title("callee")
        assert "def process_request(self, request, client_address):" in app.screen_text()


async def test_ascii_signs_leave_no_other_character(chain: Path) -> None:
    async with driving(chain, (80, 24), glyphs=ASCII) as app:
        for function in ("process_request", "handle"):
            await app.go_to(function)
            assert app.screen_text().isascii()
        for key in ("2", "m", "escape", "question_mark"):
            await app.press(key)
            assert app.screen_text().isascii()


async def test_without_colour_the_theme_is_the_terminals_own(
    chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driving(chain) as app:
        assert app.app.theme == "ansi-dark"
        await app.go_to("process_request")
        for strip in app.app.screen._compositor.render_strips():
            seen = strip
            for filtered in app.app.screen.get_line_filters():
                seen = seen.apply_filter(filtered, app.app.screen.background_colors[1])
            for segment in seen:
                style = segment.style
                assert style is None or style.color is None or style.color.is_default, segment
                assert style is None or style.bgcolor is None or style.bgcolor.is_default, segment


async def test_a_pane_that_was_hidden_is_laid_out_for_the_width_it_has(chain: Path) -> None:
    async with driving(chain, (120, 40)) as app:
        await app.go_to("process_request")
        before = app.pane("lookup").text()
        await app.press("z")
        assert not app.pane("lookup").region.area
        app.app.theme = "textual-light"  # what was drawn is forgotten, and there is no width now
        await app.pilot.pause()
        await app.press("s", "S", "z")
        assert app.pane("lookup").text() == before
        assert any("► ThreadingMixIn" in row for row in app.screen_text().splitlines())
        # Hidden, in another size of the terminal, and back.
        await app.press("z")
        await app.pilot.resize_terminal(100, 30)
        await app.pilot.resize_terminal(120, 40)
        await app.press("z")
        assert app.pane("lookup").text() == before


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (160, 40), (200, 55)])
async def test_names_give_way_to_how_a_call_ended(tmp_path: Path, size: tuple[int, int]) -> None:
    build = RecordingBuilder(tmp_path)
    build.lane()
    long = build.cls("AnotherServerWithARatherLongNameThatGoesOnAndOnAndOn" * 2)
    server = build.object("server", long)
    outer = build.hop(build.code("serve"))
    failing = build.hop(build.code("process_request"), receiver=server, owner=long)
    build.end(failing, exception=("ConnectionResetError", "gone"))
    build.end(outer)
    async with driving(build.finish(), size) as app:
        tree = app.pane("calls")
        await app.press("s")
        assert "process_requ" in (line := tree.text().splitlines()[1])
        assert line.rstrip().endswith("‼ ConnectionResetError")
        assert "‼ ConnectionResetError" in app.screen_text()


async def test_a_wide_screen_gives_the_calls_what_source_and_lookup_leave(chain: Path) -> None:
    widths = {}
    for columns in (160, 200, 300):
        async with driving(chain, (columns, 55)) as app:
            widths[columns] = {n: app.pane(n).size.width for n in ("calls", "source", "lookup")}
            if columns >= 200:
                assert "…" not in app.pane("calls").text()
    assert widths[200]["calls"] > 56
    assert widths[160]["lookup"] >= 45
    assert widths[300]["calls"] > widths[300]["source"] > 79


def rows_of(panel: Panel) -> list[Row]:
    """The rows that a panel has laid out."""
    return [panel.row_at(index) for index in range(panel.row_count())]


async def test_a_page_and_what_lies_under_it_follow_a_resize(chain: Path) -> None:
    async with driving(chain, (120, 40)) as app:
        await app.go_to("process_request")
        await app.press("m")
        for size in ((80, 24), (170, 45), (120, 40)):
            await app.pilot.resize_terminal(*size)
            await app.pilot.pause()
            page = app.top().query_one("#page", Panel)
            assert rows_of(page) == page.build(app.app.scene, page.scrollable_content_region.width)
        await app.press("escape")
        lookup = app.app.main.query_one("#lookup", Panel)
        width = lookup.scrollable_content_region.width
        assert rows_of(lookup) == lookup.build(app.app.scene, width)
