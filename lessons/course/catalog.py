"""The lessons of a catalogue: all of them in order, and the one that a person names."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course.format import is_called, lesson_folders, read_lesson
from lessons.course.misconceptions import read_misconceptions
from lessons.course.places import PACKAGED
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from lessons.course.lesson import Language, Lesson, Problem
    from lessons.course.misconceptions import Misconception


@dataclass(frozen=True, slots=True)
class Catalog:
    """A folder of lessons, read."""

    folder: Path
    lessons: tuple[Lesson, ...]
    """In order of their numbers."""
    problems: tuple[Problem, ...]
    """What is wrong with any; a lesson whose data cannot be understood is missing above."""

    def find(self, name: str) -> Lesson:
        """The lesson of a number, a name or a folder. Raises HopscopeError."""
        wanted = Path(name).name if "/" in name else name
        for each in self.lessons:
            if is_called(each.folder, wanted):
                return each
        for problem in self.problems:
            folder = problem.file.parent.name
            if is_called(problem.file.parent, wanted):
                raise HopscopeError(
                    _("the lesson {name} cannot be read: {problem}").format(
                        name=folder, problem=problem
                    ),
                    _("hopscope learn --check says all that is wrong with it"),
                )
        raise HopscopeError(_("there is no lesson {name}").format(name=name), self._suggest(wanted))

    def _suggest(self, wanted: str) -> str:
        near = difflib.get_close_matches(wanted, [each.name for each in self.lessons], 1)
        if near:
            return _("did you mean {name}?").format(name=near[0])
        if not self.lessons:
            return _("{folder} has no lessons").format(folder=self.folder)
        numbers = f"{self.lessons[0].number}-{self.lessons[-1].number}"
        return _("name its number ({numbers}) or its name; hopscope learn lists them").format(
            numbers=numbers
        )

    def misconceptions(self, language: Language) -> dict[str, Misconception]:
        """Words of the misconceptions, by id."""
        return read_misconceptions(self.folder, language)


def read_catalog(folder: Path = PACKAGED) -> Catalog:
    """Read every lesson of a folder. Raises HopscopeError where there is no such folder."""
    if not folder.is_dir():
        raise HopscopeError(
            _("there is no folder {folder}").format(folder=folder),
            _("--catalog names a folder of lessons, like 05-name/lesson.toml"),
        )
    read = [read_lesson(each) for each in lesson_folders(folder)]
    found = sorted((each for each, wrong in read if each), key=lambda each: each.number)
    problems = tuple(problem for each, wrong in read for problem in wrong)
    return Catalog(folder, tuple(found), problems)


def open_catalog(path: Path) -> tuple[Catalog, Lesson]:
    """The catalogue that a lesson's own folder lies in, and that lesson. Raises HopscopeError."""
    catalog = read_catalog(path.resolve().parent)
    return catalog, catalog.find(path.resolve().name)
