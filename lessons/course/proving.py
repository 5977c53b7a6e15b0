"""Proves lessons: what ``hopscope learn --check`` does, for authors and for the project's own gate.

Of each lesson every run is recorded, each step's hop found, each answer worked out; what its
exercise makes of programs is tried by ``trials.py``.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lessons.course.format import lesson_folders, read_lesson
from lessons.course.lesson import IDS, Problem
from lessons.course.misconceptions import misconception_problems
from lessons.course.places import DATA
from lessons.course.questions import QuestionError, ask, moment
from lessons.course.running import evidence_of, record_run
from lessons.course.trials import mutants_tried, trials_of, try_out, unknown_mutants
from tracer.errors import HopscopeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from lessons.course.evidence import Evidence
    from lessons.course.lesson import Lesson, LessonRun, LessonStep

Part: TypeAlias = "Callable[[Path], list[Problem]]"
"""Records one program into a folder of its own; gives what is wrong with what came of it."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the proof of one lesson found."""

    folder: Path
    problems: list[Problem]
    mutants: int
    """How many mutants of its solution were tried."""


def prove(folder: Path, jobs: int = 1) -> list[Problem]:
    """Find everything that is wrong with one lesson; records its programs, ``jobs`` at a time."""
    (proof,) = prove_all([folder], jobs)
    return proof.problems


def prove_all(folders: Sequence[Path], jobs: int) -> Iterator[Proof]:
    """Prove several lessons, ``jobs`` programs of them at a time; yields them in their order."""
    with ThreadPoolExecutor(jobs) as pool:
        try:
            begun: list[tuple[Path, list[Problem], list[Future[list[Problem]]], int]] = []
            for folder in folders:
                lesson, problems = read_lesson(folder)
                if lesson is None:
                    begun.append((folder, problems, [], 0))
                    continue
                problems += unknown_mutants(lesson)
                futures = [pool.submit(_do, part) for part in _parts(lesson)]
                begun.append((folder, problems, futures, mutants_tried(lesson)))
            for folder, problems, futures, mutants in begun:
                found = [problem for each in futures for problem in each.result()]
                yield Proof(folder, problems + found, mutants)
        finally:
            pool.shutdown(cancel_futures=True)


def _do(part: Part) -> list[Problem]:
    with tempfile.TemporaryDirectory(prefix="hopscope-") as scratch:
        return part(Path(scratch))


def _parts(lesson: Lesson) -> list[Part]:
    """All that records a program."""
    runs = [partial(_prove_run, lesson, run) for run in lesson.runs]
    return [*runs, *(partial(try_out, trial) for trial in trials_of(lesson))]


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


def _prove_run(lesson: Lesson, run: LessonRun, scratch: Path) -> list[Problem]:
    """Record a run, and hold the steps that stand in it against the recording."""
    path = lesson.folder / DATA
    steps = [step for step in lesson.steps if step.run == run.id]
    line = steps[0].line if steps else 1
    if not steps:
        return [Problem(path, line, f"no step stands in the run {run.id}")]
    try:
        ended = record_run(run, lesson.folder, scratch)
    except HopscopeError as error:
        return [Problem(path, line, f"the run {run.id} cannot be recorded: {error.message}")]
    with evidence_of(ended.recording) as evidence:
        if not len(evidence.recording):
            return [Problem(path, line, f"the run {run.id} calls nothing of socketserver")]
        found = ((step, _complaint(step, evidence)) for step in steps)
        return [Problem(path, step.line, complaint) for step, complaint in found if complaint]


def _complaint(step: LessonStep, evidence: Evidence) -> str | None:
    if step.hop is not None and moment(evidence, step) is None:
        return f"step {step.id} matches no hop: {step.hop}"
    if step.question is not None:
        try:
            ask(evidence, step)
        except QuestionError as error:
            return f"step {step.id}: {error}"
    return None
