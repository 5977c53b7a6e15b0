"""Whether a source is refused because it is written in the syntax of a newer Python.

A program that ran under a newer Python than this one may hold syntax that this one cannot read.
The error that it meets tells which, by its message or by the line where it stands.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from lessons.source.syntax import refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

Version: TypeAlias = tuple[int, int]

_TYPE_PARAMETERS = r"line:\s*(?:type|class|def|async\s+def)\s+\w+\s*\["
# What is refused, as "message: line", where its syntax came to be.
_SINCE: tuple[tuple[Version, str], ...] = (
    ((3, 12), r"line:\s*type\s+\w+\s*="),
    ((3, 12), _TYPE_PARAMETERS),
    ((3, 12), r"f-string"),  # quotes of its own kind, a backslash or a comment in its braces
    ((3, 12), r"unterminated string.*\b(?:[fF][rR]?|[rR][fF])['\"]"),  # a new line in them
    ((3, 13), _TYPE_PARAMETERS),  # with defaults
    ((3, 14), r"multiple exception types must be parenthesized"),
    ((3, 14), r"line:.*(?<![\w'\"])(?:[tT][rR]?|[rR][tT])['\"]"),
    ((3, 15), r"line:\s*lazy\s+(?:import|from)\b"),
    ((3, 15), r".*unpacking cannot be used in .*comprehension"),
)


def version_of(python: str) -> Version | None:
    """The first two numbers of a version such as ``3.12.1``; None where it has none."""
    found = re.match(r"(\d+)\.(\d+)", python)
    return (int(found[1]), int(found[2])) if found else None


@lru_cache(maxsize=128)
def is_newer(text: str, recorded: str) -> bool:
    """Whether this Python refuses a source for syntax that came after it.

    ``recorded`` is the version that the source ran under, such as ``3.12.1``: what came after
    that cannot be the reason.
    """
    version = version_of(recorded)
    if version is None or version <= sys.version_info[:2]:
        return False
    error = refusal(text)
    return isinstance(error, SyntaxError) and any(
        sys.version_info[:2] < since <= version for since in _sinces(text, error)
    )


def _sinces(text: str, error: SyntaxError) -> Iterator[Version]:
    """The versions whose syntax may be what an error is about."""
    lines = text.splitlines()
    number = error.lineno or 0
    line = lines[number - 1] if 0 < number <= len(lines) else ""
    for since, mark in _SINCE:
        if re.match(mark, f"line:{line}" if mark.startswith("line:") else f"{error.msg} {line}"):
            yield since
