"""Judges a learner's program by its run: the recording, and what its clients received.

Any program that does what is asked passes, and text that does not run counts for nothing.
The program has no terminal, a time limit, and leaves nothing running.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.course.checks import CheckVerdict, judge
from lessons.course.received import NOBODY, Received
from lessons.course.running import ProgramEnded, evidence_of, record_run
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    import threading

    from lessons.course.lesson import Exercise

Kind: TypeAlias = Literal[
    "missing", "syntax", "crash", "no calls", "no server", "endless", "refused"
]

_SHOWN = 300
_LINE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+)')


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a program could not be judged."""

    kind: Kind
    line: int | None = None
    """Line of the learner's file, from 1, where that is known."""
    detail: str = ""
    """What Python or the run said, one line: foreign text."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one check of the learner's file."""

    trouble: Trouble | None
    verdicts: tuple[CheckVerdict, ...] = ()
    """In the exercise's order; empty where nothing was recorded."""
    recording: Path | None = None
    """Good until the next check, or until the learner's file is closed."""
    printed: str = ""
    """The end of what the program wrote: foreign text."""
    received: Received = NOBODY
    """What its clients received."""

    @property
    def passed(self) -> bool:
        """Whether it does what the exercise asks for."""
        return self.trouble is None and all(verdict.passed for verdict in self.verdicts)

    @property
    def failed(self) -> CheckVerdict | None:
        """The first check that it does not pass."""
        return next((verdict for verdict in self.verdicts if not verdict.passed), None)


def judge_source(
    exercise: Exercise, source: bytes, program: Path, scratch: Path,
    stop: threading.Event | None = None,
) -> Outcome:  # fmt: skip
    """Judge the program in a file that holds ``source``; one that Python cannot read is not run."""
    wrong = _syntax_error(source)
    return judge_program(exercise, program, scratch, stop) if wrong is None else Outcome(wrong)


def judge_program(
    exercise: Exercise, program: Path, scratch: Path, stop: threading.Event | None = None
) -> Outcome:
    """Run and record a program as an exercise says, and hold what came of it against the checks.

    Takes seconds, at most the exercise's time limit and a few more.
    """
    run = replace(exercise.run, id="exercise", program=program.name)
    try:
        ended = record_run(run, program.parent, scratch, confined=True, stop=stop)
    except HopscopeError as error:
        return Outcome(Trouble("refused", detail=error.message))
    printed, received = _tail(ended.output), ended.received
    with evidence_of(ended.recording, received) as evidence:
        if not len(evidence.recording):
            silent = _silent(ended, program, printed)
            return Outcome(silent, printed=printed, received=received)
        verdicts = tuple(judge(exercise, evidence))
        listening = bool(evidence.recording.listening())
    trouble = _trouble(ended, program, printed, listening)
    return Outcome(trouble, verdicts, ended.recording, printed, received)


def explain_trouble(trouble: Trouble) -> tuple[str, str]:
    """What to tell a learner: what is the matter, and what to do. Holds foreign text."""
    at = _(" (line {line})").format(line=trouble.line) if trouble.line is not None else ""
    detail = trouble.detail
    match trouble.kind:
        case "missing":
            return (
                _("There is no file {path}.").format(path=detail),
                _("Begin the exercise again: that writes the file anew."),
            )
        case "syntax":
            return (
                _("Python cannot read your program{at}: {detail}.").format(at=at, detail=detail),
                _("Look at that line, and at the end of the one before it."),
            )
        case "crash":
            return (
                _("Your program ended with an error{at}: {detail}").format(at=at, detail=detail),
                _("What it did until then was recorded. Mend that line first."),
            )
        case "no calls":
            return (
                _("Your program ran to its end, and called nothing of socketserver."),
                _("Code counts when it runs: see that a server is made, and serves."),
            )
        case "no server":
            return (
                _("Your program never listened for clients."),
                _("See that a server is made with an address, and that serve_forever is called."),
            )
        case "endless":
            return (
                _("Your program did not serve its clients in time, and was stopped."),
                _("Look for a loop that never ends, or a call that waits for ever."),
            )
        case "refused":
            return (_("Your program was stopped: {detail}.").format(detail=detail), "")


def _syntax_error(source: bytes) -> Trouble | None:
    try:
        compile(source, "exercise", "exec", dont_inherit=True)
    except SyntaxError as error:
        return Trouble("syntax", error.lineno, error.msg)
    except ValueError as error:  # null bytes, on 3.11
        return Trouble("syntax", None, str(error))
    return None


def _silent(ended: ProgramEnded, program: Path, printed: str) -> Trouble:
    """Nothing of socketserver was called."""
    if ended.exit_code:
        return _crash(program, printed)
    return _late(ended) or Trouble("no calls")


def _trouble(ended: ProgramEnded, program: Path, printed: str, listening: bool) -> Trouble | None:
    if ended.exit_code:
        return _crash(program, printed)
    return _late(ended) if listening else Trouble("no server")


def _late(ended: ProgramEnded) -> Trouble | None:
    return Trouble("endless") if ended.late else None


def _crash(program: Path, printed: str) -> Trouble:
    """The last line of a traceback, and the last line of the program's own file that it names."""
    lines = [line for line in printed.splitlines() if line.strip()]
    found = [
        int(match["line"])
        for line in lines
        if (match := _LINE.search(line)) and Path(match["file"]).name == program.name
    ]
    detail = lines[-1].strip()[:_SHOWN] if lines else ""
    return Trouble("crash", found[-1] if found else None, detail)


def _tail(output: Path) -> str:
    with output.open("rb") as file:
        file.seek(max(0, output.stat().st_size - 4000))
        return file.read().decode("utf-8", "replace")
