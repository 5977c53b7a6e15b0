"""What a plain lesson reads and prints: answers typed in haste, Markdown without its signs."""

from __future__ import annotations

import pytest

from tui.plain.answers import Typed, read_answer
from tui.plain.markdown import plain_lines


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("2", Typed((2,), None)),
        ("2 s", Typed((2,), sure=True)),
        ("2s", Typed((2,), sure=True)),
        (" 2 ! ", Typed((2,), sure=True)),
        ("2 SURE", Typed((2,), sure=True)),
        ("2?", Typed((2,), sure=False)),
        ("2 n", Typed((2,), sure=False)),
        ("2？", Typed((2,), sure=False)),
        ("3 1 2 s", Typed((3, 1, 2), sure=True)),
        ("3,1, 2", Typed((3, 1, 2), None)),
        ("3，1、2 n", Typed((3, 1, 2), sure=False)),
        ("12 s", Typed((12,), sure=True)),
        ("", None),
        ("s", None),
        ("two", None),
        ("2 x", None),
        ("2 s 3", None),
        ("-1", None),
    ],
)
def test_an_answer_is_read(line: str, typed: Typed | None) -> None:
    assert read_answer(line) == typed


def test_markdown_is_read_aloud_without_its_signs() -> None:
    assert plain_lines(
        "## Why\n`server.__init__` is **not** `a ** b`, *once*:\n\n```python\nx = `1`  # **kept**\n```\nso 2 * 3 * 4."
    ) == [
        "Why",
        "server.__init__ is not a ** b, once:",
        "",
        "    x = `1`  # **kept**",
        "so 2 * 3 * 4.",
    ]


@pytest.mark.parametrize("text", ["\x1b[2J", "a\0`b`", "`\x9b31m`", "```\n\x1b]0;t\x07\n```"])
def test_nothing_of_a_text_acts(text: str) -> None:
    shown = "".join(plain_lines(text))
    assert shown.isprintable()
    assert not set("\x1b\x9b\x07\0") & set(shown)
