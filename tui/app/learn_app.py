"""The whole course in the app: its lessons, and the exercises at their ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on
from textual.message import Message

from tracer.errors import HopscopeError
from tracer.language import _
from tui.app.lesson.scene import ExerciseScene
from tui.app.lesson.workbench import FOLDER, Checked, Workbench
from tui.app.lesson_app import LessonApp
from tui.app.model import state
from tui.app.screens.choice import ChoicePage
from tui.app.widgets.prompt_line import PromptLine
from tui.text import error_words

if TYPE_CHECKING:
    from lessons.course.checks import Verdict

_LOOK = 0.5
"""Seconds between two looks whether the learner's file was saved."""


class LearnApp(LessonApp):
    """Lessons with exercises: a file of the learner's own, recorded each time it is saved."""

    @dataclass
    class Told(Message):
        """A check has ended."""

        bench: Workbench
        checked: Checked

    bench: Workbench | None = None
    _reads_solution = False

    def begin(self) -> None:
        """Open the lesson that was asked for; look now and then whether the file was saved."""
        super().begin()
        self.set_interval(_LOOK, self._look_at_file)

    # What shows

    def exercise_scene(self) -> ExerciseScene | None:
        """The task, the file and what is known of it."""
        desk, bench = self.desk, self._bench()
        if desk is None or bench is None:
            return None
        lesson, learner = desk.sitting.lesson, desk.sitting.state
        assert lesson.exercise is not None
        return ExerciseScene(
            text=lesson.words("exercise", self.course.language),
            file=_short(bench.path),
            begun=bench.begun,
            checking=bench.checking,
            outcome=bench.outcome,
            hints=tuple(
                lesson.words(f"exercise.hint.{number}", self.course.language)
                for number in range(1, learner.hints + 1)
            ),
            hints_left=lesson.exercise.hints - learner.hints,
            solution=bench.solution() if self._reads_solution else "",
            solved=learner.solved,
            shows_own=desk.shows_own,
        )

    def _bench(self) -> Workbench | None:
        """The file of the exercise that shows; None elsewhere."""
        desk = self.desk
        if desk is None or not desk.at_exercise:
            return None
        if self.bench is None:
            folder = desk.sitting.folder or FOLDER
            self.bench = Workbench(desk.sitting.lesson, folder.absolute(), self._heard)
        return self.bench

    def close_lesson(self) -> None:
        """Let go of what is open."""
        if self.bench is not None:
            self.bench.close()
            self.bench = None
        self._reads_solution = False
        super().close_lesson()

    # The file

    def enter_exercise(self) -> None:
        """Write the starter; then check the file."""
        bench = self._bench()
        if bench is None or self.desk is None:
            return
        if not bench.begun:
            self._begin(bench)
        elif self.desk.sitting.state.solved and not bench.is_due():
            self.action_course()
        else:
            bench.check()

    def _begin(self, bench: Workbench) -> None:
        """Write the starter, and keep in mind where."""
        try:
            bench.begin()
        except HopscopeError as error:
            self.say(error_words(error))
        else:
            if self.desk is not None:
                self.desk.sitting.work_in(bench.path.parent)

    def action_edit(self) -> None:
        """At the exercise: the learner's file; elsewhere the line that shows."""
        bench = self._bench()
        if bench is None:
            super().action_edit()
            return
        if not bench.begun:
            self.enter_exercise()
        trouble = bench.outcome.trouble if bench.outcome is not None else None
        self.edit(str(bench.path), (trouble.line if trouble else None) or 1)
        self._look_at_file()
        self.present()

    def _look_at_file(self) -> None:
        bench = self.bench
        if bench is None or self._bench() is None:
            return
        try:
            due = bench.is_due()
        except HopscopeError as error:
            self.say(error_words(error))
            return
        if due:
            bench.check()
            self.present()

    def action_folder(self) -> None:
        """Ask for another folder."""
        bench = self._bench()
        if bench is not None and not bench.checking:
            self.main.query_one(PromptLine).ask("folder", str(bench.path.parent))

    def take_folder(self, text: str) -> None:
        """Work in another folder."""
        bench = self._bench()
        if bench is not None:
            bench.move_to(Path(text).expanduser().absolute())
            self._begin(bench)
            self.present()
            self.main.focus_pane("lesson")

    # Its checks

    def _heard(self, checked: Checked) -> None:
        """Hear from the thread of a check."""
        if self.bench is not None:
            self.post_message(self.Told(self.bench, checked))

    @on(Told)
    def _take_check(self, message: Told) -> None:
        bench, desk = message.bench, self.desk
        bench.take(message.checked)
        if bench is not self.bench or desk is None:
            return
        if message.checked.error is not None:
            self.say(error_words(message.checked.error))
        outcome = message.checked.outcome
        if outcome is not None and self._bench() is not None:
            hop = None
            if outcome.trouble is None:
                hop = desk.judge(outcome.verdicts).hop
            else:
                desk.think_again()
            self._show_own(shows=True, hop=hop)
        if self._bench() is not None:
            self.present()

    def _show_own(self, *, shows: bool, hop: int | None = None) -> None:
        """The learner's program in the panes, or the lesson's."""
        desk, bench = self.desk, self._bench()
        if desk is None or bench is None:
            return
        recording = bench.outcome.recording if bench.outcome is not None else None
        story = desk.own_story(recording) if shows else None
        desk.show_own(story)
        if desk.story is None:
            return
        self._story = desk.story
        if story is None:
            self.view = desk.placed(self.view)
            return
        tree = story.tree
        fresh = state.ViewState(tree.order[0], tab=self.view.tab, speed=self.view.speed)
        self.view = fresh if hop is None or hop not in tree else state.at(fresh, tree, hop)

    def action_own(self) -> None:
        """What the learner's program did, or the lesson's run again."""
        desk, bench = self.desk, self._bench()
        if desk is None or bench is None:
            return
        failed = self._failed()
        hop = failed.hops[0] if failed is not None and failed.hops else None
        self._show_own(shows=not desk.shows_own, hop=hop)
        self.present()

    def _failed(self) -> Verdict | None:
        outcome = self.bench.outcome if self.bench is not None else None
        return None if outcome is None else outcome.failed

    # Help

    def action_hint(self) -> None:
        """One hint more."""
        if self.desk is not None and self._bench() is not None:
            self.desk.hint()
            self.present()

    def action_solution(self) -> None:
        """A solution to compare with; asks first as long as the exercise is not solved."""
        desk = self.desk
        if desk is None or self._bench() is None:
            return
        if desk.sitting.state.solved or self._reads_solution:
            self._show_solution("yes")
            return
        choices = {"no": _("I go on trying"), "yes": _("show me a solution")}
        self.push_screen(ChoicePage(_("The solution?"), choices), self._show_solution)

    def _show_solution(self, choice: str | None) -> None:
        if choice == "yes" and self.desk is not None:
            self.desk.reveal()
            self._reads_solution = True
            self.present()

    def action_reset(self) -> None:
        """Ask what is to be begun again."""
        if self._bench() is None:
            super().action_reset()
            return
        choices = {
            "no": _("go on here"),
            "file": _("write the starter again (your file is kept beside it)"),
            "lesson": _("begin the lesson again"),
        }
        self.push_screen(ChoicePage(_("Start again?"), choices), self.reset_as)

    def reset_as(self, choice: str | None) -> None:
        """Begin again, where that was chosen."""
        bench, desk = self._bench(), self.desk
        if choice == "file" and bench is not None and desk is not None and not bench.checking:
            try:
                kept = bench.reset()
            except HopscopeError as error:
                self.say(error_words(error))
                return
            desk.think_again()
            self._show_own(shows=False)
            self.present()
            self.say(_("the starter is there again; your own is kept as {kept}").format(kept=kept))
        else:
            super().reset_as(choice)


def _short(path: Path) -> str:
    """A path as one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
