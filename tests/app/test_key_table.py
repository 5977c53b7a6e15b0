"""The one table of keys: no place is given a key twice, and nobody binds keys beside it."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from textual.binding import Binding
from textual.message_pump import MessagePump

import tui.app
from lessons.course.catalog import read_catalog
from lessons.course.store import Store
from tests.app.test_handlers import classes_of_the_app
from tests.lessons.course.small import FOLDER
from tui.app.app import HopscopeApp
from tui.app.keys import FOOTER, LESSON_FOOTER, LIVE_ACTIONS, LIVE_FOOTER, PLACES, Key
from tui.app.lesson.course import Course
from tui.app.rows.glyphs import UNICODE
from tui.app.screens.page import PageScreen
from tui.app.sessions.course import CourseSession
from tui.app.walks.moves import MOVES

APP = Path(inspect.getfile(tui.app)).parent


def given_twice(keys: Iterable[Key]) -> list[str]:
    """Keys that two of them take: the later one would never hear of it."""
    counted = Counter(name for key in keys for name in key.keys.split(","))
    return [name for name, times in counted.items() if times > 1]


def bound(cls: type[MessagePump]) -> tuple[str, ...]:
    """The ids of the keys that a class binds itself."""
    own = cls.__dict__.get("BINDINGS", ())
    return tuple(each.id for each in own if isinstance(each, Binding) and each.id)


@pytest.mark.parametrize("place", PLACES)
def test_no_key_is_given_twice_in_a_place(place: str) -> None:
    assert given_twice(PLACES[place]) == []


@pytest.mark.parametrize("place", ["explain", "flow", "what_if"])
def test_a_page_takes_no_key_that_closes_every_page(place: str) -> None:
    assert given_twice((*PLACES["page"], *PLACES[place])) == []


def test_a_key_that_is_given_twice_is_seen() -> None:
    again = Key("time.again", "f12,f11", "walk('into')", "the same")
    assert given_twice((*PLACES["app"], again)) == ["f11"]


def test_ids_are_met_once() -> None:
    ids = Counter(key.id for keys in PLACES.values() for key in keys)
    assert [name for name, times in ids.items() if times > 1] == []


def test_every_binding_is_of_the_table_and_every_place_is_somewhere() -> None:
    wanted = {tuple(key.id for key in keys) for keys in PLACES.values()}
    assert {ids for cls in classes_of_the_app() if (ids := bound(cls))} == wanted
    assert bound(PageScreen) == ("page.close",)


def _binding_makers() -> Iterator[str]:
    for path in sorted(APP.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Name) and node.id == "Binding":
                yield path.relative_to(APP).as_posix()


def test_bindings_are_made_of_the_table_alone() -> None:
    assert set(_binding_makers()) == {"keys.py"}


@pytest.mark.parametrize("footer", [FOOTER, LIVE_FOOTER, LESSON_FOOTER])
def test_the_footer_does_what_a_key_does(footer: tuple[tuple[str, str, str], ...]) -> None:
    actions = {key.action for key in PLACES["app"]} | {"command_palette"}
    assert {action for _key, _label, action in footer} <= actions


def _names(action: str) -> set[str]:
    """What the keys of the app hand an action."""
    prefix = f"{action}('"
    given = (key.action for key in PLACES["app"])
    return {
        each.removeprefix(prefix).removesuffix("')") for each in given if each.startswith(prefix)
    }


def test_every_move_has_a_key_and_every_key_its_move() -> None:
    assert _names("walk") == set(MOVES)


async def test_every_key_of_a_session_is_one_that_does_something(tmp_path: Path) -> None:
    app = HopscopeApp()
    course = CourseSession(app, Course(read_catalog(FOLDER), Store(tmp_path), "en", UNICODE))
    assert set(course.keys) == _names("session") - LIVE_ACTIONS | {"restart"}
