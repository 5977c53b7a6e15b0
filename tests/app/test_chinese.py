"""The app in Chinese: it says everything in Chinese, and its columns stand as they do in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.app.places import driving
from tracer.language import CHINESE, _, use
from tui.app.keys import FOOTER, LESSON_FOOTER, LIVE_FOOTER


@pytest.fixture(autouse=True)
def chinese() -> None:
    """The language that a person has asked for."""
    use(CHINESE)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_screen_is_chinese_and_as_wide_as_the_terminal(
    chain: Path, size: tuple[int, int]
) -> None:
    async with driving(chain, size) as app:
        await app.press("S")
        assert app.at().note == "这是记录里的第一跳"
        await app.go_to("process_request")
        text = app.screen_text()
        rows = text.splitlines()
        assert {cell_len(row) for row in rows} == {size[0]}
        assert f"跳 {app.hop}/" in text
        assert "运行 ThreadingMixIn.process_request" in text
        assert any("► ThreadingMixIn" in row and "◄ 找到" in row for row in rows)
        assert "链接循环" in text
        assert "s 步入" in rows[-1]
        found = [row.index("–") for row in rows if "– 这里没有" in row]
        won = [row.index("◄ 找到") for row in rows if "◄ 找到" in row]
        assert len({*found, *won}) == 1, "answers stand in one column"


@pytest.mark.parametrize("keys", [FOOTER, LIVE_FOOTER, LESSON_FOOTER])
def test_the_way_out_shows_on_a_small_screen(keys: tuple[tuple[str, str, str], ...]) -> None:
    labels = [(key, _(label)) for key, label, _action in keys]
    until = labels.index(("q", "退出")) + 1
    assert sum(cell_len(key) + cell_len(label) + 3 for key, label in labels[:until]) <= 80


async def test_every_pane_and_page_is_chinese(chain: Path) -> None:
    async with driving(chain, (120, 40)) as app:
        await app.go_to("process_request")
        for keys, words in [
            ("2", "2 泳道"), ("3", "由它胜出"), ("4", "对象的类"), ("m", "为什么是这个函数？"), ("escape", ""),
            ("v", "泳道，时间向下"), ("escape", ""), ("question_mark", "步入：时间上的下一跳"), ("escape", ""),
        ]:  # fmt: skip
            await app.press(keys)
            text = app.screen_text()
            assert words in text
            assert {cell_len(row) for row in text.splitlines()} == {120}
        rows = app.pane("values").text().splitlines()
        facts = [
            found[0] for row in rows if (found := re.match(r"(结果|时间|调用|派发|请求) +", row))
        ]
        assert len(facts) == 5
        assert set(map(cell_len, facts)) == {11}, "what follows the labels stands in one column"


async def test_a_click_finds_what_is_under_the_mouse(chain: Path) -> None:
    async with driving(chain, (80, 24)) as app:
        rows = app.screen_text().splitlines()
        y = next(y for y, row in enumerate(rows) if "1 查找 │ 2 泳道" in row)
        for tab, words in (("values", "4 值"), ("classes", "3 类")):
            await app.pilot.click(offset=(cell_len(rows[y][: rows[y].index(words)]) + 1, y))
            await app.pilot.pause()
            assert app.at().tab == tab
        foot = rows[-1]
        for words, moved in (("步过", True), ("后退", False)):
            before = app.hop
            await app.pilot.click(offset=(cell_len(foot[: foot.index(words)]) + 3, 23))
            await app.pilot.pause()
            assert (app.hop > before) is moved
