"""How far a learner is, by lesson: frozen data, and its form in the file that keeps it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from lessons.course.engine import FirstTry

VERSION = 1
EXERCISE = "exercise"
"""The place after the last step, where the exercise is."""


class DamagedError(Exception):
    """What stands in the file is no progress of ours; says what is wrong with it."""


class NewerError(Exception):
    """The file was written by a later hopscope."""


@dataclass(frozen=True, slots=True)
class LessonProgress:
    """One lesson. Steps are named by their ids."""

    place: str = ""
    """The step at which one stopped, or :data:`EXERCISE`; empty: the beginning."""
    answered: frozenset[str] = frozenset()
    """Steps whose question was answered rightly."""
    first_tries: tuple[tuple[str, FirstTry], ...] = ()
    """By step: the first answer that was ever given, in the order of answering."""
    missed: tuple[str, ...] = ()
    """Steps whose first answer was wrong, to be asked again; the oldest first."""
    hints: int = 0
    """How many of the exercise's hints were shown."""
    solved: bool = False
    gave_up: bool = False
    """Whether the solution was asked for before the exercise was solved."""
    done: bool = False
    """Whether one came to the end of it."""
    folder: str = ""
    """Where one works at the exercise; empty until that was chosen."""

    @property
    def begun(self) -> bool:
        """Whether anything of it was seen."""
        return self != LessonProgress()

    @property
    def misconceptions(self) -> tuple[str, ...]:
        """Ids of those behind what is to be asked again, each once."""
        tries = dict(self.first_tries)
        found = [tries[step].misconception for step in self.missed if step in tries]
        return tuple(dict.fromkeys(each for each in found if each))


@dataclass(frozen=True, slots=True)
class Progress:
    """The whole course, by lesson id (``05-one-override``)."""

    lessons: dict[str, LessonProgress] = field(default_factory=dict)

    def of(self, lesson: str) -> LessonProgress:
        """A lesson's; a blank one where nothing is known of it."""
        return self.lessons.get(lesson, LessonProgress())


def accuracy(*lessons: LessonProgress) -> tuple[int, int]:
    """How many first answers were right, and how many there are."""
    tries = [tried for each in lessons for _, tried in each.first_tries]
    return sum(tried.right for tried in tries), len(tries)


def write(progress: Progress) -> str:
    """The file's text."""
    lessons = {name: _lesson_data(each) for name, each in sorted(progress.lessons.items())}
    return json.dumps({"version": VERSION, "lessons": lessons}, ensure_ascii=False, indent=1) + "\n"


def _lesson_data(lesson: LessonProgress) -> dict[str, Any]:
    return {
        "place": lesson.place,
        "answered": sorted(lesson.answered),
        "first_tries": [
            {"step": step, "right": t.right, "sure": t.sure, "misconception": t.misconception}
            for step, t in lesson.first_tries
        ],
        "missed": list(lesson.missed),
        "hints": lesson.hints,
        "solved": lesson.solved,
        "gave_up": lesson.gave_up,
        "done": lesson.done,
        "folder": lesson.folder,
    }


def read(text: str) -> Progress:
    """Read the file's text. Raises :class:`DamagedError`, :class:`NewerError`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DamagedError(str(error)) from None
    version = _get(data, "version", int)
    if version > VERSION:
        raise NewerError
    lessons = _get(data, "lessons", dict)
    return Progress({name: _lesson(each) for name, each in lessons.items()})


def _lesson(data: object) -> LessonProgress:
    tries = [_first_try(each) for each in _get(data, "first_tries", list)]
    return LessonProgress(
        place=_get(data, "place", str),
        answered=frozenset(_texts(data, "answered")),
        first_tries=tuple(dict(reversed(tries)).items())[::-1],
        missed=tuple(dict.fromkeys(_texts(data, "missed"))),
        hints=_get(data, "hints", int),
        solved=_get(data, "solved", bool),
        gave_up=_get(data, "gave_up", bool),
        done=_get(data, "done", bool),
        folder=_get(data, "folder", str),
    )


def _first_try(data: object) -> tuple[str, FirstTry]:
    misconception = data.get("misconception") if isinstance(data, dict) else None
    if not isinstance(misconception, str | None):
        raise DamagedError("misconception is no text")
    tried = FirstTry(_get(data, "right", bool), _get(data, "sure", bool), misconception)
    return _get(data, "step", str), tried


def _texts(data: object, key: str) -> list[str]:
    found = _get(data, key, list)
    if not all(isinstance(each, str) for each in found):
        raise DamagedError(f"{key} is no list of texts")
    return found  # type: ignore[no-any-return]


def _get(data: object, key: str, kind: type) -> Any:
    found = data.get(key) if isinstance(data, dict) else None
    if type(found) is not kind:  # True is an int, too
        raise DamagedError(f"{key} is missing or of another kind")
    return found
