"""The course: its lessons, how far one is in each, and what was missed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from lessons.course.progress import accuracy
from lessons.course.texts import GOAL
from tracer.errors import HopscopeError
from tracer.language import _
from tui.app.keys import PLACES, bindings
from tui.app.rows.markdown import markdown_rows, plain_words
from tui.app.rows.spans import columns, fit, row, span, text_of, wrap
from tui.app.screens.choice import ChoicePage
from tui.app.session import ForSession
from tui.text import error_words, visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual import events
    from textual.app import ComposeResult
    from textual.binding import BindingType

    from lessons.course.lesson import Lesson
    from lessons.course.progress import LessonProgress
    from tui.app.lesson.course import Course
    from tui.app.rows.spans import Row

_PART = 30
"""Of a hundred rows of the screen those that a text below the list may take."""
_TITLES = 44
"""Cells that the longest titles may take."""


class CourseScreen(ModalScreen[None]):
    """The list of lessons; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["course"])]
    DEFAULT_CSS = """
    CourseScreen {
        background: $surface;
        & #head { height: auto; padding: 1 2 0 2; }
        & #lessons, & #lessons:focus { height: 1fr; border: none; padding: 0 1; margin: 1 0; }
        & #goal { height: auto; max-height: 30%; padding: 0 2 1 2; }
        & #missed { height: auto; max-height: 30%; padding: 0 2; color: $text-warning; }
        & #said { height: auto; padding: 0 2; color: $accent; }
        & #foot { height: 1; padding: 0 1; background: $panel; }
    }
    """

    @dataclass
    class Opened(ForSession):
        """The person chose a lesson."""

        lesson: Lesson

    def __init__(self, course: Course, said: str = "") -> None:
        super().__init__()
        self._course = course
        self._said = said

    def compose(self) -> ComposeResult:
        """A head, the list, what was missed, the keys."""
        with Vertical():
            yield Static(id="head", markup=False)
            yield OptionList(id="lessons", markup=False)
            yield Static(id="goal", markup=False)
            yield Static(id="missed", markup=False)
            yield Static(id="said", markup=False)
            yield Static(id="foot", markup=False)

    def on_mount(self) -> None:
        """Fill it."""
        self.refill()
        self.say(self._said)
        self.query_one(OptionList).focus()

    def on_resize(self, _event: events.Resize) -> None:
        """Lay the columns out anew."""
        self.refill()

    def on_screen_resume(self) -> None:
        """Show how far one is by now."""
        self.refill()

    def say(self, words: str) -> None:
        """A word on what is going on, or what went wrong."""
        self._said = words
        if self.is_mounted:
            self.query_one("#said", Static).update(Content(visible(words)))

    def refill(self) -> None:
        """Show the list as it is now, the same lesson chosen."""
        if not self.is_mounted or not self.size.width:
            return
        course, options = self._course, self.query_one(OptionList)
        chosen = options.highlighted
        width = max(self.size.width - 4, 20)
        options.clear_options()
        titles = [plain_words(lesson.title(course.language)) for lesson in course.catalog.lessons]
        wide = min(max(map(cell_len, titles), default=0), _TITLES, width // 2)
        options.add_options(
            Option(Content(self._line(lesson, wide, width)), id=lesson.id)
            for lesson in course.catalog.lessons
        )
        if titles:
            options.highlighted = self._first() if chosen is None else chosen
        self._tell_rest()

    def _line(self, lesson: Lesson, wide: int, width: int) -> str:
        """`` 5  One override makes it concurrent   step 3/12   M1``."""
        kept = self._course.progress.of(lesson.id)
        cells = [
            row(span(f"{lesson.number:>2}")),
            row(span(plain_words(lesson.title(self._course.language)))),
            row(span(standing_words(lesson, kept))),
        ]
        return text_of(columns(cells, [2, wide, max(width - wide - 8, 8)])).rstrip()

    def _first(self) -> int:
        """The first lesson that is not done."""
        progress, lessons = self._course.progress, self._course.catalog.lessons
        return next((i for i, each in enumerate(lessons) if not progress.of(each.id).done), 0)

    def _tell_rest(self) -> None:
        course = self._course
        kept = [course.progress.of(lesson.id) for lesson in course.catalog.lessons]
        right, asked = accuracy(*kept)
        head = [_("hopscope: lessons on classes, mixins and super(), answered by real runs")]
        if asked:
            words = _("first answers that were right: {right} of {asked}")
            head.append(words.format(right=right, asked=asked))
        if not kept:
            head.append(_("There are no lessons in {folder}.").format(folder=course.catalog.folder))
        self.query_one("#head", Static).update(Content(visible_lines(head)))
        missed = dict.fromkeys(name for each in kept for name in each.misconceptions)
        lines = [_("What you missed comes back at the start of a lesson:")] if missed else []
        for name in missed:
            found = course.misconceptions.get(name)
            lines.append(f"  {name}  {plain_words(found.belief)}" if found else f"  {name}")
        lines += [str(problem) for problem in course.catalog.problems]
        rows = [part for line in lines for part in wrap(row(span(line)), self._width, indent=6)]
        self.query_one("#missed", Static).update(self._within(rows, beneath=0))
        foot = _("enter open   ctrl+r start again   q quit")
        self.query_one("#foot", Static).update(Content(foot))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Say what the lesson is about."""
        lesson = self._course.catalog.find(event.option.id or "")
        words = lesson.words(GOAL, self._course.language)
        rows = markdown_rows(words, self._width)
        self.query_one("#goal", Static).update(self._within(rows, beneath=1))

    @property
    def _width(self) -> int:
        """Cells of the words below the list."""
        return max(self.size.width - 5, 20)

    def _within(self, rows: Sequence[Row], *, beneath: int) -> Content:
        """As many rows as there is room for; the last ends in an ellipsis where more follow."""
        most = max(self.size.height * _PART // 100 - beneath, 1)
        words = [text_of(each).rstrip() for each in rows[:most]]
        if len(rows) > most:
            words[-1] = text_of(fit(row(span(f"{words[-1]} …")), self._width)).rstrip()
        return Content("\n".join(words))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a lesson."""
        if event.option.id is not None:
            self.post_message(self.Opened(self._course.catalog.find(event.option.id)))

    def action_reset(self) -> None:
        """Ask whether a lesson, or all of them, is to be begun again."""
        lessons, chosen = self._course.catalog.lessons, self.query_one(OptionList).highlighted
        if chosen is None:
            return
        lesson = lessons[chosen]
        choices = {
            "no": _("change nothing"),
            "one": _("forget my answers of this lesson"),
            "all": _("forget my answers of all lessons"),
        }
        title = f"{lesson.number} {plain_words(lesson.title(self._course.language))}"

        def answered(choice: str | None) -> None:
            if choice in ("one", "all"):
                self._forget(lesson.id if choice == "one" else None)

        self.app.push_screen(ChoicePage(title, choices), answered)

    def _forget(self, lesson: str | None) -> None:
        try:
            self._course.forget(lesson)
        except HopscopeError as error:
            self.say(error_words(error))
        self.refill()


def visible_lines(lines: list[str]) -> str:
    """Lines of foreign text, each made inert."""
    return "\n".join(map(visible, lines))


def standing_words(lesson: Lesson, kept: LessonProgress) -> str:
    """How far one is in a lesson: ``step 3/12   to review: M1``."""
    if not kept.begun:
        return "-"
    ids = [step.id for step in lesson.steps]
    if kept.done:
        words = _("done")
    elif kept.place in ids:
        words = _("step {place}/{places}").format(
            place=ids.index(kept.place) + 1, places=len(ids) + (lesson.exercise is not None)
        )
    else:
        words = _("exercise") if kept.place else _("begun")
    if kept.misconceptions:
        words += "   " + _("to review: {ids}").format(ids=" ".join(kept.misconceptions))
    return words
