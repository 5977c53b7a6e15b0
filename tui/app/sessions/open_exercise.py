"""Behind a lesson's exercise: a file of the learner's own, recorded each time it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tui.app.lesson.exercise_file import FOLDER, CheckResult, ExerciseFile
from tui.app.lesson.scene import ExerciseScene
from tui.app.model import state
from tui.app.screens.choice import ChoicePage
from tui.app.session import ForSession
from tui.app.walks.recorded import RecordedWalk
from tui.app.widgets.prompt_line import PromptLine
from tui.text import error_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.course.lesson import Language
    from tui.app.app import HopscopeApp
    from tui.app.lesson.open_lesson import OpenLesson


class OpenExercise:
    """The exercise of the lesson that is open; ``present`` has everything shown as it is now."""

    @dataclass
    class Told(ForSession):
        """A check has ended."""

        file: ExerciseFile
        checked: CheckResult

    def __init__(self, app: HopscopeApp, present: Callable[[], None]) -> None:
        self._app, self._present = app, present
        self.lesson: OpenLesson | None = None
        self.file: ExerciseFile | None = None
        """None before the exercise was reached."""
        self._reads_solution = False

    @property
    def shows(self) -> bool:
        """Whether the exercise is what shows."""
        return self._here() is not None

    def _here(self) -> tuple[OpenLesson, ExerciseFile] | None:
        """The lesson and its file, while the exercise shows."""
        lesson = self.lesson
        if lesson is None or not lesson.at_exercise:
            return None
        if self.file is None:
            folder = lesson.sitting.folder or FOLDER
            self.file = ExerciseFile(lesson.sitting.lesson, folder.absolute(), self._heard)
        return lesson, self.file

    def scene(self, language: Language) -> ExerciseScene | None:
        """The task, the file and what is known of it."""
        here = self._here()
        if here is None:
            return None
        (open_lesson, file), learner = here, here[0].sitting.state
        lesson = open_lesson.sitting.lesson
        assert lesson.exercise is not None
        return ExerciseScene(
            text=lesson.words("exercise", language),
            file=_short(file.path),
            begun=file.begun,
            checking=file.checking,
            outcome=file.outcome,
            hints=tuple(
                lesson.words(f"exercise.hint.{number}", language)
                for number in range(1, learner.hints + 1)
            ),
            hints_left=lesson.exercise.hints - learner.hints,
            solution=file.solution() if self._reads_solution else "",
            solved=learner.solved,
            shows_own=open_lesson.shows_own,
        )

    def close(self) -> None:
        """Let go of what is open."""
        if self.file is not None:
            self.file.close()
        self.file = self.lesson = None
        self._reads_solution = False

    # The file

    def enter(self) -> bool:
        """Write the starter; then check the file. Whether the learner is done instead."""
        here = self._here()
        if here is None:
            return False
        lesson, file = here
        if not file.begun:
            self._begin(lesson, file)
        elif lesson.sitting.state.solved and not file.is_due():
            return True
        else:
            file.check()
        return False

    def _begin(self, lesson: OpenLesson, file: ExerciseFile) -> None:
        """Write the starter, and keep in mind where."""
        try:
            file.begin()
        except HopscopeError as error:
            self._app.say(error_words(error))
        else:
            lesson.sitting.work_in(file.path.parent)

    def file_to_edit(self) -> tuple[str, int] | None:
        """The learner's file, and the line that failed; None where the exercise does not show."""
        here = self._here()
        if here is None:
            return None
        lesson, file = here
        if not file.begun:
            self._begin(lesson, file)
        trouble = file.outcome.trouble if file.outcome is not None else None
        return str(file.path), (trouble.line if trouble else None) or 1

    def look_at_file(self) -> None:
        """Check the file where it was saved since the last time."""
        if self.file is None or not self.shows:
            return
        try:
            due = self.file.is_due()
        except HopscopeError as error:
            self._app.say(error_words(error))
            return
        if due:
            self.file.check()
            self._present()

    def ask_for_folder(self) -> None:
        """Ask for another folder."""
        if self.shows and self.file is not None and not self.file.checking:
            self._app.main.query_one(PromptLine).ask("folder", str(self.file.path.parent))

    def move_to(self, folder: str) -> None:
        """Work in another folder."""
        here = self._here()
        if here is not None:
            here[1].move_to(Path(folder).expanduser().absolute())
            self._begin(*here)
            self._present()
            self._app.main.focus_pane("lesson")

    def reset(self) -> None:
        """Write the starter again."""
        here = self._here()
        if here is None or here[1].checking:
            return
        lesson, file = here
        try:
            kept = file.reset()
        except HopscopeError as error:
            self._app.say(error_words(error))
            return
        lesson.think_again()
        self._show_own(shows=False)
        self._present()
        words = _("the starter is there again; your own is kept as {kept}")
        self._app.say(words.format(kept=kept))

    # Its checks

    def _heard(self, checked: CheckResult) -> None:
        """Hear from the thread of a check."""
        if self.file is not None:
            self._app.post_message(self.Told(self.file, checked))

    def take(self, message: Told) -> None:
        """Take in what came of a check."""
        message.file.take(message.checked)
        lesson = self.lesson
        if message.file is not self.file or lesson is None:
            return
        if message.checked.error is not None:
            self._app.say(error_words(message.checked.error))
        outcome = message.checked.outcome
        if outcome is not None and self.shows:
            hop = None
            if outcome.trouble is None:
                hop = lesson.judge(outcome.verdicts).hop
            else:
                lesson.think_again()
            self._show_own(shows=True, hop=hop)
        if self.shows:
            self._present()

    def _show_own(self, *, shows: bool, hop: int | None = None) -> None:
        """The learner's program in the panes, or the lesson's."""
        here = self._here()
        if here is None:
            return
        (lesson, file), app = here, self._app
        recording = file.outcome.recording if file.outcome is not None else None
        story = lesson.own_story(recording) if shows else None
        lesson.show_own(story)
        if lesson.story is None:
            return
        app.walk = RecordedWalk(lesson.story, lesson.cover)
        if story is None:
            app.view = lesson.placed(app.view)
            return
        tree = story.tree
        fresh = state.ViewState(tree.order[0], tab=app.view.tab, speed=app.view.speed)
        app.view = fresh if hop is None or hop not in tree else state.at(fresh, tree, hop)

    def turn_own(self) -> None:
        """What the learner's program did, or the lesson's run again."""
        here = self._here()
        if here is None:
            return
        lesson, file = here
        failed = None if file.outcome is None else file.outcome.failed
        hop = failed.hops[0] if failed is not None and failed.hops else None
        self._show_own(shows=not lesson.shows_own, hop=hop)
        self._present()

    # Help

    def hint(self) -> None:
        """One hint more."""
        if self.lesson is not None and self.shows:
            self.lesson.hint()
            self._present()

    def ask_for_solution(self) -> None:
        """A solution to compare with; asks first as long as the exercise is not solved."""
        if self.lesson is None or not self.shows:
            return
        if self.lesson.sitting.state.solved or self._reads_solution:
            self._show_solution("yes")
            return
        choices = {"no": _("I go on trying"), "yes": _("show me a solution")}
        self._app.push_screen(ChoicePage(_("The solution?"), choices), self._show_solution)

    def _show_solution(self, choice: str | None) -> None:
        if choice == "yes" and self.lesson is not None:
            self.lesson.reveal()
            self._reads_solution = True
            self._present()


def _short(path: Path) -> str:
    """A path as one would type it from here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
