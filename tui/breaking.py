"""Where a line of text may be broken: between words, and in Chinese between characters.

Widths are in terminal cells: a Chinese character takes two.
"""

from __future__ import annotations

import re
from functools import cache

from rich.cells import cell_len, chop_cells

_WIDE = (
    ("\u1100", "\u115f"), ("\u2e80", "\ua4cf"), ("\uac00", "\ud7a3"), ("\uf900", "\ufaff"),
    ("\ufe30", "\ufe6f"), ("\uff00", "\uff60"), ("\uffe0", "\uffe6"),
)  # fmt: skip
"""First and last of the characters that take two cells."""
_WORDS = re.compile(r"\S+\s*|\s+")
_CLOSING = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff1a\uff1b\uff1f\uff01\uff09\u300b\u300d\u300f\u3011\u201d\u2019\u2014\u2026,.:;?!)]}"
)
"""Signs that no line begins with: they close something."""
_OPENING = frozenset("\uff08\u300a\u300c\u300e\u3010\u201c\u2018([{")
"""Signs that no line ends with."""


def pieces(text: str) -> list[str]:
    """The words of a text, each with the space after it; a wide character is a word."""
    # The pattern for wide ones takes some milliseconds to make, of an app's start.
    return (_wide_pieces() if any(map(_is_wide, text)) else _WORDS).findall(text)


def may_break(before: str, after: str) -> bool:
    """Whether a line may end after one piece and the next begin with another."""
    end, begin = before[-1], after[0]
    if end.isspace():
        return True
    if end.isascii() and begin.isascii():
        return False
    if begin in _CLOSING or end in _OPENING:
        return False
    return has_wide(end + begin)


def has_wide(text: str) -> bool:
    """Whether a text has characters that are broken as Chinese is."""
    return not text.isascii() and any(one in "\u2014\u2026" or _is_wide(one) for one in text)


def _is_wide(one: str) -> bool:
    return one >= _WIDE[0][0] and any(first <= one <= last for first, last in _WIDE)


@cache
def _wide_pieces() -> re.Pattern[str]:
    wide = "".join(f"{first}-{last}" for first, last in _WIDE)
    return re.compile(rf"[^\s{wide}]+\s*|[{wide}]\s*|\s+")


def broken(text: str, width: int) -> list[str]:
    """A text as lines of at most ``width`` cells; what is wider by itself is cut."""
    words: list[str] = []
    for piece in pieces(text):
        if words and not may_break(words[-1], piece):
            words[-1] += piece
        else:
            words.append(piece)
    lines = [""]
    for word in words:
        for part in [word] if cell_len(word.rstrip()) <= width else chop_cells(word, width):
            if lines[-1] and cell_len((lines[-1] + part).rstrip()) > width:
                lines.append("")
            lines[-1] += part
    return [line.rstrip() for line in lines]
