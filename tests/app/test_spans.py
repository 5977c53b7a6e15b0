"""Rows of spans: what they hold is text, and they fit where they are put."""

from __future__ import annotations

import pytest

from tui.app.rows.spans import columns, fit, row, span, text_of, told, width_of, wrap

LONG = row("the first class whose ", span("__dict__", "name"), " has the name wins")


@pytest.mark.parametrize("width", [8, 10, 17, 40, 80])
def test_wrapped_rows_fit_and_lose_no_word(width: int) -> None:
    rows = wrap(LONG, width, indent=2)
    assert all(width_of(row) <= width + 1 for row in rows)
    assert "".join("".join(text_of(row).split()) for row in rows) == "".join(text_of(LONG).split())


def test_a_word_wider_than_the_row_is_broken() -> None:
    rows = wrap(row(span("x" * 25)), 10)
    assert [text_of(row) for row in rows] == ["x" * 10, "x" * 10, "x" * 5]


def test_wide_characters_count_twice() -> None:
    assert [text_of(r) for r in wrap(row(span("链接循环通信")), 8)] == ["链接循环", "通信"]
    assert width_of(fit(row(span("链接循环")), 5)) == 5


def test_too_many_rows_end_in_an_ellipsis() -> None:
    rows = wrap(row("a b c d e f g h i j k l m n o p"), 8, limit=2)
    assert len(rows) == 2
    assert text_of(rows[-1]).endswith("…")


@pytest.mark.parametrize(
    ("words", "last"),
    [("one two three four five", "three f…"), ("查找链接循环通信派发", "循环通…")],
)
def test_before_the_ellipsis_nothing_is_put_between_words(words: str, last: str) -> None:
    assert text_of(wrap(row(span(words)), 8, limit=2)[-1]).rstrip() == last


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("`self.handle` on a Server: found.", ["self.handle"]),
        ("`a` may be `b`.", ["a", "b"]),
        ("对象上的 `f(x)`：找到。", ["f(x)"]),
        ("`send('`')` returned what was called", ["send('`')"]),
        ("no code, one ` alone", []),
    ],
)
def test_code_between_backticks_looks_like_code_instead(words: str, code: list[str]) -> None:
    found = told(words, "name")
    assert [text for text, role in found if role == "code"] == code
    quoted = "".join(f"`{text}`" if role == "code" else text for text, role in found)
    assert quoted == words


@pytest.mark.parametrize("width", [1, 5, 22, 60])
def test_fit_gives_exactly_the_width(width: int) -> None:
    assert width_of(fit(LONG, width)) == width
    assert width_of(columns([LONG, LONG], [width, 3])) == width + 5


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("a\nb\tc\r", "a\\nb\\tc\\r"),
        ("[red]x[/]", "[red]x[/]"),
        ("abc\u202edef", "abc\\u202edef"),
    ],
)
def test_a_span_makes_foreign_text_inert(foreign: str, shown: str) -> None:
    assert span(foreign) == (shown, "plain")


def test_a_word_of_several_roles_is_not_broken_between_them() -> None:
    rows = wrap(row("found in ", span("ThreadingMixIn", "won"), "."), 24)
    assert [text_of(r).rstrip() for r in rows] == ["found in ThreadingMixIn."]
    rows = wrap(row("found in ", span("ThreadingMixIn", "won"), "."), 23)
    assert [text_of(r).rstrip() for r in rows] == ["found in", "ThreadingMixIn."]
