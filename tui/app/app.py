"""The app: holds the one view state, routes keys and messages to moves, and shows the result."""

from __future__ import annotations

import os
import re
import signal
import sys
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import App, SuspendNotSupported, SystemCommand

from tracer.errors import HopscopeError
from tracer.language import N_, _
from tui import outside
from tui.app.keys import KEYS, LIVE_ACTIONS, PLACES, bindings, keys_in_help
from tui.app.model import state
from tui.app.model.state import SPEEDS, Tab, ViewState
from tui.app.scene import Scene, hop_words, scene_of
from tui.app.screens.choice import ChoicePage
from tui.app.screens.main import MainScreen
from tui.app.screens.page import ExplainPage, HelpPage, PageScreen
from tui.app.session import ForSession, Session
from tui.app.walks.moves import MOVES, find, go_to
from tui.app.widgets.call_tree_pane import CallTreePane
from tui.app.widgets.key_bar import KeyBar
from tui.app.widgets.lanes_panel import LanesPanel
from tui.app.widgets.prompt_line import PromptLine, Purpose
from tui.app.widgets.rows_view import RowsView
from tui.app.widgets.tab_bar import TabBar
from tui.streams import terminal_is_gone
from tui.text import error_words, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from textual import events
    from textual.binding import BindingType
    from textual.screen import Screen
    from textual.timer import Timer

    from tui.app.garbage import IdleCollector
    from tui.app.model.story import Story
    from tui.app.walks.walk import Walk

CRASHED = 3
"""Exit code after a failure of the app itself."""

_STEPPING = frozenset(key.action.partition("(")[0] for key in KEYS) - {"quit"}
"""Actions that need something to step through."""
_SYSTEM_WORDS = {
    "Theme": (N_("Theme"), N_("Change the current theme")),
    "Screenshot": (N_("Screenshot"), N_("Save an SVG 'screenshot' of the current screen")),
}
"""Textual's own commands that are offered, by their titles there."""

_HANGS_UP = 1.0
"""Seconds between two looks whether the terminal is still there."""


