"""Behind a live run: when its growth is looked at, its clients and its output, and its end."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Literal

from lessons.explain.newer_sources import newer_sources_note
from tracer.language import _
from tracer.running.gatekeeper import Ticket
from tui.app.clients import Clients
from tui.app.model.live_words import short_title
from tui.app.screens.choice import ChoicePage
from tui.app.screens.clients import ClientsPage
from tui.app.screens.output import OutputPage
from tui.app.session import ForSession, Session
from tui.app.sessions.ahead import PAUSE, Ahead

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.timer import Timer

    from tracer.running.live import LiveState
    from tui.app.app import HopscopeApp
    from tui.app.model.state import ViewState
    from tui.app.walks.live import LiveWalk

_FRAME = 0.05
"""Seconds between two looks at a run that is let go."""
_FRAME_BEHIND = 0.2
"""The same while one looks back: only the counts change then."""
_SHARE = 4
"""Times as long as a look takes there is at least between two: keys come first."""
_AT_WORK = 0.5
"""Seconds after a key in which more keys are likely: a look comes behind one, never before it."""
_BEAT = 0.5
"""Seconds after which what the status line says of waiting is looked at anew."""

Ending = Literal["restart"]


class Grew(ForSession):
    """The live run has changed."""


class LiveSession(Session):
    """Follows a program that waits for keys. ``ending`` says what is to come after the app."""

    def __init__(self, app: HopscopeApp, walk: LiveWalk) -> None:
        self._app, self._walk = app, walk
        self.live = walk.live
        self.ending: Ending | None = None
        self.clients = Clients(self.live, self.told)
        self.keys = {
            "oldest": lambda: app.move(walk.oldest(app.view)),
            "run_to": self._ask_how_far,
            "clients": lambda: app.push_screen(ClientsPage(self.clients)),
            "output": lambda: app.push_screen(OutputPage(app.scene, self.live.output)),
            "end_program": self._end_program,
            "restart": self._restart,
        }
        self._taken = 0
        self._looked = self._took = self._pressed = 0.0
        self._is_due = False
        self._later: Timer | None = None
        self._ahead = Ahead()
        app.view = replace(app.view, live=self.live.state)

    def begin(self) -> None:
        """Begin at the newest hop, and hear of each change."""
        self._app.set_interval(_BEAT, self._beat)
        self._looking = self._app.set_interval(PAUSE, self._look_ahead, pause=True)
        self._take_growth()

    def take_over(self, view: ViewState, lane: int) -> None:
        """Arrange it as it was before a restart; the lane is chosen again once it is there."""
        self._walk.wanted = lane
        self._app.view = replace(
            self._app.view, breaks=view.breaks, tab=view.tab, zoom=view.zoom, speed=view.speed
        )

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Nothing is read meanwhile."""
        with self.live.giving_way():
            yield
        self._ahead.moved()

    def _look_ahead(self) -> None:
        if not len(self._ahead):
            self._looking.pause()  # what is held for an hour should cost nothing
        elif self._app.is_shown:
            self._ahead.look(self._app.story)

    # What the program does

    def told(self) -> None:
        """Hear from another thread that the run has changed."""
        if not self._is_due:
            self._is_due = True
            self._app.post_message(Grew())

    def take(self, message: ForSession) -> None:
        """The run has changed."""
        if isinstance(message, Grew):
            self._grew()

    def _grew(self) -> None:
        # One hop at a time is shown at once; a stream of them now and then.
        wait = max(self._next_look, self._pressed + _AT_WORK) - monotonic()
        if self.live.state.is_free and wait > 0:
            self._later = self._app.set_timer(wait, self._look_late)
        else:
            self._take_growth()

    def _look_late(self) -> None:
        """Look now, unless a key has come in the meantime: then after the next one."""
        self._later = None
        if self._is_due:
            self._grew()

    def stepped(self) -> None:
        """Who looks back is likely to press more keys: a look comes behind the next one."""
        if self._app.view.behind:
            self._pressed = monotonic()
            self._app.call_after_refresh(self._look_after_key)

    def _look_after_key(self) -> None:
        """A key was answered: the next one is not there yet."""
        if self._is_due and monotonic() >= self._next_look:
            self._take_growth()

    @property
    def _next_look(self) -> float:
        """When the next look at a stream of hops is due."""
        frame = _FRAME_BEHIND if self._app.view.behind else _FRAME
        return self._looked + max(frame, _SHARE * self._took)

    def _beat(self) -> None:
        """Time itself changes what is said of those who wait; of those who are held it does not."""
        live = self.live.state
        waiting = any(live.held_at(lane) is None for lane in live.places)
        if waiting and not live.ended and self._app.is_shown:
            self._app.main.show(self._app.scene)

    def _take_growth(self) -> None:
        self._is_due = False
        if self._later is not None:
            self._later.stop()
            self._later = None
        if not self._app.is_shown:
            return
        self._looked = monotonic()
        now = self.live.state
        if now.events != self._taken:
            self._taken = now.events
            with self.live.giving_way():
                self._walk.story.grow()
                self._ahead.take_growth(self._walk.story)
            self._looking.resume()
        self._took = monotonic() - self._looked
        if now.is_free:
            self._app.call_later(self._show_growth, now)  # after keys that came meanwhile
        else:
            self._show_growth(now)

    def _show_growth(self, now: LiveState) -> None:
        if self._app.is_shown:
            began = monotonic()
            view = self._app.view
            if now.ended and (view.live is None or not view.live.ended):
                # That it was asked to end is no news any more.
                view = replace(view, note=newer_sources_note(self._walk.story.recording) or "")
            self._app.move(self._walk.following(replace(view, live=now)))
            self._took += monotonic() - began

    # What the person asks of it

    def _ask_how_far(self) -> None:
        """Choose how far the chosen lane is to run."""
        app, story, held = self._app, self._walk.story, self._walk.held(self._app.view)
        if self.live.state.ended or held is None:
            app.move(self._walk.turn_to_held(app.view))
            return
        name = story.code(held.hop).name
        choices = {
            "handle": _("the next handle"),
            "request": _("a new request's first hop"),
            "same": _("the next call of {name}").format(name=name),
            "end": _("its end (no more stops in this lane)"),
        }
        tickets = {
            "handle": Ticket(names=("handle",)),
            "request": Ticket(new_request=True),
            "same": Ticket(names=(name,)),
            "end": Ticket(),
        }

        def run(choice: str | None) -> None:
            if choice is not None:
                app.move(self._walk.run(replace(app.view, behind=False), tickets[choice]))

        title = _("Let {lane} run to").format(lane=short_title(story, held.lane))
        app.push_screen(ChoicePage(title, choices), run)

    # The end

    def _end_program(self) -> None:
        """Ask the program to end as Ctrl-C would, and stay."""
        if self.live.state.ended:
            self._app.say(_("the program has ended"))
        else:
            self.live.stop()
            self.clients.hang_up()  # a server that waits for its handlers waits for our clients
            note = _("asked the program to end")
            self._app.move(replace(self._app.view, behind=False, note=note))

    def _restart(self) -> None:
        """The same target once more, from its start."""
        self.ending = "restart"
        self._app.exit()

    def quit(self) -> bool:
        """Where the program runs still, ask what is to become of it."""
        if self.live.state.ended:
            return False
        choices = {
            "leave": _("stop the program and leave"),
            "stay": _("stop the program, and stay to look at its end"),
            "on": _("go on"),
        }
        page = ChoicePage(_("The program is live (w saves its recording)"), choices)
        self._app.push_screen(page, self._quit_as)
        return True

    def _quit_as(self, choice: str | None) -> None:
        if choice == "leave":
            self._app.exit()
        elif choice == "stay":
            self._end_program()
