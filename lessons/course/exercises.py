"""A learner's program: the file they edit, and what recording it says of it.

The check records the program and asks the recording, so any program that does what is
asked passes, and text that does not run counts for nothing. The program has no
terminal, a time limit, and leaves nothing running.
"""

from __future__ import annotations

import re
import tempfile
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.course.checks import Verdict, judge
from lessons.course.running import Ended, evidence_of, record_run
from tracer.errors import HopscopeError
from tracer.language import _

if TYPE_CHECKING:
    from lessons.course.lesson import Exercise, Lesson

Kind: TypeAlias = Literal[
    "missing", "syntax", "crash", "no calls", "no server", "endless", "refused"
]

_LARGEST = 1_000_000
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
    verdicts: tuple[Verdict, ...] = ()
    """In the exercise's order; empty where nothing was recorded."""
    recording: Path | None = None
    """Good until the next check, or until the desk is closed."""
    printed: str = ""
    """The end of what the program wrote: foreign text."""

    @property
    def passed(self) -> bool:
        """Whether it does what the exercise asks for."""
        return self.trouble is None and all(verdict.passed for verdict in self.verdicts)

    @property
    def failed(self) -> Verdict | None:
        """The first check that it does not pass."""
        return next((verdict for verdict in self.verdicts if not verdict.passed), None)


class Desk:
    """Where a learner works at one exercise: their file in a folder that they chose.

    Raises HopscopeError where a file cannot be read or written, ValueError for a lesson without
    an exercise. :meth:`close` removes the recordings, never the learner's file.
    """

    def __init__(self, lesson: Lesson, folder: Path) -> None:
        if lesson.exercise is None:
            raise ValueError(f"lesson {lesson.number} has no exercise")
        self._lesson = lesson
        self._exercise: Exercise = lesson.exercise
        self.path = folder / f"{lesson.number:02}_{lesson.name.replace('-', '_')}.py"
        """The learner's file."""
        self._scratch = tempfile.TemporaryDirectory(prefix="hopscope-", ignore_cleanup_errors=True)
        self._checks = 0
        self._stop = threading.Event()
        self._seen: bytes | None = None

    def close(self) -> None:
        """Remove the recordings of the checks."""
        self._scratch.cleanup()

    def stop(self) -> None:
        """End a check that goes on in another thread; there will be no other."""
        self._stop.set()

    def begin(self) -> bool:
        """Write the starter, unless the file is there; whether it was written."""
        if self.path.exists():
            return False
        self._write(self._lesson.folder / self._exercise.starter)
        return True

    def reset(self) -> Path:
        """Write the starter again; what was there is kept beside it, and its path returned."""
        kept = self.path.with_suffix(".before.py")
        try:
            if self.path.exists():
                self.path.replace(kept)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._write(self._lesson.folder / self._exercise.starter)
        return kept

    def solution(self) -> str:
        """The text of the solution."""
        return (self._lesson.folder / self._exercise.solution).read_text("utf-8")

    def is_changed(self) -> bool:
        """Whether the file holds something else than at the last check (or no check was made)."""
        return self._read() != self._seen

    def check(self) -> Outcome:
        """Run and record the file, and ask the recording; takes seconds, at most the time limit's."""
        source = self._seen = self._read()
        if source is None:
            return Outcome(Trouble("missing", detail=str(self.path)))
        wrong = _syntax_error(source)
        if wrong is not None:
            return Outcome(wrong)
        self._checks += 1
        scratch = Path(self._scratch.name) / str(self._checks)
        scratch.mkdir()
        return judge_program(self._exercise, self.path, scratch, self._stop)

    def _read(self) -> bytes | None:
        try:
            with self.path.open("rb") as file:
                return file.read(_LARGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise HopscopeError(
                _("cannot read {path}: {strerror}").format(path=self.path, strerror=error.strerror),
                _("See who may read it."),
            ) from error

    def _write(self, source: Path) -> None:
        """All of it or nothing: an editor may have the file open."""
        temporary = self.path.with_suffix(".new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(source.read_bytes())
            temporary.replace(self.path)
        except OSError as error:
            raise _unwritable(self.path, error) from error


def judge_program(
    exercise: Exercise, program: Path, scratch: Path, stop: threading.Event | None = None
) -> Outcome:
    """Record a program as an exercise says, and hold its recording against the checks."""
    run = replace(exercise.run, id="exercise", program=program.name)
    try:
        ended = record_run(run, program.parent, scratch, confined=True, stop=stop)
    except HopscopeError as error:
        return Outcome(Trouble("refused", detail=error.message))
    printed = _tail(ended.output)
    with evidence_of(ended.recording) as evidence:
        if not len(evidence.recording):
            return Outcome(_silent(ended, program, printed), printed=printed)
        verdicts = tuple(judge(exercise, evidence))
        listening = bool(evidence.recording.listening())
    return Outcome(_trouble(ended, program, printed, listening), verdicts, ended.recording, printed)


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


def _silent(ended: Ended, program: Path, printed: str) -> Trouble:
    """Nothing of socketserver was called."""
    if ended.exit_code:
        return _crash(program, printed)
    return _late(ended) or Trouble("no calls")


def _trouble(ended: Ended, program: Path, printed: str, listening: bool) -> Trouble | None:
    if ended.exit_code:
        return _crash(program, printed)
    return _late(ended) if listening else Trouble("no server")


def _late(ended: Ended) -> Trouble | None:
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


def _unwritable(path: Path, error: OSError) -> HopscopeError:
    return HopscopeError(
        _("cannot write {path}: {strerror}").format(path=path, strerror=error.strerror),
        _("Choose a folder that you may write to."),
    )
