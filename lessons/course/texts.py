"""A lesson's words in one language: a Markdown file whose headings are keys.

::

    # The lesson's title
    What it is about, in a few sentences.

    ## step-id
    The text of that step.

Everything under a ``##`` heading, up to the next one, belongs to its key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

GOAL = "goal"
"""Key of what stands under the title."""


@dataclass(frozen=True, slots=True)
class Text:
    """The words under one key: Markdown of a few paragraphs."""

    line: int
    """The heading's line, from 1."""
    words: str


@dataclass(frozen=True, slots=True)
class Texts:
    """All words of a lesson in one language."""

    title: str
    by_key: dict[str, Text]

    def __getitem__(self, key: str) -> str:
        return self.by_key[key].words

    def __contains__(self, key: str) -> bool:
        return key in self.by_key


def parse_texts(source: str) -> tuple[Texts, list[tuple[int, str]]]:
    """Read a file of texts; beside them what is wrong with it, as lines and messages."""
    title, by_key, wrong = "", dict[str, Text](), list[tuple[int, str]]()
    for line, key, words in _sections(source):
        if key is None:
            title = title or words
            continue
        if key in by_key:
            wrong.append((line, f"{key} stands here a second time"))
        if not words:
            wrong.append((line, f"nothing is written under {key}"))
        by_key[key] = Text(line, words)
    if not title:
        wrong.append((1, "there is no title: the first line is `# Title`"))
    return Texts(title, by_key), wrong


def _sections(source: str) -> Iterator[tuple[int, str | None, str]]:
    """Line, key and words of each section; the title comes with the key None."""
    key, first, gathered, fenced = "", 1, list[str](), False
    for number, line in enumerate(source.split("\n"), 1):
        if line.startswith("```"):
            fenced = not fenced
        if not fenced and line.startswith("# "):
            yield number, None, line[2:].strip()
            key, first, gathered = GOAL, number, []
        elif not fenced and line.startswith("## "):
            if key:
                yield first, key, "\n".join(gathered).strip()
            key, first, gathered = line[3:].strip(), number, []
        else:
            gathered.append(line)
    if key:
        yield first, key, "\n".join(gathered).strip()
