"""Tries out what an exercise makes of programs: those of its lesson, and mutants of its solution.

Its solution and other right programs must pass, its starter must not; a wrong program must be
caught by the check that is meant for it, a mutant by any, unless the lesson lists it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.course.judging import judge_program
from lessons.course.lesson import Problem
from lessons.course.mutants import mutants_of
from lessons.course.places import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lessons.course.lesson import Exercise, Lesson
    from lessons.course.mutants import Mutant

Kind: TypeAlias = Literal["solution", "right", "starter", "wrong", "mutant", "equivalent"]


@dataclass(frozen=True, slots=True)
class Trial:
    """One program that is to be judged, and what it is: that says what must come of it."""

    lesson: Lesson
    exercise: Exercise
    kind: Kind
    name: str
    """A file of the lesson, or the name of a mutant."""
    line: int
    """The line of the lesson's data that a complaint is about."""
    fires: str = ""
    """For a wrong program: the check that must catch it."""
    source: str | None = None
    """Of a mutant. None: it is the file of that name."""

    def complaint(self, failed: list[str]) -> str | None:
        """What is wrong where the program fails those checks; None where that is as it must be."""
        caught = f"is caught by {failed[0]}" if failed else "passes"
        match self.kind:
            case "solution" if failed:
                return f"the solution {self.name} fails: {', '.join(failed)}"
            case "right" if failed:
                return f"{self.name} is right, and fails: {', '.join(failed)}"
            case "starter" if not failed:
                return f"the starter {self.name} passes already"
            case "wrong" if failed[:1] != [self.fires]:
                return f"{self.name} {caught}, and should be caught by {self.fires}"
            case "mutant" if not failed:
                return f"no check catches this mutant of the solution: {self.name}"
            case "equivalent" if failed:
                return f"this mutant is listed as equivalent, and {caught}: {self.name}"
        return None


def trials_of(lesson: Lesson) -> Iterator[Trial]:
    """All that is to be tried for a lesson's exercise; nothing where it has none."""
    exercise = lesson.exercise
    if exercise is None:
        return
    line = exercise.line
    yield Trial(lesson, exercise, "solution", exercise.solution, line)
    yield Trial(lesson, exercise, "starter", exercise.starter, line)
    for right in exercise.right:
        yield Trial(lesson, exercise, "right", right.file, right.line)
    for wrong in exercise.wrong:
        yield Trial(lesson, exercise, "wrong", wrong.file, wrong.line, wrong.fires)
    listed = {each.mutant: each.line for each in exercise.equivalent}
    for each in _mutants(lesson):
        kind: Kind = "equivalent" if each.name in listed else "mutant"
        yield Trial(
            lesson, exercise, kind, each.name, listed.get(each.name, line), source=each.source
        )


def mutants_tried(lesson: Lesson) -> int:
    """How many mutants a lesson's solution has."""
    return len(_mutants(lesson))


def unknown_mutants(lesson: Lesson) -> list[Problem]:
    """Those that a lesson lists though its solution has none of that name."""
    names = [each.name for each in _mutants(lesson)]
    problems = []
    for each in lesson.exercise.equivalent if lesson.exercise else ():
        if each.mutant not in names:
            near = difflib.get_close_matches(each.mutant, names, 1) or names
            wrong = f"the solution has no mutant {each.mutant}; it has {', '.join(near)}"
            problems.append(Problem(lesson.folder / DATA, each.line, wrong))
    return problems


def _mutants(lesson: Lesson) -> list[Mutant]:
    if lesson.exercise is None:
        return []
    try:
        return mutants_of((lesson.folder / lesson.exercise.solution).read_text("utf-8"))
    except (OSError, UnicodeDecodeError, SyntaxError):
        return []  # the solution's own trial tells


def try_out(trial: Trial, scratch: Path) -> list[Problem]:
    """Judge the program, and say what is wrong with what came of it."""
    where = trial.lesson.folder / DATA
    program = trial.lesson.folder / trial.name
    if trial.source is not None:
        program = scratch / trial.exercise.solution
        program.write_text(trial.source, "utf-8")
    outcome = judge_program(trial.exercise, program, scratch)
    trouble = outcome.trouble
    if trouble is not None and trouble.kind == "refused":
        wrong = f"{trial.name} cannot be recorded: {trouble.detail}"
        return [Problem(where, trial.line, wrong)]
    failed = [each.check.id for each in outcome.verdicts if not each.passed]
    if trouble is not None and not failed:
        failed = [trouble.kind]
    complaint = trial.complaint(failed)
    return [] if complaint is None else [Problem(where, trial.line, complaint)]