class HopscopeApp(App[int]):
    """The shell of every command that has a screen: what shows, what keys do, and the palette.

    ``walk`` is what the step keys move through; None where there is nothing to step through yet.
    """

    TITLE = "hopscope"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["app"])]
    CSS_PATH: ClassVar[list[str | PurePath]] = ["screens/main.tcss", "screens/looks.tcss"]

    def __init__(self, walk: Walk | None = None, start_hop: int | None = None) -> None:
        # Greys are colour codes too: with NO_COLOR only a theme of the terminal's own sends none.
        plain = "NO_COLOR" in os.environ
        super().__init__(ansi_color=True if plain else None)
        if plain and "TEXTUAL_THEME" not in os.environ:
            self.theme = "ansi-dark"
        self.walk = walk
        self.view = ViewState(start_hop or (walk.story.tree.order[0] if walk else 0))
        self.session = Session()
        self.collector: IdleCollector | None = None
        """Collects garbage where the app has the process to itself."""
        self.failure: BaseException | None = None
        self._playing: Timer | None = None

    def get_default_screen(self) -> Screen[None]:
        """The main screen, at the place to begin from; or what the session has to show first."""
        return self.session.first_screen() or MainScreen(self.scene, self.size)

    def on_mount(self) -> None:
        """Let the session begin."""
        self.session.begin()

    def on_ready(self) -> None:
        """Let the session use the time until the first key."""
        if self.collector is not None:
            self.collector.begin()
        if not self.is_headless:
            self.set_interval(_HANGS_UP, self._leave_a_gone_terminal)
        self.session.ready()

    def _leave_a_gone_terminal(self) -> None:
        """Textual would read the end of a terminal that is gone again and again."""
        if terminal_is_gone():
            self.exit(return_code=128 + signal.SIGHUP)

    # What shows

    @property
    def story(self) -> Story:
        """The recording that shows."""
        assert self.walk is not None
        return self.walk.story

    @property
    def scene(self) -> Scene:
        """What there is to show."""
        return self.session.scene(scene_of(self.story, self.view))

    @property
    def main(self) -> MainScreen:
        """The main screen, whatever lies over it."""
        return next(s for s in self.screen_stack if isinstance(s, MainScreen))

    @property
    def is_shown(self) -> bool:
        """Whether there is a main screen: what goes on behind it does so while the app closes."""
        return any(isinstance(screen, MainScreen) for screen in self.screen_stack)

    def move(self, view: ViewState) -> None:
        """Take a new view state and show it."""
        if self.walk is not None:
            view = self.walk.admitted(self.view, view)
        with self.session.showing():
            self._show(view)

    def _show(self, view: ViewState) -> None:
        if view == self.view:
            return
        if self.collector is not None:
            self.collector.soon()
        before, self.view = self.view, view
        scene = self.scene
        self.main.show(scene)
        if isinstance(self.screen, PageScreen):
            self.screen.show(scene)
        if (view.playing, view.speed) != (before.playing, before.speed):
            self._pace_timer()

    def step(self, view: ViewState) -> None:
        """Take the view state that a key has led to."""
        self.move(view)
        self.session.stepped()

    def look(self, view: ViewState) -> None:
        """Go where the person wants to look."""
        self.step(self.steps.looked(self.view, view))

    @property
    def steps(self) -> Walk:
        """The walk, where there is one."""
        assert self.walk is not None
        return self.walk

    def say(self, words: str) -> None:
        """Put words on the status line; the place stays."""
        self.move(state.stay(self.view, words))

    def _pace_timer(self) -> None:
        if self._playing is not None:
            self._playing.stop()
            self._playing = None
        if self.view.playing:
            self._playing = self.set_interval(1 / SPEEDS[self.view.speed], self._tick)

    def _tick(self) -> None:
        if self.view.playing:
            self.move(state.tick(self.view, self.story.tree))

    def action_walk(self, move: str) -> None:
        """Make a move of the walk."""
        self.step(MOVES[move](self.steps, self.view))

    # Finding

    def action_ask(self, purpose: Purpose) -> None:
        """Ask for a text at the foot of the screen."""
        self.main.query_one(PromptLine).ask(purpose)

    def on_key(self, event: events.Key) -> None:
        """Give the prompt what was on its way to a pane when it opened."""
        prompt = next(iter(self.screen.query(PromptLine)), None)
        if prompt is not None and prompt.is_asking and event.is_printable and event.character:
            prompt.insert_text_at_cursor(event.character)
            event.prevent_default()

    @on(PromptLine.Answered)
    def _take_answer(self, message: PromptLine.Answered) -> None:
        self.main.focus_home()
        if not message.text:
            return
        match message.purpose:
            case "search":
                self.step(find(self.steps, self.view, message.text, +1))
            case "goto":
                self.step(go_to(self.steps, self.view, message.text))
            case "write":
                self._write(Path(message.text).expanduser())
            case "folder":
                self.session.take_folder(message.text)

    def action_bookmarks(self) -> None:
        """List the bookmarks."""
        if not self.view.bookmarks:
            self.say(_("there are no bookmarks yet: b sets one"))
            return
        scene, rank = self.scene, self.story.tree.rank
        marks = {str(hop): hop_words(scene, hop) for hop in sorted(self.view.bookmarks, key=rank)}
        self.push_screen(ChoicePage(_("Bookmarks"), marks), self._go_to_bookmark)

    def _go_to_bookmark(self, hop: str | None) -> None:
        if hop is not None:
            self.look(state.at(self.view, self.story.tree, int(hop)))

    # Panes

    @on(CallTreePane.HopChosen)
    def _take_hop(self, message: CallTreePane.HopChosen) -> None:
        self.step(self.steps.to_hop(self.view, message.hop))

    @on(CallTreePane.FoldAsked)
    def _fold(self, message: CallTreePane.FoldAsked) -> None:
        tree = self.story.tree
        match message.way:
            case "out":
                self.move(state.fold_outwards(self.view, tree))
            case "in":
                self.move(state.unfold_inwards(self.view, tree))
            case _:
                self.move(state.toggle_fold(self.view, tree, message.hop))

    @on(LanesPanel.LaneChosen)
    def _take_lane(self, message: LanesPanel.LaneChosen) -> None:
        self.step(self.steps.to_lane(self.view, message.lane))

    @on(TabBar.TabChosen)
    def _choose_tab(self, message: TabBar.TabChosen) -> None:
        self.action_show_tab(message.tab)

    @on(KeyBar.Pressed)
    async def _press_key(self, message: KeyBar.Pressed) -> None:
        await self.run_action(message.action)

    def action_flow(self) -> None:
        """Lanes side by side, unless they are asked about."""
        from tui.app.screens.flow import FlowPage

        scene = self.scene
        if scene.cover is not None and scene.cover.hides_lanes:
            self.say(_("the lesson's question comes first"))
        else:
            self.push_screen(FlowPage(scene))

    # What the session does

    @on(ForSession)
    def _hand_on(self, message: ForSession) -> None:
        self.session.take(message)

    def action_session(self, key: str) -> None:
        """What only a live run or a lesson can do."""
        does = self.session.keys.get(key)
        if does is None:
            self.say(
                _("this is a recording: nothing runs. hopscope step TARGET runs a program live")
            )
        else:
            does()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Without anything to step through its keys are none, nor are a lesson's without a lesson."""
        if action in _STEPPING and self.walk is None:
            return False
        is_lessons = action == "session" and parameters[0] not in LIVE_ACTIONS
        return not is_lessons or parameters[0] in self.session.keys

    async def action_quit(self) -> None:
        """Leave, unless the session asks first."""
        if not self.session.quit():
            self.exit()

    def action_show_tab(self, tab: Tab) -> None:
        """Show a tab and give it the keys; when it has them: large."""
        if self.session.shares_screen and self.view.tab != tab:
            self.move(state.show_tab(self.view, tab))
            return
        again = self.main.focused_pane() == tab
        self.move(state.show_tab(self.view, tab, again=again))
        self.main.focus_pane(tab)

    def action_zoom(self) -> None:
        """Zoom the focused pane, or back."""
        self.move(state.toggle_zoom(self.view, self.main.focused_pane()))

    def action_withdraw(self) -> None:
        """One step back in the arrangement; never quits."""
        self.move(state.withdraw(self.view))

    def action_explain(self) -> None:
        """This hop's lookup, large."""
        self.push_screen(ExplainPage(self.scene))

    def action_what_if(self) -> None:
        """What other orders of bases would change for this hop."""
        from tui.app.screens.what_if import WhatIfPage

        self.push_screen(WhatIfPage(self.scene))

    def action_help(self) -> None:
        """What the focused pane shows, and the keys."""
        pane = self.main.query_one(f"#{self.main.focused_pane()}", RowsView)
        own = keys_in_help(self.main.focused_pane())
        self.push_screen(HelpPage(self.scene, _(type(pane).TITLE_WORDS), _(type(pane).ABOUT), own))

    # Out of the app

    def action_copy_place(self) -> None:
        """Copy file:line of the frame that shows."""
        frame = self.scene.frame
        # Made inert, too: it will be pasted, perhaps into a shell.
        place = visible(frame.file if frame.line is None else f"{frame.file}:{frame.line}")
        self.copy_to_clipboard(place)
        self.say(_("copied {place}").format(place=place))

    def action_edit(self) -> None:
        """Open the editor at the line that shows, unless where it is answers a question."""
        own = self.session.file_to_edit()
        if own is not None:
            self._edit(*own)
            self.session.edited()
            return
        frame = self.scene.frame
        if frame.file == "?":
            self.say(_("the lesson's question comes first"))
        else:
            self._edit(frame.file, frame.line or 1)

    def _edit(self, file: str, line: int) -> None:
        """Lend the terminal to the person's editor."""
        try:
            command = outside.editor_command(file, line)
            with self.suspend():
                trouble = outside.run_editor(command)
        except HopscopeError as error:
            self.say(error_words(error))
        except SuspendNotSupported:
            self.say(_("this terminal cannot be lent to an editor"))
        else:
            self.refresh(layout=True)
            self.say(trouble)

    def action_write(self) -> None:
        """Ask where to write a copy of the recording."""
        name = re.sub(r"[^\w.-]+", "-", self.story.target) or "recording"
        self.main.query_one(PromptLine).ask("write", f"{name}.hops")

    def _write(self, to: Path) -> None:
        try:
            outside.write_copy(self.story.recording.path, to)
        except HopscopeError as error:
            self.say(error_words(error))
        else:
            self.say(_("wrote {to}").format(to=to))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every key's action by its words, and Textual's themes and screenshot."""
        for command in super().get_system_commands(screen):
            if command.title in _SYSTEM_WORDS:
                title, words = _SYSTEM_WORDS[command.title]
                yield command._replace(title=_(title), help=_(words))
        for key in KEYS if self.walk is not None else ():
            keys = key.show or key.keys.replace(",", "  ")
            words = _(key.words)
            words = words[0].upper() + words[1:]
            yield SystemCommand(words, _("key: {keys}").format(keys=keys), self._runner(key.action))

    def _runner(self, action: str) -> Callable[[], None]:
        def run() -> None:
            self.call_later(self.run_action, action)

        return run

    # Failures

    # A private name of Textual's: it prints a traceback of many screens, and has no public way
    # to leave that out or to ask afterwards what the failure was.
    def _fatal_error(self) -> None:
        """Keep the failure for the command to tell in one line; a traceback is for debugging."""
        self.failure = sys.exc_info()[1]
        if os.environ.get("HOPSCOPE_DEBUG"):
            super()._fatal_error()
        else:
            self._close_messages_no_wait()
