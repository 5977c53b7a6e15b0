"""The app with a lesson in it: the same screen and keys, led from hop to hop by the lesson."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on

from tracer.errors import HopscopeError
from tracer.language import _
from tui.app.app import HopscopeApp
from tui.app.keys import LESSON_KEYS, bindings
from tui.app.model import state
from tui.app.model.state import BODY, Tab, ViewState
from tui.app.screens.choice import ChoicePage
from tui.app.screens.course import CourseScreen
from tui.app.screens.main import MainScreen
from tui.app.widgets.lesson_pane import LessonPane
from tui.text import error_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import SystemCommand
    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer

    from lessons.course.lesson import Lesson
    from tui.app.lesson.course import Course
    from tui.app.lesson.desk import LessonDesk
    from tui.app.lesson.scene import ExerciseScene
    from tui.app.scene import Scene

_BEAT = 0.1
"""Seconds between two looks whether a run is recorded by now."""


class LessonApp(HopscopeApp):
    """Shows the course, and leads through its lessons."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(LESSON_KEYS)]

    def __init__(self, course: Course, start: Lesson | None = None, told: str = "") -> None:
        """``start``: the lesson to open at once; ``told``: what to say before anything else."""
        super().__init__(None)
        self.course = course
        self.desk: LessonDesk | None = None
        self._start = start
        self._told = told
        self._waiting: Timer | None = None

    def get_default_screen(self) -> Screen[None]:
        """The course: lessons lie over it."""
        return CourseScreen(self.course, self._told)

    def on_mount(self) -> None:
        """Begin."""
        self.begin()

    def begin(self) -> None:
        """Open the lesson that was asked for."""
        if self._start is not None:
            self.open_lesson(self._start)

    # The course

    @property
    def course_screen(self) -> CourseScreen:
        """The list of lessons, which lies under everything."""
        screen = self.screen_stack[0]
        assert isinstance(screen, CourseScreen)
        return screen

    @on(CourseScreen.Opened)
    def _open(self, message: CourseScreen.Opened) -> None:
        self.open_lesson(message.lesson)

    def open_lesson(self, lesson: Lesson) -> None:
        """Begin a lesson, or go on with it."""
        if self.desk is not None:
            return
        try:
            self.desk = self.course.open(lesson)
        except HopscopeError as error:
            self.course_screen.say(error_words(error))
            return
        self._settle()

    def close_lesson(self) -> None:
        """Let go of what is open."""
        if self.desk is not None:
            desk, self.desk = self.desk, None
            desk.close()

    def action_course(self) -> None:
        """Back to the list of lessons."""
        if self.view.playing:
            self.move(state.play(self.view))
        self.close_lesson()
        self._story = None
        if isinstance(self.screen, MainScreen):
            self.pop_screen()
        self.course_screen.say("")

    # The lesson and what shows

    @property
    def scene(self) -> Scene:
        """What there is to show, with what the lesson says of it."""
        found = super().scene
        if self.desk is None:
            return found
        lesson = self.desk.scene(self.exercise_scene())
        if lesson.cover is not None and found.frame.kind == "body":
            hidden = lesson.cover.hides_owner(found.frame.hop)
            found = replace(found, frame=replace(found.frame, file="?", line=None, function="?",
                            place=None)) if hidden else found  # fmt: skip
        return replace(found, lesson=lesson)

    def exercise_scene(self) -> ExerciseScene | None:
        """What there is to show of the exercise."""
        return None

    def _settle(self) -> None:
        """Go where the step is; where its run is not recorded yet, wait for it."""
        desk = self.desk
        if desk is None:
            return
        try:
            desk.settle()
        except HopscopeError as error:
            desk.waiting = error_words(error)
        if desk.story is None:
            self.course_screen.say(desk.waiting)
        else:
            self._story = desk.story
            self.view = desk.placed(self.view) if not desk.waiting else self.view
            self.present()
        if not desk.is_ready and self._waiting is None:
            self._waiting = self.set_interval(_BEAT, self._look_whether_recorded)
        elif desk.story is None and desk.is_ready:
            self.close_lesson()

    def _look_whether_recorded(self) -> None:
        if self.desk is None or self.desk.is_ready:
            if self._waiting is not None:
                self._waiting.stop()
                self._waiting = None
            self._settle()

    def present(self) -> None:
        """Show everything as it is now."""
        self._take_story()
        if self.desk is not None and self.desk.sitting.notes:
            self.view = state.stay(self.view, " ".join(self.desk.sitting.notes))
            self.desk.sitting.notes.clear()
        if any(isinstance(screen, MainScreen) for screen in self.screen_stack):
            self.main.show(self.scene)
        else:
            self.push_screen(MainScreen(self.scene, self.size))

    def _take_story(self) -> None:
        """Show as much of the story as may be told now; where it led elsewhere, go to the step."""
        desk = self.desk
        if desk is None or desk.story is None or desk.story is self._story:
            return
        self._story = desk.story
        tree, hop = desk.story.tree, desk.hop_to_see
        view = replace(desk.placed(self.view), tab=self.view.tab, zoom=self.view.zoom)
        self.view = view if hop is None or hop not in tree else state.at(view, tree, hop)

    def move(self, view: ViewState) -> None:
        """Take a new view state, unless it would tell what a question asks."""
        desk = self.desk
        if desk is not None and desk.cover is not None:
            view = self._kept_back(view)
        super().move(view)

    def _kept_back(self, view: ViewState) -> ViewState:
        assert self.desk is not None
        cover = self.desk.cover
        assert cover is not None
        tells = (view.frame == BODY and cover.hides_owner(view.hop)) or (
            view.returned_ns is not None and view.returned_ns > cover.now_ns
        )
        # What is refused here would not be in all of the recording.
        is_refusal = view.note and replace(view, note="") == replace(self.view, note="")
        if tells or (is_refusal and view.hop == self.story.tree.order[-1]):
            return state.stay(self.view, _("the lesson's question comes first"))
        return view

    def _asks_of_lanes(self) -> bool:
        """Whether a question about lanes is open; it says so."""
        asks = self.desk is not None and self.desk.cover is not None and self.desk.cover.hides_lanes
        if asks:
            self.say(_("the lesson's question comes first"))
        return asks

    def action_flow(self) -> None:
        """Lanes side by side, unless they are asked about."""
        if not self._asks_of_lanes():
            super().action_flow()

    def action_over(self) -> None:
        """Next hop of this lane, unless lanes are asked about."""
        if not self._asks_of_lanes():
            super().action_over()

    def action_back_over(self) -> None:
        """Previous hop of this lane, unless lanes are asked about."""
        if not self._asks_of_lanes():
            super().action_back_over()

    def action_lane(self, steps: int) -> None:
        """Next or previous lane, unless lanes are asked about."""
        if not self._asks_of_lanes():
            super().action_lane(steps)

    def go_to_number(self, number: int) -> None:
        """Go to the hop of that number, unless numbers would tell how many hops there are."""
        if self.desk is not None and self.desk.cover is not None and self.desk.cover.hides_numbers:
            self.say(_("the lesson's question comes first"))
        else:
            super().go_to_number(number)

    def action_edit(self) -> None:
        """Open the editor at the line that shows, unless where it is answers a question."""
        if self.scene.frame.file == "?":
            self.say(_("the lesson's question comes first"))
        else:
            super().action_edit()

    def action_return(self) -> None:
        """Back to the hop that the step is about."""
        if self.desk is not None and not self.desk.waiting:
            self.move(self.desk.placed(self.view))
            self.main.focus_pane("lesson")

    def action_to_lesson(self) -> None:
        """Give the keys to the lesson."""
        self.main.focus_pane("lesson")

    def action_show_tab(self, tab: Tab) -> None:
        """Show a tab; asked for again it gets the keys, and then the whole screen."""
        if self.view.tab == tab:
            super().action_show_tab(tab)
        else:
            self.move(state.show_tab(self.view, tab))

    def action_turn_tab(self, steps: int) -> None:
        """The next pane beside the lesson."""
        self.move(state.turn_tab(self.view, steps))

    def action_restart(self) -> None:
        """Record a run again that could not be recorded."""
        if self.desk is not None and self.desk.waiting and self.desk.is_ready:
            self.desk.sitting.record_again()
            self._settle()

    # Going on, and answering

    def action_lesson(self, by: int) -> None:
        """The next step, or the previous one."""
        if self.desk is None:
            return
        if self.desk.move(by).say == "moved":
            self._settle()
        else:
            self.present()

    @on(LessonPane.Wished)
    def _take_wish(self, message: LessonPane.Wished) -> None:
        desk = self.desk
        if desk is None:
            return
        match message.wish:
            case "enter":
                self._enter(desk)
            case "unsure":
                self._answer(desk, sure=False)
            case "another":
                desk.think_again()
            case "unpick":
                desk.unpick()
        if self.desk is not None:
            self.present()

    def _enter(self, desk: LessonDesk) -> None:
        """What Enter does: go on, choose, or say that one is sure."""
        if desk.at_exercise:
            self.enter_exercise()
        elif desk.talk.is_refuting:
            desk.go_on()
        elif desk.asks and desk.talk.asks_sure:
            self._answer(desk, sure=True)
        elif desk.asks:
            feedback = desk.decide()
            if feedback is not None and feedback.say == "right":
                self._settle()
        elif desk.can_go_on:
            self.action_lesson(1)
        else:
            self.action_lesson(1)
            self.action_course()

    def _answer(self, desk: LessonDesk, *, sure: bool) -> None:
        if desk.answer(sure=sure).say == "right":
            self._settle()

    def enter_exercise(self) -> None:
        """What Enter does at the exercise."""

    @on(LessonPane.Moved)
    def _move_answer(self, message: LessonPane.Moved) -> None:
        if self.desk is not None:
            self.desk.step(message.by)
            self.present()

    @on(LessonPane.Answered)
    def _choose_answer(self, message: LessonPane.Answered) -> None:
        desk = self.desk
        if desk is None:
            return
        desk.think_again()
        desk.choose(message.number)
        card = desk.card
        if card is not None and card.asked is not None and card.asked.kind != "resolve":
            desk.decide()
        self.present()

    # Starting again

    def action_reset(self) -> None:
        """Ask whether to begin the lesson again."""
        choices = {"no": _("go on here"), "lesson": _("begin the lesson again")}
        self.push_screen(ChoicePage(_("Start again?"), choices), self.reset_as)

    def reset_as(self, choice: str | None) -> None:
        """Begin again, where that was chosen."""
        if choice == "lesson" and self.desk is not None:
            self.desk.reset()
            self._settle()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette; without a lesson there is nothing to step through."""
        for command in super().get_system_commands(screen):
            if self.desk is not None or command.title in ("Theme", "Screenshot"):
                yield command
