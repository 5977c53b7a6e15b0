"""A stretch of a source, as people count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of source: lines from 1, columns in characters from 0, the text of it."""

    file: str
    line: int
    end_line: int
    column: int
    end_column: int
    text: str
