"""Clients of a held server: the person who holds it says whose turn it is."""

from __future__ import annotations

import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.live.stage import PATIENCE, Client, Stage, stage
from tracer.running.gatekeeper import Ticket
from tracer.running.live import HeldLane


def serving(at: Stage, client: Client, lanes: list[HeldLane]) -> HeldLane:
    """Which of the lanes serves a client."""
    at.recording.refresh()
    port = str(client.link.getsockname()[1])
    clients = {request.id: request.client for request in at.recording.requests()}
    (found,) = [each for each in lanes if port in clients[at.recording.hop(each.hop).request or 0]]
    return found


def overtakes(at: Stage) -> None:
    """Hold two clients in two handlers, and let the second go first."""
    address = at.address()
    first, second = at.client(address, b"first\n"), at.client(address, b"second\n")
    both = at.lead("handle", 2)
    at.let(serving(at, second, both), Ticket())
    assert second.answer() == b"SECOND\n"
    assert not first.has_answer()
    at.let(serving(at, first, both), Ticket())
    assert first.answer() == b"FIRST\n"


def test_threads_are_let_go_in_the_other_order_than_they_came(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.ThreadingTCPServer)") as at:
        overtakes(at)


def test_forked_children_are_held_like_threads(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.ForkingTCPServer)") as at:
        overtakes(at)
        lanes = {lane.id: lane for lane in at.recording.lanes()}
        assert [lane.kind for lane in lanes.values()] == ["main", "fork", "fork"]
        at.until(lambda state: set(state.places) == {1}, "place of the main lane alone")


def test_one_after_the_other_the_second_client_waits_in_the_backlog(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.TCPServer)") as at:
        address = at.address()
        first, second = at.client(address, b"first\n"), at.client(address, b"second\n")
        (held,) = at.lead("handle")
        at.recording.refresh()
        assert (len(at.recording.lanes()), len(at.recording.requests())) == (1, 1)
        assert len(at.state.held) == 1
        at.let(held, Ticket(names=("handle",)))
        assert first.answer() == b"FIRST\n"
        # Not as it was held before: how the run stands is told a moment after the answer has gone.
        (again,) = at.until(
            lambda state: [each for each in state.held if each.since_ns > held.since_ns] or None,
            "second hold",
        )
        assert at.function(again.hop) == "handle"
        assert not second.has_answer()
        at.let(again, Ticket())
        assert second.answer() == b"SECOND\n"
        assert len(at.recording.requests()) == 2


def test_a_datagram_is_held_and_answered(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.ThreadingUDPServer, Datagram)") as at:
        client = at.client(at.address(), b"hello", socket.SOCK_DGRAM)
        (held,) = at.lead("handle")
        assert not client.has_answer()
        at.let(held, Ticket())
        assert client.answer() == b"HELLO"


def test_a_web_client_waits_while_its_handler_is_held_hop_by_hop(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        import http.server, sys
        class Page(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                self.send_response(200)
                self.send_header("Content-Length", str(len(self.page())))
                self.end_headers()
                self.wfile.write(self.page())
            def page(self):
                return self.path.encode() * 2
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
            server.serve_forever(0.05)
        """,
    ) as at:
        host, port = at.address()
        assert at.state.web == {"server#1"}
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with ThreadPoolExecutor(1) as clients:
            answer = clients.submit(
                lambda: opener.open(f"http://{host}:{port}/ab", timeout=PATIENCE).read()
            )
            (held,) = at.lead("do_GET")
            names = ["do_GET"]
            while names[-1] != "finish":
                names.append(at.next(held.lane, Ticket(depth=1 << 40))[0])
            at.let(at.held("finish")[0], Ticket())
            assert answer.result(PATIENCE) == b"/ab/ab"
        assert [n for n in names if n in ("send_response", "page", "end_headers")] == [
            "send_response", "page", "end_headers", "page",
        ]  # fmt: skip
        assert "GET /ab" in at.output


def test_prefork_children_and_a_raw_fork_stand_before_what_they_do_first(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        class Server(socketserver.TCPServer):
            def work(self):
                self.handle_request()
                self.note("done")
            def note(self, word):
                print(word, flush=True)
        server = Server(("127.0.0.1", 0), Echo)
        children = []
        for _ in range(2):
            child = os.fork()
            if not child:
                server.work()
                os._exit(0)
            children.append(child)
        server.server_close()
        print([os.waitpid(child, 0)[1] for child in children])
        """,
    ) as at:
        one, two = at.lead("work", 2)
        (listening,) = at.state.listening
        assert isinstance(listening.address, tuple)
        client = at.client(listening.address, b"hello\n")
        at.let(one, Ticket(names=("note",)))
        assert client.answer() == b"HELLO\n"
        assert [each.lane for each in at.held("note")] == [one.lane]
        assert two in at.state.held
        second = at.client(listening.address, b"again\n")
        at.run.free()
        assert second.answer() == b"AGAIN\n"
        assert at.ended() == 0
        assert at.output.split("\n")[-2] == "[0, 0]"
