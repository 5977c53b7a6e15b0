"""Runs the course in the app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.store import Store
from tui.app.app import HopscopeApp
from tui.app.lesson.course import Course
from tui.app.rows.glyphs import choose
from tui.app.run import run_app
from tui.app.sessions.course import CourseSession

if TYPE_CHECKING:
    from lessons.course.catalog import Catalog
    from lessons.course.lesson import Language


def run_course(
    catalog: Catalog, language: Language, start: str | None = None, *, asks: bool = True
) -> int:
    """Show the course on this terminal, or at once the lesson of that id; the exit code.

    Raises HopscopeError where there is no such lesson, or progress cannot be read.
    """
    store = Store()
    store.read()
    lesson = None if start is None else catalog.find(start)
    course = Course(catalog, store, language, choose(), asks)
    app = HopscopeApp()
    app.session = session = CourseSession(app, course, lesson, told=" ".join(store.told))
    try:
        return run_app(app)
    finally:
        session.close()
