"""The words of a lesson, in each language: which it needs, which are there, which nothing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.lesson import LANGUAGES, Language, Lesson, Problem
from lessons.course.places import DATA
from lessons.course.texts import GOAL, Texts, parse_texts

if TYPE_CHECKING:
    from pathlib import Path


def needed_keys(lesson: Lesson) -> dict[str, int]:
    """Keys of all words that a lesson needs in each language, and the line that needs them."""
    keys = {GOAL: 1}
    for step in lesson.steps:
        keys[step.id] = step.line
        if step.question is not None:
            keys[f"{step.id}.told"] = step.line
            keys |= {f"{step.id}.{belief}": step.line for belief in step.question.beliefs.values()}
    exercise = lesson.exercise
    if exercise is not None:
        keys |= {"exercise": exercise.line, "exercise.solved": exercise.line}
        keys |= {f"exercise.hint.{n}": exercise.line for n in range(1, exercise.hints + 1)}
        keys |= {f"exercise.{check.id}": check.line for check in exercise.checks}
    return keys


def text_file(folder: Path, language: Language) -> Path:
    """Where a lesson's words in a language are."""
    return folder / f"{language}.md"


def read_texts(folder: Path) -> tuple[dict[Language, Texts], list[Problem]]:
    """A lesson's words by language, and what is wrong with them as they are written."""
    texts: dict[Language, Texts] = {}
    problems: list[Problem] = []
    for language in LANGUAGES:
        path = text_file(folder, language)
        try:
            texts[language], wrong = parse_texts(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            problems.append(Problem(path, 1, f"cannot be read: {error}"))
            continue
        problems += [Problem(path, line, message) for line, message in wrong]
    return texts, problems


def missing_texts(lesson: Lesson, texts: dict[Language, Texts]) -> list[Problem]:
    """Words that a lesson needs and that are not there."""
    needed = needed_keys(lesson)
    return [
        Problem(lesson.folder / DATA, line, f"{key} has no words in {language}.md")
        for language, found in texts.items()
        for key, line in needed.items()
        if key not in found
    ]


def needless_texts(lesson: Lesson, texts: dict[Language, Texts]) -> list[Problem]:
    """Words that nothing in a lesson needs, all of whose data was understood."""
    needed = needed_keys(lesson)
    return [
        Problem(text_file(lesson.folder, language), text.line, f"nothing needs {key}")
        for language, found in texts.items()
        for key, text in found.by_key.items()
        if key not in needed
    ]
