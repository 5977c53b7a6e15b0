"""Markdown of lessons as words to be read aloud: its signs left out, its code indented."""

from __future__ import annotations

import re

from tui.text import visible

_CODE = re.compile(r"`([^`]+)`")
_STRONG = re.compile(r"\*\*([^*]+)\*\*")
_STRESSED = re.compile(r"(?<!\w)\*(?=\S)([^*]+)(?<=\S)\*(?!\w)")
_HEADING = re.compile(r"^#+ ")
_FENCE = "```"


def plain_lines(markdown: str) -> list[str]:
    """The lines to print, each made inert. Code blocks are indented by four spaces."""
    found: list[str] = []
    is_code = False
    for line in markdown.split("\n"):
        if line.lstrip().startswith(_FENCE):
            is_code = not is_code
        elif is_code:
            found.append(visible(f"    {line}".rstrip()))
        else:
            found.append(visible(plain(line)))
    return found


def plain(line: str) -> str:
    """One line without its signs. Asterisks and underscores inside code stay."""
    codes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        codes.append(match[1])
        return "\0"

    bare = _HEADING.sub("", line.replace("\0", "\ufffd"), count=1)
    bare = _STRESSED.sub(r"\1", _STRONG.sub(r"\1", _CODE.sub(keep, bare)))
    return re.sub("\0", lambda _: codes.pop(0), bare)
