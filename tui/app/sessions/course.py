"""Behind the course: the lesson that is open leads from hop to hop."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tui.app.model import state
from tui.app.scene import Scene, with_lesson
from tui.app.screens.choice import ChoicePage
from tui.app.screens.course import CourseScreen
from tui.app.screens.main import MainScreen
from tui.app.session import ForSession, Session
from tui.app.sessions.open_exercise import OpenExercise
from tui.app.walks.recorded import RecordedWalk
from tui.app.widgets.lesson_pane import LessonPane
from tui.text import error_words

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

    from lessons.course.lesson import Lesson
    from tui.app.app import HopscopeApp
    from tui.app.lesson.course import Course
    from tui.app.lesson.open_lesson import After, OpenLesson

_BEAT = 0.1
"""Seconds between two looks whether a run is recorded by now."""
_LOOK = 0.5
"""Seconds between two looks whether the learner's file was saved."""


class CourseSession(Session):
    """Shows the course, and leads through its lessons.

    ``start``: the lesson to open at once; ``told``: what to say before anything else.
    """

    shares_screen = True

    def __init__(
        self, app: HopscopeApp, course: Course, start: Lesson | None = None, told: str = ""
    ) -> None:
        self._app = app
        self.course = course
        self.lesson: OpenLesson | None = None
        self.exercise = OpenExercise(app, self.present)
        self._start, self._told = start, told
        self._waiting: Timer | None = None
        self.keys = {
            "next": partial(self._turn, +1),
            "previous": partial(self._turn, -1),
            "return": self._return,
            "pane": lambda: app.main.focus_pane("lesson"),
            "tab": lambda: app.move(state.turn_tab(app.view, +1)),
            "tab_back": lambda: app.move(state.turn_tab(app.view, -1)),
            "hint": self.exercise.hint,
            "solution": self.exercise.ask_for_solution,
            "own": self.exercise.turn_own,
            "folder": self.exercise.ask_for_folder,
            "reset": self._ask_to_reset,
            "restart": self._record_again,
            "course": self.leave,
        }

    def first_screen(self) -> Screen[None]:
        """The course: lessons lie over it."""
        return CourseScreen(self.course, self._told)

    def begin(self) -> None:
        """Open the lesson that was asked for; look now and then whether the file was saved."""
        if self._start is not None:
            self.open(self._start)
        self._app.set_interval(_LOOK, self.exercise.look_at_file)

    def take(self, message: ForSession) -> None:
        """What the person chose in the course or in the lesson's pane; or a check has ended."""
        if isinstance(message, CourseScreen.Opened):
            self.open(message.lesson)
        elif isinstance(message, OpenExercise.Told):
            self.exercise.take(message)
        elif self.lesson is not None:
            self._answer(self.lesson, message)

    # The course

    @property
    def _screen(self) -> CourseScreen:
        """The list of lessons, which lies under everything."""
        screen = self._app.screen_stack[0]
        assert isinstance(screen, CourseScreen)
        return screen

    def open(self, lesson: Lesson) -> None:
        """Begin a lesson, or go on with it; where one is open, nothing happens."""
        if self.lesson is not None:
            return
        try:
            self.lesson = self.exercise.lesson = self.course.open(lesson)
        except HopscopeError as error:
            self._screen.say(error_words(error))
            return
        self._settle()

    def close(self) -> None:
        """Let go of what is open."""
        self.exercise.close()
        if self.lesson is not None:
            lesson, self.lesson = self.lesson, None
            lesson.close()

    def leave(self) -> None:
        """Back to the list of lessons."""
        app = self._app
        if app.view.playing:
            app.move(state.play(app.view))
        self.close()
        app.walk = None
        if isinstance(app.screen, MainScreen):
            app.pop_screen()
        self._screen.say("")

    # The lesson and what shows

    def scene(self, scene: Scene) -> Scene:
        """What there is to show, with what the lesson says of it."""
        if self.lesson is None:
            return scene
        lesson = self.lesson.scene(self.exercise.scene(self.course.language))
        return with_lesson(scene, lesson)

    def _settle(self) -> None:
        """Go where the step is; where its run is not recorded yet, wait for it."""
        lesson, app = self.lesson, self._app
        if lesson is None:
            return
        try:
            lesson.settle()
        except HopscopeError as error:
            lesson.waiting = error_words(error)
        if lesson.story is None:
            self._screen.say(lesson.waiting)
        else:
            app.walk = RecordedWalk(lesson.story, lesson.cover)
            app.view = lesson.placed(app.view) if not lesson.waiting else app.view
            self.present()
        if not lesson.is_ready and self._waiting is None:
            self._waiting = app.set_interval(_BEAT, self._look_whether_recorded)
        elif lesson.story is None and lesson.is_ready:
            self.close()

    def _look_whether_recorded(self) -> None:
        if self.lesson is None or self.lesson.is_ready:
            if self._waiting is not None:
                self._waiting.stop()
                self._waiting = None
            self._settle()

    def present(self) -> None:
        """Show everything as it is now: as much of the story as may be told."""
        lesson, app = self.lesson, self._app
        if lesson is None or lesson.story is None:
            return
        if app.walk is None or lesson.story is not app.walk.story:
            app.walk = RecordedWalk(lesson.story, lesson.cover)
            app.view = lesson.place(app.view)
        if lesson.sitting.notes:
            app.view = state.stay(app.view, " ".join(lesson.sitting.notes))
            lesson.sitting.notes.clear()
        if app.is_shown:
            app.main.show(app.scene)
        else:
            app.push_screen(MainScreen(app.scene, app.size))

    def _return(self) -> None:
        """Back to the hop that the step is about."""
        if self.lesson is not None and not self.lesson.waiting:
            self._app.move(self.lesson.placed(self._app.view))
            self._app.main.focus_pane("lesson")

    def _record_again(self) -> None:
        """Record a run again that could not be recorded."""
        if self.lesson is not None and self.lesson.waiting and self.lesson.is_ready:
            self.lesson.sitting.record_again()
            self._settle()

    # Going on, and answering

    def _turn(self, by: int) -> None:
        """The next step, or the previous one."""
        if self.lesson is not None:
            self._after(self.lesson.move(by))

    def _answer(self, lesson: OpenLesson, message: ForSession) -> None:
        """Do what the person wants in the lesson's pane."""
        after: After = "show"
        match message:
            case LessonPane.OptionMoved(by=by):
                lesson.step(by)
            case LessonPane.OptionChosen(number=number):
                lesson.choose(number)
            case LessonPane.Wished(wish="enter"):
                after = lesson.enter()
            case LessonPane.Wished(wish="unsure"):
                after = lesson.answer_unsure()
            case LessonPane.Wished(wish="another"):
                lesson.think_again()
            case LessonPane.Wished(wish="unpick"):
                lesson.unpick()
        self._after(after)

    def _after(self, after: After) -> None:
        match after:
            case "settle":
                self._settle()
            case "leave":
                self.leave()
            case "check" if self.exercise.enter():
                self.leave()
            case _:
                self.present()

    # Starting again

    def _ask_to_reset(self) -> None:
        """Ask what is to be begun again."""
        choices = {"no": _("go on here"), "lesson": _("begin the lesson again")}
        if self.exercise.shows:
            words = _("write the starter again (your file is kept beside it)")
            choices = {"no": choices["no"], "file": words, "lesson": choices["lesson"]}
        self._app.push_screen(ChoicePage(_("Start again?"), choices), self._reset)

    def _reset(self, choice: str | None) -> None:
        if choice == "file":
            self.exercise.reset()
        elif choice == "lesson" and self.lesson is not None:
            self.lesson.reset()
            self._settle()

    # The learner's file

    def file_to_edit(self) -> tuple[str, int] | None:
        """At the exercise: the learner's file, at the line where it fails."""
        return self.exercise.file_to_edit()

    def edited(self) -> None:
        """Look whether it was saved."""
        self.exercise.look_at_file()
        self.present()

    def take_folder(self, text: str) -> None:
        """Work in another folder."""
        self.exercise.move_to(text)
