"""Proves lessons: what ``hopscope learn --check`` does, for authors and for the project's own gate.

Of each lesson every run is recorded, each step's hop found, each answer worked out; the
exercise's solution must pass, its starter must not, and each wrong program must be caught
by the check that is meant for it.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course.exercises import judge_program
from lessons.course.format import DATA, lesson_folders, read_lesson
from lessons.course.lesson import IDS, Problem
from lessons.course.misconceptions import misconception_problems
from lessons.course.questions import QuestionError, ask, moment
from lessons.course.running import evidence_of, record_run
from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lessons.course.lesson import Exercise, Lesson, Run


def prove(folder: Path) -> list[Problem]:
    """Find everything that is wrong with one lesson; records its programs, one after another."""
    lesson, problems = read_lesson(folder)
    if lesson is None:
        return problems
    with tempfile.TemporaryDirectory(prefix="hopscope-") as scratch:
        proof = _Proof(lesson, Path(scratch))
        for run in lesson.runs:
            proof.run(run)
        if lesson.exercise is not None:
            proof.exercise(lesson.exercise)
    return problems + proof.problems


def prove_all(folders: Sequence[Path], jobs: int) -> Iterator[tuple[Path, list[Problem]]]:
    """Prove several lessons, ``jobs`` at a time; each with what is wrong with it, in their order."""
    with ThreadPoolExecutor(jobs) as pool:
        try:
            yield from zip(folders, pool.map(prove, folders), strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


def prove_course(catalog: Path) -> list[Problem]:
    """Find what is wrong with a course beside its lessons: numbers, misconceptions and their words."""
    problems = misconception_problems(catalog)
    numbers: dict[int, Path] = {}
    met: set[str] = set()
    for folder in lesson_folders(catalog):
        lesson, _ = read_lesson(folder)
        if lesson is None:
            continue  # its own proof says why
        met.update(lesson.misconceptions)
        if lesson.number in numbers:
            other = numbers[lesson.number].name
            problems.append(Problem(folder / DATA, 1, f"{other} has that number, too"))
        numbers[lesson.number] = folder
    missing = [each for each in IDS if each not in met]
    if missing:
        problems.append(Problem(catalog, 1, f"no lesson meets {', '.join(missing)}"))
    return problems


class _Proof:
    def __init__(self, lesson: Lesson, scratch: Path) -> None:
        self.problems: list[Problem] = []
        self._lesson = lesson
        self._scratch = scratch

    def _complain(self, line: int, message: str) -> None:
        self.problems.append(Problem(self._lesson.folder / DATA, line, message))

    def run(self, run: Run) -> None:
        """Record a run, and hold the steps that stand in it against the recording."""
        steps = [step for step in self._lesson.steps if step.run == run.id]
        line = steps[0].line if steps else 1
        if not steps:
            self._complain(line, f"no step stands in the run {run.id}")
            return
        try:
            ended = record_run(run, self._lesson.folder, self._scratch)
        except HopscopeError as error:
            self._complain(line, f"the run {run.id} cannot be recorded: {error.message}")
            return
        with evidence_of(ended.recording) as evidence:
            if not len(evidence.recording):
                self._complain(line, f"the run {run.id} calls nothing of socketserver")
                return
            for step in steps:
                if step.hop is not None and moment(evidence, step) is None:
                    self._complain(step.line, f"step {step.id} matches no hop: {step.hop}")
                elif step.question is not None:
                    try:
                        ask(evidence, step)
                    except QuestionError as error:
                        self._complain(step.line, f"step {step.id}: {error}")

    def exercise(self, exercise: Exercise) -> None:
        """Run the solution, the starter and the wrong programs, and hold each against the checks."""
        line = exercise.line
        failed = self._failed(exercise, exercise.solution, line)
        if failed:
            self._complain(line, f"the solution {exercise.solution} fails: {', '.join(failed)}")
        if self._failed(exercise, exercise.starter, line) == []:
            self._complain(line, f"the starter {exercise.starter} passes already")
        for wrong in exercise.wrong:
            fails = self._failed(exercise, wrong.file, wrong.line)
            if fails is not None and fails[:1] != [wrong.fires]:
                what = f"is caught by {fails[0]}" if fails else "passes"
                self._complain(wrong.line, f"{wrong.file} {what}, and should be by {wrong.fires}")

    def _failed(self, exercise: Exercise, file: str, line: int) -> list[str] | None:
        """Ids of the checks that a program fails; None where it could not be recorded."""
        outcome = judge_program(exercise, self._lesson.folder / file, self._scratch)
        trouble = outcome.trouble
        if trouble is not None and trouble.kind == "refused":
            self._complain(line, f"{file} cannot be recorded: {trouble.detail}")
            return None
        failed = [each.check.id for each in outcome.verdicts if not each.passed]
        if trouble is not None and not failed:
            return [trouble.kind]
        return failed
