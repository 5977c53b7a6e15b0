"""Lines of Chinese and English fit, lose nothing, and begin and end where they may."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.app.rows.spans import columns, filled, fit, row, span, text_of, width_of, wrap
from tui.breaking import broken, pieces
from tui.reports.page import UNICODE, Page, padded

CHINESE = (
    "对象的类的方法解析顺序（MRO）：查找一个名字时，按这个顺序问各个类，第一个在自己的 __dict__ 里"
    "有这个名字的类胜出。“被遮蔽”的类，例如 BaseServer，没有问到。"
)
ENGLISH = "a class before its bases, bases in the order written: first-come first-served"


@pytest.mark.parametrize("text", [CHINESE, ENGLISH], ids=["Chinese", "English"])
@pytest.mark.parametrize("width", [14, 15, 21, 40, 79])
def test_a_text_is_broken_where_it_may_be(text: str, width: int) -> None:
    lines = broken(text, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line[0] in "，。：；、）”" for line in lines), "no line begins with these"
    assert not any(line[-1] in "（“" for line in lines), "no line ends with these"
    if text == CHINESE and width > 20:
        assert all(cell_len(line) > width - 12 for line in lines[:-1]), "no line stays half empty"


def test_words_of_english_are_never_broken() -> None:
    assert broken("one two-three four", 9) == ["one", "two-three", "four"]
    assert pieces("one  two ") == ["one  ", "two "]


@pytest.mark.parametrize("width", [9, 20, 33, 60])
def test_wrapped_rows_of_chinese_fit_and_lose_nothing(width: int) -> None:
    message = row(
        ("► ", "won"), *filled("取它的 MRO：谁有 {name}？" + CHINESE, name=span("处理", "name"))
    )
    rows = wrap(message, width, indent=2)
    assert all(width_of(each) <= width + 1 for each in rows)
    told = "".join("".join(map(text_of, rows)).split())
    assert told == "".join(text_of(message).split())


@pytest.mark.parametrize("width", [1, 2, 3, 10, 11, 40])
def test_a_cut_never_halves_a_character(width: int) -> None:
    cut = fit(row(span("泳道 A：主线程")), width)
    assert width_of(cut) == width
    words = text_of(cut).rstrip()
    assert words == "泳道 A：主线程" or "泳道 A：主线程".startswith(words.removesuffix("…"))
    page = Page(80, UNICODE)
    assert cell_len(page.clip("泳道 A：主线程", width)) <= width


def test_columns_of_chinese_stay_where_they_are() -> None:
    cells = [row(span("类")), row(span("方法解析顺序")), row(span("abc"))]
    line = text_of(columns(cells, [6, 8, 5]))
    assert cell_len(line) == 6 + 2 + 8 + 2 + 5
    assert cell_len(line[: line.index("方")]) == 8
    assert cell_len(line[: line.index("abc")]) == 18
    assert {cell_len(padded(name, 12)) for name in ("子目标", "subgoal", "")} == {12}


def test_a_message_is_filled_with_spans_wherever_its_language_puts_them() -> None:
    filled_row = filled("{b}在{a}之前", a=("A", "name"), b=(("B", "class"), ("!", "bad")))
    assert filled_row == (
        ("B", "class"), ("!", "bad"), ("在", "plain"), ("A", "name"), ("之前", "plain"),
    )  # fmt: skip
