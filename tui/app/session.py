"""What an app may have going on behind its screen, and how it hears of that."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from textual.screen import Screen

    from tui.app.scene import Scene


class ForSession(Message):
    """A message that the app hands on to the session: from a pane, a screen or another thread."""


class Session:
    """Nothing goes on; the kinds of session say what does.

    A session knows the app that it was made for. The app calls it, and knows no kind of it.
    """

    keys: Mapping[str, Callable[[], object]] = MappingProxyType({})
    """What the session's own keys do, by their names in :mod:`tui.app.keys`."""

    def first_screen(self) -> Screen[None] | None:
        """What shows first; None: the main screen."""
        return None

    def begin(self) -> None:
        """The first screen is there."""

    def ready(self) -> None:
        """The first screen is painted."""

    def take(self, message: ForSession) -> None:
        """Take a message that is for this session."""

    shares_screen = False
    """Whether a pane of its own stays beside the others: a tab that is asked for gets the keys later."""

    def scene(self, scene: Scene) -> Scene:
        """What there is to show, with what this session has to say of it."""
        return scene

    def showing(self) -> AbstractContextManager[object]:
        """Entered while another view is shown: what else there is to do waits."""
        return nullcontext()

    def stepped(self) -> None:
        """A key has led elsewhere."""

    def quit(self) -> bool:
        """Whether it asks before the app is left."""
        return False

    # Where the person has a file of their own

    def file_to_edit(self) -> tuple[str, int] | None:
        """File and line that the editor is to open; None: those that show."""
        return None

    def edited(self) -> None:
        """The editor has closed that file."""

    def take_folder(self, text: str) -> None:
        """A folder was typed."""
