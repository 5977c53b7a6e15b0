"""A lesson's text as rows: paragraphs, lists, code. Links are words, and nothing in it acts."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui.app.rows.spans import BLANK, Role, Row, Span, fit, span, text_of, width_of, wrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BULLET = "- "


@lru_cache(maxsize=64)
def markdown_rows(text: str, width: int) -> tuple[Row, ...]:
    """The text in rows of at most ``width`` cells, an empty one between its blocks."""
    rows: list[Row] = []
    marks: list[str] = []
    counts: list[int] = []
    tight = False
    for token in _tokens(text):
        match token.type:
            case "ordered_list_open" | "bullet_list_open":
                start = int(token.attrs.get("start", 1)) if token.type[0] == "o" else 0
                counts.append(start)
                tight = False
            case "ordered_list_close" | "bullet_list_close":
                counts.pop()
                tight = False
            case "list_item_open":
                marks.append(f"{counts[-1]}. " if counts[-1] else _BULLET)
                counts[-1] += bool(counts[-1])
            case "inline":
                rows += [BLANK] if rows and not tight else []
                mark = marks.pop() if marks else ""
                rows += _block(token, mark, 2 * len(counts), width)
                tight = bool(counts)
            case "fence" | "code_block":
                rows += [BLANK] if rows else []
                rows += [_code(line, width) for line in token.content.rstrip("\n").split("\n")]
                tight = False
    return tuple(rows)


def _tokens(text: str) -> list[Token]:
    return _parser().parse(text)


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # a recording that is opened does not wait for it

    return MarkdownIt("commonmark")


def inline_row(text: str) -> Row:
    """One line of words, with its ``code`` and its **stress**."""
    found = [t for t in _tokens(text) if t.type == "inline"]
    return tuple(each for token in found for each in _spans(token))


def plain_words(text: str) -> str:
    """One line of words without the signs of Markdown."""
    return text_of(inline_row(text))


def _block(token: Token, mark: str, indent: int, width: int) -> list[Row]:
    head: Span = (f"{'':{max(indent - len(mark), 0)}}{mark}", "key")
    words = tuple(_spans(token))
    if not indent:
        return wrap(words, width)
    return wrap((head, *words), width, indent=max(indent, len(mark)))


def _spans(token: Token) -> Iterator[Span]:
    role: Role = "plain"
    parts = token.children or []
    for place, part in enumerate(parts):
        match part.type:
            case "strong_open" | "em_open":
                role = "name"
            case "strong_close" | "em_close":
                role = "plain"
            case "code_inline":
                yield span(part.content, "code")
            case "softbreak" | "hardbreak":
                # Chinese sentences are broken in the file where they are not on the screen.
                before, after = parts[place - 1].content[-1:], parts[place + 1].content[:1]
                if not (cell_len(before) > 1 and cell_len(after) > 1):
                    yield (" ", "plain")
            case _ if part.content:
                yield span(part.content, role)


def _code(line: str, width: int) -> Row:
    words: Row = (("  ", "plain"), span(line.expandtabs(4), "code"))
    return fit(words, width) if width_of(words) > width else words
