"""Where a lane is that nobody holds: the line that it runs."""

from __future__ import annotations

import time
from pathlib import Path

from tests.live.stage import stage
from tracer.running.gatekeeper import Ticket
from tracer.running.whereabouts import Place

PROGRAM = """
    import socket
    class Waiter(socketserver.StreamRequestHandler):
        def handle(self):
            word = self.rfile.readline()  # reads
            if word == b"lock\\n":
                with lock:  # waits for it
                    self.wfile.write(b"locked")
            else:
                word = self.request.recv(100)  # receives
                self.wfile.write(word)
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        def watch(self):
            thread = threading.Thread(target=self.serve_forever, args=(0.05,))
            thread.start()
            self.taken()
            try:
                thread.join()  # joins
            finally:
                self.shutdown()
        def taken(self):
            lock.acquire()
        def free(self):
            lock.release()
    lock = threading.Lock()
    with Server(("127.0.0.1", 0), Waiter) as server:
        server.watch()
"""


def test_lanes_are_seen_where_they_wait(tmp_path: Path) -> None:
    with stage(tmp_path, PROGRAM) as at:
        address = at.address()
        at.run.free()
        lock = at.client(address, b"lock\n")
        other = at.client(address, b"receive\n")
        wanted = {at.line(f"# {word}") for word in ("waits for it", "receives", "joins")}

        def seen(places: dict[int, Place]) -> bool:
            mine = {place.line for place in places.values() if place.line < 100}
            return mine >= wanted and any(place.polls for place in places.values())

        at.until(lambda state: seen(state.places) or None, "lanes at their lines")
        polling = [place for place in at.state.places.values() if place.polls]
        assert [at.function(place.hop) for place in polling] == ["serve_forever"]
        other.link.sendall(b"word")
        assert other.answer() == b"word"
        assert not lock.has_answer()
        at.until(lambda state: len(state.places) == 3 or None, "place of an ended lane given up")


def test_a_lane_that_is_outside_its_hops_has_no_place(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
        sys.stdin.read() if sys.stdin.isatty() else time.sleep(0.5)
        for _ in range(3000):
            server.fileno()
        server.server_close()
        """,
    ) as at:
        held = at.held("__init__")[0]
        at.let(held, Ticket(names=("server_close",)))
        at.until(lambda state: (bool(state.listening) and not state.places) or None, "no place")
        # Places are given back: a lane that comes and goes uses the same one again and again.
        (held,) = at.held("server_close")
        assert at.state.hops > 3000
        at.let(held, Ticket(names=("nothing",)))
        assert at.ended() == 0


def test_a_lane_that_goes_on_in_one_call_does_not_wait(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        class Talker(socketserver.BaseRequestHandler):
            def handle(self):
                while word := self.request.recv(64):  # talks
                    self.request.sendall(word)
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talker) as server:
            server.serve_forever(0.05)
        """,
    ) as at:
        address = at.address()
        at.run.free()
        client = at.client(address, b"0\n")
        assert client.link.recv(64) == b"0\n"
        line = at.line("# talks")

        def waiting(places: dict[int, Place]) -> Place | None:
            found = next((place for place in places.values() if place.line == line), None)
            return found if found and time.monotonic_ns() - found.moved_ns > 300_000_000 else None

        first = at.until(lambda state: waiting(state.places), "the lane in its call")
        client.link.sendall(b"1\n")
        assert client.link.recv(64) == b"1\n"

        def waiting_anew(places: dict[int, Place]) -> Place | None:
            found = waiting(places)
            return found if found and found.moved_ns > first.moved_ns else None

        later = at.until(lambda state: waiting_anew(state.places), "the lane in its call anew")
        assert later.hop == first.hop
