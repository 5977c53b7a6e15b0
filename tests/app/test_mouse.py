"""The mouse: rows, folds, tabs and keys can be clicked, panes scroll under the wheel."""

from __future__ import annotations

from pathlib import Path

from tests.app.places import Driven, driving


async def _click_text(app: Driven, text: str, within: str = "") -> None:
    rows = app.screen_text().splitlines()
    y = next(n for n, row in enumerate(rows) if text in row and within in row)
    await app.pilot.click(offset=(rows[y].index(text) + 1, y))
    await app.pilot.pause()


async def test_a_click_chooses_a_call(chain: Path) -> None:
    async with driving(chain) as app:
        await _click_text(app, "serve_forever", "BaseServer")
        assert app.function == "serve_forever"


async def test_a_click_on_the_fold_sign_folds(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("serve_forever")
        await _click_text(app, "▾ serve_forever"[:2].strip(), "serve_forever  BaseServer")
        assert app.hop not in app.app.view.folded
        rows = app.screen_text().splitlines()
        y = next(n for n, row in enumerate(rows) if "▾ serve_forever" in row)
        await app.pilot.click(offset=(rows[y].index("▾ serve"), y))
        await app.pilot.pause()
        assert app.hop in app.app.view.folded


async def test_a_click_chooses_a_lane_a_tab_and_a_key(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("handle")
        await _click_text(app, "MainThread", "main")
        assert app.app.story.hop(app.hop).lane == 1
        await _click_text(app, "4 Values", "1 Lookup")
        assert app.app.view.tab == "values"
        hop = app.hop
        await _click_text(app, "s Into")
        assert app.hop == hop + 1


async def test_the_wheel_scrolls_and_moves_no_cursor(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        hop, top = app.hop, app.pane("source").scroll_offset.y
        for _ in range(3):
            app.pane("source").action_scroll_down()
        await app.pilot.pause(0.2)
        assert app.pane("source").scroll_offset.y > top
        assert app.hop == hop
