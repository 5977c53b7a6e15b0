"""The app on a live run: the same screen and keys; at the newest hop they let the program go on."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING, Literal

from textual import on
from textual.message import Message

from tracer.language import _
from tracer.running.gatekeeper import Ticket
from tui.app.ahead import PAUSE, Ahead
from tui.app.app import HopscopeApp
from tui.app.clients import Clients
from tui.app.live_words import held_words, short_title
from tui.app.model import state
from tui.app.screens.choice import ChoicePage
from tui.app.screens.clients import ClientsPage
from tui.app.screens.main import MainScreen
from tui.app.screens.output import OutputPage

if TYPE_CHECKING:
    from textual.timer import Timer

    from tracer.running.live import LiveRun, LiveState
    from tui.app.model.state import ViewState
    from tui.app.model.story import Story

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


class LiveApp(HopscopeApp):
    """Steps a program that waits for it. ``ending`` says what is to come after the app."""

    @dataclass
    class Grew(Message):
        """The live run has changed."""

    def __init__(self, story: Story, live: LiveRun) -> None:
        super().__init__(story)
        self.live = live
        self.ending: Ending | None = None
        self.clients = Clients(live, self.told)
        self._taken = 0
        self._looked = self._took = self._pressed = 0.0
        self._is_due = False
        self._later: Timer | None = None
        self._ahead = Ahead()
        self._wanted: int | None = None
        """The lane that was chosen before a restart."""
        self.view = replace(self.view, live=live.state)

    def on_mount(self) -> None:
        """Begin at the newest hop, and hear of each change."""
        self.set_interval(_BEAT, self._beat)
        self._looking = self.set_interval(PAUSE, self._look_ahead, pause=True)
        self._take_growth()

    def take_over(self, view: ViewState, lane: int) -> None:
        """Arrange it as it was before a restart; the lane is chosen again once it is there."""
        self._wanted = lane
        self.view = replace(
            self.view, breaks=view.breaks, tab=view.tab, zoom=view.zoom, speed=view.speed
        )

    def move(self, view: ViewState) -> None:
        """Take a new view state and show it; nothing is read meanwhile."""
        with self.live.giving_way():
            super().move(view)
        self._ahead.moved()

    def _look_ahead(self) -> None:
        if not len(self._ahead):
            self._looking.pause()  # what is held for an hour should cost nothing
        elif self._is_shown:
            self._ahead.look(self.story)

    def told(self) -> None:
        """Hear from another thread that the run has changed."""
        if not self._is_due:
            self._is_due = True
            self.post_message(self.Grew())

    @on(Grew)
    def _grew(self) -> None:
        # One hop at a time is shown at once; a stream of them now and then.
        wait = max(self._next_look, self._pressed + _AT_WORK) - monotonic()
        if self.live.state.is_free and wait > 0:
            self._later = self.set_timer(wait, self._look_late)
        else:
            self._take_growth()

    def _look_late(self) -> None:
        """Look now, unless a key has come in the meantime: then after the next one."""
        self._later = None
        if self._is_due:
            self._grew()

    def _look_after_key(self) -> None:
        """A key was answered: the next one is not there yet."""
        if self._is_due and monotonic() >= self._next_look:
            self._take_growth()

    @property
    def _next_look(self) -> float:
        """When the next look at a stream of hops is due."""
        frame = _FRAME_BEHIND if self.view.behind else _FRAME
        return self._looked + max(frame, _SHARE * self._took)

    def _beat(self) -> None:
        """Time itself changes what is said of those who wait; of those who are held it does not."""
        live = self.live.state
        waiting = any(live.held_at(lane) is None for lane in live.places)
        if waiting and not live.ended and self._is_shown:
            self.main.show(self.scene)

    @property
    def _is_shown(self) -> bool:
        """Whether there is a screen to show on: the run goes on while the app closes."""
        return any(isinstance(screen, MainScreen) for screen in self.screen_stack)

    def _take_growth(self) -> None:
        self._is_due = False
        if self._later is not None:
            self._later.stop()
            self._later = None
        if not self._is_shown:
            return
        self._looked = monotonic()
        now = self.live.state
        if now.events != self._taken:
            self._taken = now.events
            with self.live.giving_way():
                self.story.grow()
                self._ahead.take_growth(self.story)
            self._looking.resume()
        self._took = monotonic() - self._looked
        if now.is_free:
            self.call_later(self._show_growth, now)  # after keys that came meanwhile
        else:
            self._show_growth(now)

    def _show_growth(self, now: LiveState) -> None:
        if self._is_shown:
            began = monotonic()
            view = self.view
            if now.ended and (view.live is None or not view.live.ended):
                view = replace(view, note="")  # that it was asked to end is no news any more
            self.move(self._following(replace(view, live=now)))
            self._took += monotonic() - began

    def _following(self, view: ViewState) -> ViewState:
        """The view with its cursor where the chosen lane has come to, unless one looks back."""
        live = view.live
        if view.behind or live is None or live.ended:
            return view
        tree = self.story.tree
        wanted = None if self._wanted is None else live.held_at(self._wanted)
        held = wanted or live.held_at(tree.lane(view.hop))
        if wanted is not None:
            self._wanted = None
        if held is not None:
            return self._at_held(view, held.hop)
        hop = tree.order[-1] if live.is_free else tree.last_in_lane(tree.lane(view.hop))
        return view if hop in (view.hop, None) else state.at(view, tree, hop or view.hop)

    def _at_held(self, view: ViewState, hop: int) -> ViewState:
        tree, live = self.story.tree, view.live
        held = live.held_at(tree.lane(hop)) if live is not None else None
        if held is not None and held.why == "returned":
            ended = self.story.hop(hop).end_ns
            if (view.hop, view.returned_ns) == (hop, ended):
                return view
            return replace(state.at(view, tree, hop), returned_ns=ended)
        if (view.hop, view.returned_ns) == (hop, None):
            return view
        return state.at(view, tree, hop)

    @property
    def _is_live(self) -> bool:
        """Whether the keys move the program, not only the view."""
        return not self.view.behind and not self.live.state.ended

    # Forwards lets the program go on

    def _go(self, ticket: Ticket | None) -> None:
        """Let the chosen lane go: as far as a ticket says, else to its next hop."""
        lane = self.story.tree.lane(self.view.hop)
        held = self.live.state.held_at(lane)
        if held is None:
            self._turn_to_held()
        elif ticket is None:
            self.live.step(lane)
        else:
            self.live.go(lane, ticket)
        if self.view.note:
            self.move(replace(self.view, note=""))

    def _turn_to_held(self) -> None:
        """The chosen lane is not held: go to the one that has waited longest."""
        held = self.live.state.held
        if not held:
            self.say(
                _("no lane is held: it goes on by itself, or waits for a client (a opens one)")
            )
            return
        note = _("now {lane} {doing}").format(
            lane=short_title(self.story, held[0].lane), doing=held_words(self.story, held[0])
        )
        self.move(replace(self._at_held(self.view, held[0].hop), note=note))

    def action_into(self) -> None:
        """Let one hop go; behind, the next hop in time."""
        if self._is_live:
            self._go(None)
        else:
            super().action_into()

    def action_over(self) -> None:
        """Let it go until this lane is as far out as now."""
        if not self._is_live:
            super().action_over()
            return
        self._go(Ticket(depth=self.story.hop(self.view.hop).depth))

    def action_finish(self) -> None:
        """Let it go until this call has ended; there, until its caller has."""
        hop = state.finishing(self.view, self.story.tree)
        if not self._is_live or hop is None or self.story.hop(hop).end_ns is not None:
            super().action_finish()
        else:
            self._go(Ticket(end_of=hop))

    def action_play(self) -> None:
        """Let everything go; again: hold everything."""
        if self.live.state.ended:
            super().action_play()
        elif self.live.state.is_free:
            self.live.hold()
        else:
            self.move(replace(self.view, behind=False))
            self.live.free()

    def action_next_bookmark(self, steps: int) -> None:
        """Let everything go until a breakpoint; in what was recorded, the next bookmark."""
        if not self._is_live or steps < 0:
            super().action_next_bookmark(steps)
        elif not self.view.breaks:
            self.say(_("no function is a breakpoint yet: b makes this one's"))
        else:
            self.live.free()

    def action_last(self) -> None:
        """To the newest hop, and follow it."""
        if self.live.state.ended:
            super().action_last()
            return
        view = replace(self.view, behind=False, note="")
        held = self.live.state.held
        lane = self.story.tree.lane(view.hop)
        if held and self.live.state.held_at(lane) is None:
            view = self._at_held(view, held[0].hop)
        self.move(self._following(view))

    def action_oldest(self) -> None:
        """Let the lane go that has waited longest, whichever it is."""
        if self.live.state.ended or not self.live.state.held:
            self._turn_to_held()
            return
        held = self.live.state.held[0]
        self.move(self._at_held(replace(self.view, behind=False, note=""), held.hop))
        self.live.step(held.lane)

    def action_run_to(self) -> None:
        """Choose how far the chosen lane is to run."""
        lane = self.story.tree.lane(self.view.hop)
        held = self.live.state.held_at(lane)
        if self.live.state.ended or held is None:
            self._turn_to_held()
            return
        name = self.story.code(held.hop).name
        choices = {
            "handle": _("the next handle"),
            "request": _("a new request's first hop"),
            "same": _("the next call of {name}").format(name=name),
            "end": _("its end (no more stops in this lane)"),
        }
        page = ChoicePage(
            _("Let {lane} run to").format(lane=short_title(self.story, lane)), choices
        )
        self.push_screen(page, lambda choice: self._run_to(choice, name))

    def _run_to(self, choice: str | None, name: str) -> None:
        tickets = {
            "handle": Ticket(names=("handle",)),
            "request": Ticket(new_request=True),
            "same": Ticket(names=(name,)),
            "end": Ticket(),
        }
        if choice is not None:
            self.move(replace(self.view, behind=False))
            self._go(tickets[choice])

    # Looking back

    def look(self, view: ViewState) -> None:
        """Look at what was: nothing goes on until one is back at the newest hop."""
        if not self.live.state.ended and view.hop != self.view.hop:
            view = replace(view, behind=view.hop != self.story.tree.order[-1])
        self.move(view)
        self._pressed = monotonic()
        self.call_after_refresh(self._look_after_key)

    def action_lane(self, steps: int) -> None:
        """Choose the lane that goes next."""
        if self.live.state.ended:
            super().action_lane(steps)
            return
        lanes = self.story.lane_ids
        here = bisect_left(lanes, self.story.tree.lane(self.view.hop)) + steps
        if 0 <= here < len(lanes):
            self._choose_live_lane(lanes[here])
        else:
            self.say(_("this is the last lane") if steps > 0 else _("this is the first lane"))

    def _choose_live_lane(self, lane: int) -> None:
        self._wanted = None
        held = self.live.state.held_at(lane)
        hop = self.story.tree.last_in_lane(lane) if held is None else held.hop
        if hop is not None:
            self.move(self._at_held(replace(self.view, behind=False, note=""), hop))

    def choose_lane(self, lane: int) -> None:
        """Choose the lane that goes next."""
        if self.live.state.ended:
            super().choose_lane(lane)
        else:
            self._choose_live_lane(lane)

    def choose_hop(self, hop: int) -> None:
        """Go to a hop; where its lane is held there, that lane goes next."""
        held = self.live.state.held_at(self.story.tree.lane(hop))
        if held is not None and held.hop == hop:
            self._choose_live_lane(held.lane)
        else:
            super().choose_hop(hop)

    # Breakpoints, clients, output

    def action_bookmark(self) -> None:
        """Make this hop's function a breakpoint, or none any more."""
        if self.live.state.ended:
            super().action_bookmark()
            return
        code = self.story.code(self.view.hop)
        place = (code.file, code.qualname)
        breaks = self.view.breaks ^ {place}
        self.live.stop_at(tuple(sorted(breaks)))
        note = (
            _("{function} is a breakpoint: c lets everything run to it").format(
                function=code.qualname
            )
            if place in breaks
            else _("{function} is no breakpoint any more").format(function=code.qualname)
        )
        self.move(replace(self.view, breaks=breaks, note=note))

    def action_clients(self) -> None:
        """Connect, send and hang up."""
        self.push_screen(ClientsPage(self.clients))

    def action_output(self) -> None:
        """What the program has printed."""
        self.push_screen(OutputPage(self.scene, self.live.output))

    # The end

    def action_end_program(self) -> None:
        """Ask the program to end as Ctrl-C would, and stay."""
        if self.live.state.ended:
            self.say(_("the program has ended"))
        else:
            self.live.stop()
            self.clients.hang_up()  # a server that waits for its handlers waits for our clients
            self.move(replace(self.view, behind=False, note=_("asked the program to end")))

    def action_restart(self) -> None:
        """The same target once more, from its start."""
        self.ending = "restart"
        self.exit()

    async def action_quit(self) -> None:
        """Leave; where the program runs still, ask what is to become of it."""
        if self.live.state.ended:
            self.exit()
            return
        choices = {
            "leave": _("stop the program and leave"),
            "stay": _("stop the program, and stay to look at its end"),
            "on": _("go on"),
        }
        page = ChoicePage(_("The program is live (w saves its recording)"), choices)
        self.push_screen(page, self._quit_as)

    def _quit_as(self, choice: str | None) -> None:
        if choice == "leave":
            self.exit()
        elif choice == "stay":
            self.action_end_program()
