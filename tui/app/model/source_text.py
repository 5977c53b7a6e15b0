r"""One source file ready to be shown: its lines, what each character looks like, its colours.

Lines are split as Python splits them (``\r\n``, ``\r``, ``\n`` only). Lexing is
lazy: the lines of a window are lexed from the nearest line that begins outside
of a triple-quoted string, so that a window costs the same in any file.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Literal, TypeAlias

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, Number, Operator, String

from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pygments.token import _TokenType

Look: TypeAlias = Literal["", "keyword", "string", "comment", "number", "definition", "builtin"]
LOOKS: tuple[Look, ...] = ("", "keyword", "string", "comment", "number", "definition", "builtin")

_LOOKS: tuple[tuple[_TokenType, Look], ...] = (
    (Comment, "comment"),
    (String, "string"),
    (Keyword, "keyword"),
    (Operator.Word, "keyword"),
    (Number, "number"),
    (Name.Function, "definition"),
    (Name.Class, "definition"),
    (Name.Decorator, "definition"),
    (Name.Builtin, "builtin"),
)
_LINE_END = re.compile(r"\r\n|\r|\n")
# Comments and one-line strings are matched to be stepped over: quotes in them open nothing.
_QUOTED = re.compile(
    r'#[^\r\n]*|("""(?:[^\\"]|\\.|"(?!""))*+"""|\'\'\'(?:[^\\\']|\\.|\'(?!\'\'))*+\'\'\')'
    r'|"(?:[^"\\\r\n]|\\.)*+"|\'(?:[^\'\\\r\n]|\\.)*+\'',
    re.DOTALL,
)
_TAB = 4
_WINDOW = 64
_LONGEST = 2_000
"""Characters of a line that are shown; machine-made lines can be megabytes."""


class LexedSource:
    """The lines of a file, numbered from 1."""

    def __init__(self, text: str) -> None:
        self.lines = _LINE_END.split(text)
        if len(self.lines) > 1 and not self.lines[-1]:
            self.lines.pop()
        self._text = text
        self._lexed: dict[int, list[tuple[str, Look]]] = {}

    def __len__(self) -> int:
        return len(self.lines)

    @cached_property
    def _strings(self) -> tuple[list[int], list[int]]:
        """First and last lines of triple-quoted strings that span several."""
        starts = [0, *(match.end() for match in _LINE_END.finditer(self._text))]
        firsts, lasts = [], []
        for match in _QUOTED.finditer(self._text):
            if match[1] is None:
                continue
            first = bisect_right(starts, match.start())
            last = bisect_right(starts, match.end() - 1)
            if last > first:
                firsts.append(first)
                lasts.append(last)
        return firsts, lasts

    def statement_start(self, number: int) -> int:
        """The nearest line at or above ``number`` that does not begin within a string."""
        firsts, lasts = self._strings
        place = bisect_right(firsts, number) - 1
        if place >= 0 and firsts[place] < number <= lasts[place]:
            return self.statement_start(firsts[place])
        return number

    def tokens(self, number: int) -> list[tuple[str, Look]]:
        """The characters of a line in stretches of one look, as they are in the file."""
        if number not in self._lexed:
            self._lex(number)
        return self._lexed[number]

    def _lex(self, number: int) -> None:
        first = self.statement_start(number)
        last = min(number + _WINDOW, len(self.lines))
        window = [line[:_LONGEST] for line in self.lines[first - 1 : last]]
        at = first
        found: list[tuple[str, Look]] = []
        for value, look in _looks("\n".join(window)):
            head, *rest = value.split("\n")
            found.append((head, look))
            for piece in rest:
                self._keep(at, found, window, first)
                at, found = at + 1, [(piece, look)]
        self._keep(at, found, window, first)
        for missed in range(at + 1, last + 1):
            self._keep(missed, [], window, first)

    def _keep(
        self, number: int, found: list[tuple[str, Look]], window: list[str], first: int
    ) -> None:
        if number - first >= len(window):
            return
        # A lexer may alter what it is given; the file's own characters have the last word.
        line = window[number - first]
        exact = "".join(text for text, _ in found) == line
        self._lexed[number] = [t for t in found if t[0]] if exact else [(line, "")]

    def shown(self, number: int) -> list[tuple[str, Look]]:
        """One entry a character of the line: what is drawn for it, and its look."""
        drawn: list[tuple[str, Look]] = []
        column = 0
        for text, look in self.tokens(number):
            if text.isascii() and text.isprintable():
                drawn += zip(text, repeat(look))
                column += len(text)
                continue
            for character in text:
                tab = character == "\t"
                picture = " " * (_TAB - column % _TAB) if tab else visible(character)
                drawn.append((picture, look))
                column += len(picture)
        return drawn


def _looks(text: str) -> Iterator[tuple[str, Look]]:
    for kind, value in PythonLexer(stripnl=False, ensurenl=True).get_tokens(text):
        yield value, next((look for token, look in _LOOKS if _is_a(kind, token)), "")


def _is_a(kind: _TokenType | None, family: _TokenType) -> bool:
    """Whether a token type is another or one of its kinds; each knows its parent."""
    while kind is not None and kind is not family:
        kind = kind.parent
    return kind is family
