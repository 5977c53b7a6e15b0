"""What a program came to that was judged, as lines: the verdict of each check, what clients received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.judging import explain_trouble
from lessons.course.received import tell_received
from lessons.course.running import evidence_of
from lessons.course.scene import scene_of
from lessons.course.sought import Sought
from lessons.course.telling import failed_words
from tracer.language import _
from tui.plain.hops import hop_lines
from tui.plain.markdown import plain_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lessons.course.checks import CheckVerdict
    from lessons.course.judging import Outcome
    from lessons.course.lesson import Language, Lesson
    from lessons.course.scene import HopScene


_PRINTED = 6
"""Lines of what the program printed that are shown after an error."""


def judged_lines(lesson: Lesson, file: Path, outcome: Outcome, language: Language) -> Iterator[str]:
    """Everything that there is to say of a judged program; holds foreign text."""
    yield _("Lesson {number}: {title}").format(number=lesson.number, title=lesson.title(language))
    yield (_("{file}: solved") if outcome.passed else _("{file}: not solved")).format(file=file)
    yield ""
    if outcome.trouble is not None:
        yield from trouble_lines(outcome)
        yield ""
    for verdict in outcome.verdicts:
        yield from _verdict_lines(lesson, verdict, language)
    yield from tell_received(outcome.received)
    scene = deciding_scene(outcome)
    if scene is not None:
        yield ""
        yield _("In your program:")
        yield from hop_lines(scene, "source")


def trouble_lines(outcome: Outcome) -> Iterator[str]:
    """Why a program could not be judged, and after an error what it printed last."""
    if outcome.trouble is None:
        return
    yield from filter(None, explain_trouble(outcome.trouble))
    lines = [line for line in outcome.printed.splitlines() if line.strip()]
    if outcome.trouble.kind == "crash" and lines:
        yield _("It printed, at the end:")
        yield from (f"    {line}" for line in lines[-_PRINTED:])


def _verdict_lines(lesson: Lesson, verdict: CheckVerdict, language: Language) -> Iterator[str]:
    name = verdict.check.id
    if verdict.passed:
        yield _("passes: {check}").format(check=name)
        return
    yield _("fails:  {check}").format(check=name)
    for line in plain_lines(failed_words(lesson, name, language)):
        yield f"        {line}"


def deciding_scene(outcome: Outcome) -> HopScene | None:
    """The hop that fails a check; where it is missing, the first of the function it asks for."""
    failed = outcome.failed
    if failed is None or outcome.recording is None:
        return None
    with evidence_of(outcome.recording) as evidence:
        near = Sought(function=failed.check.hop.function).first(evidence)
        hop = failed.hops[0] if failed.hops else near
        return None if hop is None else scene_of(evidence, hop)
