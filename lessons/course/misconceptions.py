"""The words of the misconceptions that lessons meet: each belief, and the rule that takes its place.

They stand once for all lessons, in ``misconceptions/en.md`` and ``misconceptions/zh-CN.md``
of the catalogue, in the form of a lesson's texts: under ``M1`` the belief, as somebody
would say it; under ``M1.rule`` what is so instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.course.lesson import IDS, LANGUAGES, Problem
from lessons.course.places import PACKAGED, leads_out
from lessons.course.texts import GOAL, Texts, parse_texts

if TYPE_CHECKING:
    from pathlib import Path

    from lessons.course.lesson import Language

FOLDER = "misconceptions"


@dataclass(frozen=True, slots=True)
class Misconception:
    """What somebody believes, and what is so."""

    id: str
    belief: str
    """One sentence, as they would say it."""
    rule: str


def misconceptions_file(catalog: Path, language: Language) -> Path:
    """Where the words are: in the catalogue itself, else in the one that comes with hopscope."""
    own = catalog / FOLDER / f"{language}.md"
    is_own = own.parent.is_dir() and not leads_out(catalog, own)
    return own if is_own else PACKAGED / FOLDER / own.name


def read_misconceptions(catalog: Path, language: Language) -> dict[str, Misconception]:
    """All that have words, by id. Nothing is raised for those that lack them."""
    texts, _ = _read(misconceptions_file(catalog, language))
    return {
        each: Misconception(each, texts[each], texts[f"{each}.rule"])
        for each in IDS
        if each in texts and f"{each}.rule" in texts
    }


def misconception_problems(catalog: Path) -> list[Problem]:
    """What the words of a catalogue lack: a misconception, its rule, a language."""
    problems: list[Problem] = []
    needed = [key for each in IDS for key in (each, f"{each}.rule")]
    for language in LANGUAGES:
        path = misconceptions_file(catalog, language)
        texts, wrong = _read(path)
        problems += [Problem(path, line, message) for line, message in wrong]
        problems += [Problem(path, 1, f"there is no {key}") for key in needed if key not in texts]
        problems += [
            Problem(path, text.line, f"nothing needs {key}")
            for key, text in texts.by_key.items()
            if key not in needed and key != GOAL
        ]
    return problems


def _read(path: Path) -> tuple[Texts, list[tuple[int, str]]]:
    try:
        return parse_texts(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return Texts("", {}), [(1, f"cannot be read: {error}")]
