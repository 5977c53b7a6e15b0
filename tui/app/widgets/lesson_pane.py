"""The lesson: its text, its questions and its exercise, beside the hop that they are about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

from tracer.language import N_
from tui.app.keys import PLACES, bindings
from tui.app.lesson.rows import Laid, lesson_rows
from tui.app.session import ForSession
from tui.app.widgets.rows_view import Panel

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual import events
    from textual.binding import BindingType

    from tui.app.rows.spans import Row
    from tui.app.scene import Scene

Wish: TypeAlias = Literal["enter", "unsure", "another", "unpick"]


class LessonPane(Panel):
    """What the lesson says now. Where a question is open, its keys answer it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["lesson"])]
    TITLE_WORDS = N_("Lesson")
    ABOUT = N_(
        "The lesson leads through the hops: each step puts the cursor where it is about. Look "
        "around as you like; r brings you back. A question is asked before its hop is told: "
        "choose by its digit, or with arrows and enter; then say whether you are sure."
    )

    @dataclass
    class Wished(ForSession):
        """The person pressed a key of the lesson."""

        wish: Wish

    @dataclass
    class OptionMoved(ForSession):
        """The person went to another answer."""

        by: int

    @dataclass
    class OptionChosen(ForSession):
        """The person chose an answer by its number, from 0."""

        number: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._laid = Laid()
        self._shown: Hashable = None
        """What is in view belongs to this place and was said at this point."""

    def build(self, scene: Scene, width: int) -> list[Row]:
        """All rows of the step."""
        if scene.lesson is None:
            return []
        self.retitle(f"5 {scene.lesson.place_words()}  {scene.lesson.title}")
        self._laid = lesson_rows(scene.lesson, scene.glyphs, width)
        return self._laid.rows

    def place(self, scene: Scene) -> None:
        """Lay the step out from its top; what was said anew, and the chosen answer, in view."""
        self.take(scene)
        self._rows = self.build(scene, self.columns)
        lesson = scene.lesson
        if lesson is None:
            return
        at = (lesson.place, lesson.asks, lesson.exercise and lesson.exercise.begun)
        said = (lesson.attempt.feedback, lesson.attempt.parts, lesson.attempt.asks_sure)
        exercise = lesson.exercise and (lesson.exercise.hints, lesson.exercise.outcome)
        shown, before = (at, said, lesson.attempt.chosen, exercise), self._shown
        self._shown = shown
        was_at = before[0] if isinstance(before, tuple) else (None,)
        # A right answer ends the asking: its verdict may stand below the fold.
        is_new = was_at[0] != at[0] or (was_at != at and lesson.attempt.feedback is None)
        if is_new:
            self.redraw(0)
        elif before != shown:
            self.redraw(self._top())
        else:
            self.redraw()

    def _top(self) -> int:
        """Where to scroll: to the newest words; else so that the chosen answer shows."""
        laid = self._laid
        height = self.scrollable_content_region.height
        last = max(len(self._rows) - height, 0)
        if laid.cursor is not None and laid.newest == 0:
            # Behind the answers stands which keys answer.
            below = len(self._rows) - laid.cursor
            return self.top_showing(laid.cursor, margin=2 if below > 2 else 1)
        return min(laid.newest, last) if laid.newest else min(self.scroll_offset.y, last)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that answer nothing now are the app's."""
        lesson = None if self.scene is None else self.scene.lesson
        if lesson is None:
            return action != "wish"
        match action, parameters:
            case "wish", ("unsure" | "another",):
                return lesson.attempt.asks_sure
            case "wish", ("unpick",):
                return lesson.asks and bool(lesson.picked) and not lesson.attempt.is_refuting
        return True

    # What the person does in it

    def action_wish(self, wish: Wish) -> None:
        """Tell the app what the person wants; what is not in view yet comes first."""
        if wish == "enter" and self._shows_more():
            return
        self.post_message(self.Wished(wish))

    def _shows_more(self) -> bool:
        """Scroll to what nobody can have read: the rest of a text, or the answers to choose from."""
        lesson = None if self.scene is None else self.scene.lesson
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if lesson is None or lesson.exercise is not None:
            return False
        wanted = len(self._rows) - 1 if self._laid.cursor is None else self._laid.cursor
        if wanted < top + height:
            return False
        self.redraw(self._clamped(min(top + max(height - 1, 1), wanted)))
        return True

    @property
    def _takes_answers(self) -> bool:
        lesson = None if self.scene is None else self.scene.lesson
        return bool(lesson and lesson.asks and not lesson.attempt.is_refuting)

    def on_key(self, event: events.Key) -> None:
        """Digits answer while a question is open; else they are the tabs'."""
        lesson = None if self.scene is None else self.scene.lesson
        if lesson and lesson.asks and event.character and event.character in "123456789":
            event.stop()
            self.post_message(self.OptionChosen(int(event.character) - 1))

    def action_move(self, by: int) -> None:
        """To another answer; where none is asked for, scroll."""
        if self._takes_answers:
            self.post_message(self.OptionMoved(by))
        else:
            self.redraw(self._clamped(self.scroll_offset.y + by))

    def action_turn(self, pages: int) -> None:
        """Scroll by pages."""
        page = max(self.scrollable_content_region.height - 1, 1)
        self.redraw(self._clamped(self.scroll_offset.y + pages * page))

    def _clamped(self, top: int) -> int:
        return max(min(top, len(self._rows) - self.scrollable_content_region.height), 0)

    def on_click(self, event: events.Click) -> None:
        """Choose the answer under the mouse."""
        offset = event.get_content_offset(self)
        if offset is not None and self._takes_answers:
            number = self._laid.options.get(offset.y + self.scroll_offset.y)
            if number is not None:
                self.post_message(self.OptionChosen(number))
