"""Records the runs of lessons in the background, one at a time, each once."""

from __future__ import annotations

import shutil
import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.course.engine import Card
from lessons.course.questions import QuestionError, ask, moment
from lessons.course.running import evidence_of, record_run
from lessons.course.scene import scene_of
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.course.evidence import Evidence
    from lessons.course.lesson import Lesson, LessonRun, LessonStep
    from lessons.course.scene import HopScene


@dataclass(frozen=True, slots=True)
class Recorded:
    """A run of a lesson, recorded, and what its steps show in it."""

    path: Path | None
    """The recording; None where it failed. It is there as long as the recorder."""
    cards: dict[str, Card] = field(default_factory=dict)
    """By step id."""
    scenes: dict[int, HopScene] = field(default_factory=dict)
    """By hop: those of the cards, and those that bear their answers out."""
    troubles: dict[str, str] = field(default_factory=dict)
    """By step id: why its hop or its question is missing."""
    error: HopscopeError | None = None
    """Why nothing could be recorded."""


RunState: TypeAlias = Literal["begun", "done", "failed"]


@dataclass(frozen=True, slots=True)
class RunNews:
    """What has become of a run."""

    lesson: Lesson
    run: LessonRun
    state: RunState


Told: TypeAlias = "Callable[[RunNews], None]"


class LessonRecorder:
    """Records into a private folder until it is closed; the folder goes with it.

    ``told`` is called from the recording thread.
    """

    def __init__(self, told: Told | None = None) -> None:
        self._told = told
        self._scratch = Path(tempfile.mkdtemp(prefix="hopscope-"))
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(1, "lessons")
        self._wanted: dict[tuple[Path, str], Future[Recorded]] = {}

    def want(self, lesson: Lesson, run: str) -> Future[Recorded]:
        """Have a run recorded, after those that were wanted before; each is recorded once."""
        key = (lesson.folder, run)
        if key not in self._wanted:
            self._wanted[key] = self._thread.submit(self._record, lesson, lesson.run(run))
        return self._wanted[key]

    def forget(self, lesson: Lesson, run: str) -> None:
        """Have a run recorded anew when it is wanted next."""
        self._wanted.pop((lesson.folder, run), None)

    def close(self) -> None:
        """Stop what is being recorded, and remove everything."""
        self._stop.set()
        self._thread.shutdown(cancel_futures=True)
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _tell(self, lesson: Lesson, run: LessonRun, state: RunState) -> None:
        if self._told is not None:
            self._told(RunNews(lesson, run, state))

    def _record(self, lesson: Lesson, run: LessonRun) -> Recorded:
        self._tell(lesson, run, "begun")
        scratch = Path(tempfile.mkdtemp(prefix=f"{lesson.id}-", dir=self._scratch))
        try:
            ended = record_run(run, lesson.folder, scratch, stop=self._stop)
            with evidence_of(ended.recording) as evidence:
                found = _read_cards(lesson, run, ended.recording, evidence)
        except HopscopeError as error:
            self._tell(lesson, run, "failed")
            return Recorded(None, error=error)
        self._tell(lesson, run, "done")
        return found


def _read_cards(lesson: Lesson, run: LessonRun, path: Path, evidence: Evidence) -> Recorded:
    found = Recorded(path)
    for step in lesson.steps:
        if step.run != run.id:
            continue
        card = found.cards[step.id] = _card(lesson, step, evidence, found.troubles)
        for hop in (card.hop, card.asked.hop if card.asked else None):
            if hop is not None and hop not in found.scenes:
                found.scenes[hop] = scene_of(evidence, hop)
    return found


def _card(lesson: Lesson, step: LessonStep, evidence: Evidence, troubles: dict[str, str]) -> Card:
    """One step as it is in this recording; a question that it cannot answer is left out."""
    hop = moment(evidence, step)
    asked = None
    if step.question is not None:
        try:
            asked = ask(evidence, step)
        except QuestionError as error:
            troubles[step.id] = _("this run cannot answer its question: {why}").format(why=error)
    if hop is None and (step.hop is not None or step.question is not None):
        troubles.setdefault(step.id, _("this run has no such call"))
    return Card(lesson, step, hop, asked)
