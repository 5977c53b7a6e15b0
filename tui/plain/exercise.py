"""The exercise of a lesson as a conversation: the file, its checks, hints, the solution."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.course.engine import ExerciseRan, Hint, Move, Reveal
from lessons.course.exercises import LearnerFile
from lessons.course.received import tell_received
from lessons.course.telling import tell_feedback
from tracer.errors import HopscopeError
from tracer.language import _
from tui.outside import editor_command, run_editor
from tui.plain.feedback import say_feedback
from tui.plain.hops import hop_lines
from tui.plain.judged import deciding_scene, trouble_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lessons.course.engine import Feedback
    from lessons.course.lesson import Language
    from lessons.course.misconceptions import Misconception
    from lessons.course.session import LessonSession
    from tui.plain.streams import Talk


class PlainExercise:
    """Leads through an exercise until it is solved and left, or the learner goes elsewhere."""

    def __init__(
        self, sitting: LessonSession, language: Language, misconceptions: Mapping[str, Misconception],
        talk: Talk,
    ) -> None:  # fmt: skip
        self._sitting = sitting
        self._language = language
        self._misconceptions = misconceptions
        self._talk = talk
        self._desk: LearnerFile | None = None

    def close(self) -> None:
        """Remove the recordings of checks."""
        if self._desk is not None:
            self._desk.close()
            self._desk = None

    def run(self) -> bool:
        """Talk until the lesson is left (true) or one is back at a card (false)."""
        self._talk.say("", _("Exercise"))
        self._talk.read_out(self._sitting.lesson.words("exercise", self._language))
        if self._desk is None:
            self._open_desk(self._sitting.folder or self._ask_folder())
        self._help()
        while True:
            line = self._talk.ask()
            match line.lower():
                case "q" | "quit" | "exit":
                    self._talk.say(_("Stopped. What you answered is saved."))
                    return True
                case "b" | "back":
                    self._sitting.act(Move(-1))
                    return False
                case "" if self._sitting.state.solved:
                    return True
                case _other:
                    try:
                        self._do(_other)
                    except HopscopeError as error:
                        self._talk.say(error.message, error.hint)

    def _do(self, word: str) -> None:
        match word:
            case "" | "c" | "check":
                self._check()
            case "h" | "hint":
                self._tell(self._sitting.act(Hint()))
            case "e" | "edit" if self._talk.is_live:
                complaint = run_editor(editor_command(str(self._at_desk().path), 1))
                self._talk.say(complaint or _("c checks what you saved."))
            case "solution":
                self._tell(self._sitting.act(Reveal()))
                self._talk.say("", *self._at_desk().solution().rstrip().split("\n"), "")
            case "reset":
                self._reset()
            case "folder":
                self._open_desk(self._ask_folder())
            case _:
                self._help()

    def _at_desk(self) -> LearnerFile:
        assert self._desk is not None
        return self._desk

    # The file

    def _ask_folder(self) -> Path:
        self._talk.say(
            "",
            _("In which folder shall your file lie? Enter: {folder}").format(folder=Path.cwd()),
        )
        return Path(self._talk.ask() or ".").expanduser()

    def _open_desk(self, folder: Path) -> None:
        """Put the starter into a folder, and ask for another one as long as that fails."""
        while True:
            desk = LearnerFile(self._sitting.lesson, folder.absolute())
            try:
                written = desk.begin()
                break
            except HopscopeError as error:
                desk.close()
                self._talk.say(error.message, error.hint)
                folder = self._ask_folder()
        self.close()
        self._desk = desk
        self._sitting.work_in(desk.path.parent)
        self._talk.say(
            "",
            _("The starter is written: {file}").format(file=desk.path)
            if written
            else _("Your file: {file}").format(file=desk.path),
        )

    def _reset(self) -> None:
        self._talk.say(_("Write the starter again? Your file is kept under another name. y, n"))
        if self._talk.ask().lower() in ("y", "yes"):
            kept = self._at_desk().reset()
            self._talk.say(
                _("The starter is written: {file}").format(file=self._at_desk().path),
                _("Your own is now {file}.").format(file=kept),
            )

    # Its checks

    def _check(self) -> None:
        self._talk.say(
            _("Your program runs, for {seconds} seconds at most.").format(
                seconds=f"{self._seconds():g}"
            )
        )
        try:
            outcome = self._at_desk().check()
        except KeyboardInterrupt:
            # It is their program that is meant: the lesson goes on.
            self._talk.say("", _("Stopped. Nothing of your program is left running."))
            return
        if outcome.trouble is not None:
            self._talk.say("", *trouble_lines(outcome), *tell_received(outcome.received))
            return
        feedback = self._sitting.act(ExerciseRan(outcome.verdicts))
        scene = deciding_scene(outcome)
        self._tell(feedback)
        self._talk.say("", *tell_received(outcome.received))
        if scene is not None:
            self._talk.say("", _("In your program:"), *hop_lines(scene, "lookup"))
        if self._sitting.state.solved:
            self._talk.say("", _("Enter: end the lesson. solution: see another way."))

    def _seconds(self) -> float:
        exercise = self._sitting.lesson.exercise
        return exercise.run.timeout if exercise else 0

    def _tell(self, feedback: Feedback) -> None:
        told = tell_feedback(
            feedback, None, None, lesson=self._sitting.lesson, language=self._language,
            misconceptions=self._misconceptions,
        )  # fmt: skip
        say_feedback(told, self._talk)

    def _help(self) -> None:
        self._talk.say(
            "",
            _("c: check your file"),
            _("h: a hint"),
            _("solution: show the solution"),
            _("reset: write the starter again"),
            _("folder: put your file elsewhere"),
            _("b: back to the steps"),
            _("q: stop; your answers are kept"),
        )
        if self._talk.is_live:
            editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
            self._talk.say(_("e: edit it with {editor}").format(editor=editor))
