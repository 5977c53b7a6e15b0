"""How far a lane goes that is let go, and what stops it."""

from __future__ import annotations

from pathlib import Path

from tests.live.stage import stage
from tracer.running.gatekeeper import ANY_DEPTH, Ticket
from tracer.running.live import LiveState
from tracer.running.whereabouts import Place

NEXT = Ticket(depth=ANY_DEPTH)


def test_next_over_out_to_a_name_to_a_request_and_to_the_end(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.TCPServer)") as at:
        address = at.address()
        client = at.client(address, b"one\n")
        assert at.next(1, Ticket(new_request=True)) == ("verify_request", "request")
        assert at.next(1, NEXT) == ("process_request", "next")
        assert at.next(1, NEXT) == ("finish_request", "next")
        inside = at.recording.hop(at.state.held[0].hop)
        assert at.next(1, Ticket(names=("answer", "finish"))) == ("answer", "reached")
        answer = at.state.held[0].hop
        # Out of one: held again when it has ended, before anything else is done.
        assert at.next(1, Ticket(end_of=answer)) == ("answer", "returned")
        assert at.recording.hop(answer).outcome == "returned"
        assert at.next(1, NEXT) == ("write", "next")
        assert not client.has_answer()
        assert at.next(1, NEXT) == ("finish", "next")
        assert client.has_answer()
        assert at.next(1, Ticket(depth=inside.depth)) == ("shutdown_request", "next")
        # Depth 0 is a depth: with nothing left at it the lane runs on.
        at.let(at.state.held[0], Ticket(depth=0, names=("handle",)))
        second = at.client(address, b"two\n")
        at.held("handle")
        at.let(at.state.held[0], Ticket())
        assert (client.answer(), second.answer()) == (b"ONE\n", b"TWO\n")
        assert at.client(address, b"three\n").answer() == b"THREE\n"


def test_over_the_outermost_hop(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
        server.server_close()
        """,
    ) as at:
        at.held("__init__")
        assert at.recording.hop(at.state.held[0].hop).depth == 0
        assert at.next(1, Ticket(depth=0)) == ("server_close", "next")


def test_stops_hold_what_runs_free_and_then_everything(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.ThreadingTCPServer)") as at:
        script = at.recording.meta.target[0]
        at.run.stop_at(((script, "Echo.answer"),))
        address = at.address()
        at.run.free()
        client = at.client(address, b"one\n")
        (held,) = at.held("answer")
        assert (held.why, at.state.is_free) == ("breakpoint", False)
        # Everything is held now: the server's own lane too, before the next thing that it does.
        second = at.client(address, b"two\n")
        at.until(lambda state: state.held_at(1), "server held")
        at.run.stop_at(())
        at.run.free()
        assert (client.answer(), second.answer()) == (b"ONE\n", b"TWO\n")
        at.until(lambda state: state.is_free and not state.held, "free run")
        at.run.hold()
        third = at.client(address, b"three\n")
        held = at.until(lambda state: state.held_at(1), "server held")
        assert not third.has_answer()
        # A lane that was let go to its end stops all the same when everything is held anew.
        at.let(held, Ticket(names=("handle",)))
        at.run.hold()
        at.until(lambda state: state.held or None, "lane held by hold()")


def test_a_stop_in_service_actions_holds_an_idle_poll(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        class Busy(socketserver.TCPServer):
            def service_actions(self):
                self.tidy()
            def tidy(self):
                pass
        serve(Busy)
        """,
    ) as at:
        at.address()
        at.run.stop_at(((at.recording.meta.target[0], "Busy.tidy"),))
        at.run.free()
        (held,) = at.held("tidy")
        assert held.why == "breakpoint"
        above = at.recording.hop(held.hop).parent
        assert above is not None
        assert at.function(above) == "service_actions"


def test_idle_polls_are_counted_and_not_held(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.TCPServer)") as at:
        at.address()
        at.let(at.state.held[0], Ticket())

        def polled(times: int) -> Place:
            def look(state: LiveState) -> Place | None:
                place = state.places.get(1)
                return place if place is not None and place.polls > times else None

            return at.until(look, f"{times} polls")

        polls = polled(3)
        assert at.function(polls.hop) == "serve_forever"
        assert not at.state.held
        polled(polls.polls + 3)
        assert at.state.hops == len(at.recording)
        assert at.state.hops < 10
