"""One handler runs: Textual calls a message's handlers once for each class of the MRO that has one.

A subclass that "overrides" a handler adds a second one, and both run. So no class of the app may
handle a message that one of its bases of ours handles: what differs goes into a method that the
one handler calls.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from itertools import combinations

import pytest
from textual import events, on
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Button

import tui.app
from tui.app.app import HopscopeApp
from tui.app.screens.course import CourseScreen
from tui.app.widgets.rows_view import RowsView

OURS = "tui.app."
_BY_NAME = ("on_", "_on_")
_BOTH_RUN = ("watch_", "validate_")
"""Of these Textual calls the private and the public method, each through the MRO."""


def classes_of_the_app() -> list[type[MessagePump]]:
    """Every app, screen and widget that a module of the app defines."""
    found: list[type[MessagePump]] = []
    for module in pkgutil.walk_packages(tui.app.__path__, OURS):
        for each in vars(importlib.import_module(module.name)).values():
            is_own = isinstance(each, type) and each.__module__ == module.name
            if is_own and issubclass(each, MessagePump):
                found.append(each)
    return found


def messages() -> Iterator[type[Message]]:
    """Every class of message that has been imported."""
    waiting = Message.__subclasses__()
    while waiting:
        each = waiting.pop()
        yield each
        waiting += each.__subclasses__()


def handlers(cls: type[MessagePump], message: type[Message]) -> list[str]:
    """The handlers of one class that a message of that class calls, as ``MessagePump`` finds them."""
    decorated = cls.__dict__.get("_decorated_handlers", {})
    found = [
        method.__name__
        for kind in message.__mro__
        for method, _selectors in decorated.get(kind, [])
    ]  # fmt: skip
    name = message.handler_name
    by_name = cls.__dict__.get(f"_{name}") or cls.__dict__.get(name)
    if by_name is not None and not hasattr(by_name, "_textual_on"):
        found.append(by_name.__name__)
    return list(dict.fromkeys(found))


def doubly_handled(cls: type[MessagePump], ours: str = OURS) -> list[str]:
    """What more than one handler of ours does where one is meant."""
    bases = [each for each in cls.__mro__ if each.__module__.startswith(ours)]
    found = []
    for message in messages():
        runs = [f"{each.__name__}.{name}" for each in bases for name in handlers(each, message)]
        if len(runs) > 1:
            found.append(f"{message.__qualname__}: {', '.join(runs)}")
    return sorted({*found, *_never_run(bases), *_both_run(bases)})


def _never_run(bases: list[type]) -> Iterator[str]:
    """A method that replaces a decorated one by name: Textual calls the one that it was told of."""
    for over, under in combinations(bases, 2):
        for name, value in under.__dict__.items():
            if hasattr(value, "_textual_on") and name in over.__dict__:
                yield f"{over.__name__}.{name} over {under.__name__}.{name}"
    for each in bases:
        for name in each.__dict__:
            if name.startswith(_BY_NAME[0]) and f"_{name}" in each.__dict__:
                yield f"{each.__name__}._{name} instead of {each.__name__}.{name}"


def _both_run(bases: list[type]) -> Iterator[str]:
    names = {name: each.__name__ for each in reversed(bases) for name in each.__dict__}
    for name, owner in names.items():
        if name.startswith(_BOTH_RUN) and f"_{name}" in names:
            yield f"{owner}.{name} and {names[f'_{name}']}._{name}"


def test_the_walk_finds_the_apps_their_screens_and_their_widgets() -> None:
    found = set(classes_of_the_app())
    assert {HopscopeApp, CourseScreen, RowsView} <= found
    assert len(found) > 30
    assert [each for each in found if issubclass(each, App)] == [HopscopeApp], "there is one app"


@pytest.mark.parametrize("cls", classes_of_the_app(), ids=lambda cls: cls.__name__)
def test_no_message_has_a_handler_in_a_class_and_in_a_base_of_it(cls: type[MessagePump]) -> None:
    assert doubly_handled(cls) == []


# That the check sees each way in which it happens


class Base(Widget):
    @on(Button.Pressed)
    def _press(self) -> None: ...

    def on_mount(self) -> None: ...

    def _watch_size_of(self) -> None: ...


class ByDecorator(Base):
    @on(Button.Pressed)
    def _press(self) -> None: ...


class ByAnotherName(Base):
    @on(Button.Pressed)
    def _other(self) -> None: ...


class ByConvention(Base):
    def on_button_pressed(self) -> None: ...


class NotDecorated(Base):
    def _press(self) -> None: ...


class ByPrivateName(Base):
    def _on_mount(self, _event: events.Mount) -> None: ...


class Watching(Base):
    def watch_size_of(self) -> None: ...


class Plain(Base):
    def on_unmount(self) -> None: ...


@pytest.mark.parametrize(
    ("cls", "found"),
    [
        (ByDecorator, ["Button.Pressed: ByDecorator._press, Base._press",
                       "ByDecorator._press over Base._press"]),
        (ByAnotherName, ["Button.Pressed: ByAnotherName._other, Base._press"]),
        (ByConvention, ["Button.Pressed: ByConvention.on_button_pressed, Base._press"]),
        (NotDecorated, ["NotDecorated._press over Base._press"]),
        (ByPrivateName, ["Mount: ByPrivateName._on_mount, Base.on_mount"]),
        (Watching, ["Watching.watch_size_of and Base._watch_size_of"]),
        (Plain, []),
    ],
)  # fmt: skip
def test_the_check_sees_it(cls: type[MessagePump], found: list[str]) -> None:
    assert doubly_handled(cls, __name__) == found
