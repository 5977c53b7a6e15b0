"""Rows of text for the screen: stretches of plain text, each with the role it plays.

A role names a style, never a colour, and never markup: what a row holds is
drawn as it is. :func:`span` makes foreign text inert on its way in.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from string import Formatter
from typing import TYPE_CHECKING, Literal, TypeAlias

from rich.cells import cell_len, chop_cells

from tui.breaking import may_break, pieces
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Role: TypeAlias = Literal[
    "plain", "dim", "name", "class", "won", "lost", "bad", "key", "title", "here", "mark", "code"
]
Span: TypeAlias = tuple[str, Role]
Row: TypeAlias = tuple[Span, ...]

ROLES: tuple[Role, ...] = (
    "plain", "dim", "name", "class", "won", "lost", "bad", "key", "title", "here", "mark", "code",
)  # fmt: skip
BLANK: Row = ()

_QUOTED = re.compile(r"(?<![\w'\"])`(.+?)`(?![\w'\"])")
"""Code between backticks; a backtick in a string of that code (``'`'``) is no end of it."""


def span(text: object, role: Role = "plain") -> Span:
    """A stretch of foreign text, control characters written as escapes."""
    return visible(str(text)), role


def told(words: str, role: Role = "plain") -> Row:
    """A sentence that holds code between backticks: on the screen that looks like code instead."""
    found: list[Span] = []
    for place, part in enumerate(_QUOTED.split(words)):
        if part:
            found.append(span(part, "code" if place % 2 else role))
    return tuple(found)


def row(*parts: str | Span) -> Row:
    """A row of our own words (plain) and spans."""
    return tuple((part, "plain") if isinstance(part, str) else part for part in parts)


def filled(words: str, **parts: Span | Row) -> Row:
    """A translated message whose placeholders are spans, or rows of them."""
    found: list[Span] = []
    for text, name, _spec, _conversion in Formatter().parse(words):
        if text:
            found.append((text, "plain"))
        if name is not None:
            found += _spans(parts[name])
    return tuple(found)


def _spans(part: Span | Row) -> Row:
    if part and isinstance(part[0], str):
        return (part,)
    return part


def text_of(row: Row) -> str:
    """The words of a row without their roles."""
    return "".join(text for text, _ in row)


def width_of(row: Row) -> int:
    """Cells that a row takes."""
    return sum(cell_len(text) for text, _ in row)


def wrap(row: Row, width: int, indent: int = 0, limit: int = 40) -> list[Row]:
    """The row as several of at most ``width`` cells, broken between words where that can be.

    Rows after the first are indented; what needs more than ``limit`` rows ends in an ellipsis.
    """
    width, indent = max(width, 8), min(indent, max(width, 8) // 2)
    lines: list[list[Span]] = [[]]
    room = width
    for word in _words(row, width - indent):
        if cell_len(text_of(word).rstrip()) > room and lines[-1]:
            if len(lines) == limit:
                lines[-1] = list(fit((*lines[-1], *word), width))
                break
            lines.append([(" " * indent, "plain")] if indent else [])
            room = width - indent
        lines[-1].extend(word)
        room -= width_of(word)
    return [_joined(line) for line in lines]


def _words(row: Row, width: int) -> Iterator[Row]:
    """The words of a row, each with the space after it; a word may have several roles."""
    word: list[Span] = []
    for text, role in row:
        for piece in pieces(text):
            if word and may_break(word[-1][0], piece):
                yield from _chopped(word, width)
                word = []
            word.append((piece, role))
    yield from _chopped(word, width)


def _chopped(word: list[Span], width: int) -> Iterator[Row]:
    """The word as it is; one wider than the row in pieces."""
    if cell_len(text_of(tuple(word)).rstrip()) <= width:
        yield tuple(word)
        return
    for text, role in word:
        for piece in chop_cells(text, width):
            yield ((piece, role),)


def _joined(line: list[Span]) -> Row:
    """The row with neighbours of one role made one: fewer stretches are drawn sooner."""
    by_role = groupby(line, key=itemgetter(1))
    return tuple(("".join(text for text, _ in spans), role) for role, spans in by_role)


def columns(cells: Iterable[Row], widths: Iterable[int], gap: int = 2) -> Row:
    """Cells side by side, each cut or padded to its width."""
    found: list[Span] = []
    for cell, width in zip(cells, widths, strict=False):
        found.extend(fit(cell, width))
        found.append((" " * gap, "plain"))
    return tuple(found[:-1])


def fit(row: Row, width: int) -> Row:
    """The row cut (with an ellipsis) or padded to exactly ``width`` cells."""
    spare = width - width_of(row)
    if spare >= 0:
        return (*row, (" " * spare, "plain"))
    kept: list[Span] = []
    room = width - 1
    for text, role in row:
        if cell_len(text) > room:
            kept.append((chop_cells(text, room)[0] if room > 0 else "", role))
            break
        kept.append((text, role))
        room -= cell_len(text)
    return (*kept, ("…", "dim"), (" " * (width - 1 - width_of(tuple(kept))), "plain"))
