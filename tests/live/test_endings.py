"""Programs that end, or do what they like with descriptors and signals, while lanes are held."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from tests.live.stage import Client, Stage, stage
from tracer.running.gatekeeper import ANY_DEPTH, Ticket
from tracer.running.live import HeldLane

NEXT = Ticket(depth=ANY_DEPTH)
TO_END = Ticket()


def pid(at: Stage, lane: int) -> int:
    at.recording.refresh()
    return next(each.pid for each in at.recording.lanes() if each.id == lane)


def serving_two(at: Stage, first: bytes, second: bytes) -> tuple[Client, HeldLane, HeldLane]:
    """Two clients held in `handle`: the first client's lane, and the second's."""
    address = at.address()
    one = at.client(address, first)
    (held,) = at.lead("handle")
    at.client(address, second)
    both = at.lead("handle", 2)
    (other,) = [each for each in both if each.lane != held.lane]
    return one, held, other


WORDS = """
    import signal
    class Doer(socketserver.StreamRequestHandler):
        def handle(self):
            self.do(self.rfile.readline().decode().strip())
            self.wfile.write(b"done")
        def do(self, word):
            exec(word)
        def noted(self, word):
            print(word, flush=True)
        def close(self):
            import fcntl
            os.closerange(200, 1000)
            fcntl.fcntl(1, fcntl.F_DUPFD, 200)
            self.noted("closed")
    class Quiet(socketserver.ThreadingTCPServer):
        daemon_threads = True
        def handle_error(self, request, address):
            print("error", sys.exception() if sys.version_info > (3, 11) else "", flush=True)
"""


def test_handlers_that_raise_or_exit_end_their_lanes_alone(tmp_path: Path) -> None:
    with stage(tmp_path, WORDS + "    serve(Quiet, Doer)\n") as at:
        first, one, two = serving_two(at, b"raise ValueError('x')\n", b"sys.exit(3)\n")
        assert at.next(one.lane, NEXT) == ("do", "next")
        do = at.state.held_at(one.lane)
        assert do
        assert at.next(one.lane, Ticket(end_of=do.hop)) == ("do", "returned")
        assert at.recording.hop(do.hop).outcome == "raised"
        assert at.next(one.lane, NEXT)[0] == "finish"
        at.let(at.held("finish")[0], TO_END)
        assert first.answer() == b""
        at.until(
            lambda s: (one.lane not in s.places and s.held_at(one.lane) is None) or None, "end"
        )
        at.let(two, TO_END)
        at.until(
            lambda s: (two.lane not in s.places and s.held_at(two.lane) is None) or None, "end"
        )
        assert at.output == "error x\n"


def test_a_program_that_leaves_at_once_while_lanes_are_held(tmp_path: Path) -> None:
    with stage(tmp_path, WORDS + "    serve(Quiet, Doer)\n") as at:
        _, _, two = serving_two(at, b"pass\n", b"os._exit(7)\n")
        at.let(two, TO_END)
        assert at.ended() == 7
        assert not at.recording.meta.complete


def test_a_program_that_becomes_another_while_lanes_are_held(tmp_path: Path) -> None:
    with stage(tmp_path, WORDS + "    serve(Quiet, Doer)\n") as at:
        word = b"os.execv('/bin/sh', ['sh', '-c', 'echo exec; sleep 1.5; exit 5'])\n"
        _, _, two = serving_two(at, b"pass\n", word)
        at.let(two, TO_END)
        at.until(lambda state: (not state.held and not state.places) or None, "lane that is gone")
        assert at.ended() == 5
        assert at.output == "exec\n"


def test_a_program_that_ends_while_daemon_threads_are_held(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        WORDS
        + """
    class Short(Quiet):
        def leave(self):
            print("over")
    server = Short(("127.0.0.1", 0), Doer)
    server.handle_request()
    server.leave()
    server.server_close()
    """,
    ) as at:
        (main,) = at.lead("handle_request")
        (listening,) = at.state.listening
        assert isinstance(listening.address, tuple)
        at.client(listening.address, b"pass\n")
        at.let(main, Ticket(names=("leave",)))
        (main,) = at.held("leave")
        thread = at.until(
            lambda state: next((each for each in state.held if each.lane != main.lane), None),
            "thread",
        )
        assert at.next(thread.lane, Ticket(names=("handle",))) == ("handle", "reached")
        at.let(main, TO_END)
        assert at.ended() == 0
        assert at.output == "over\n"
        assert at.recording.meta.complete


def test_a_program_may_close_every_descriptor(tmp_path: Path) -> None:
    with stage(tmp_path, WORDS + "    serve(Quiet, Doer)\n") as at:
        first, one, two = serving_two(at, b"self.noted(1)\n", b"self.close()\n")
        assert at.next(two.lane, Ticket(names=("noted",))) == ("noted", "reached")
        mine = Path(f"/proc/{pid(at, 1)}/fd/200")
        assert mine.readlink() == at.run.output
        # The lane that was held meanwhile is let go as ever, and leaves the program's file alone.
        assert at.next(one.lane, Ticket(names=("noted",))) == ("noted", "reached")
        assert mine.readlink() == at.run.output
        at.run.free()
        assert first.answer() == b"done"
        assert mine.readlink() == at.run.output


def test_default_timeouts_and_few_descriptors_do_not_let_go(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        import resource, socket
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        socket.setdefaulttimeout(0.05)
        server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
        server.server_close()
        """,
    ) as at:
        at.held("__init__")
        with stage(tmp_path, "time.sleep(0.3)", name="other.py") as other:
            assert other.ended() == 0  # that much time has passed
        assert [at.function(each.hop) for each in at.state.held] == ["__init__"]
        assert at.next(1, NEXT)[0] == "__init__"
        at.run.free()
        assert at.ended() == 0


def test_ctrl_c_reaches_a_main_thread_that_is_held(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        try:
            serve(socketserver.TCPServer)
        except KeyboardInterrupt:
            server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
            server.server_close()
            print("left well", flush=True)
        """,
    ) as at:
        address = at.address()
        at.client(address, b"hello\n")
        (held,) = at.lead("finish_request")
        os.kill(pid(at, 1), signal.SIGINT)
        # Nobody let it go: it is held again before the next thing that it does.
        at.held("shutdown_request")
        assert at.recording.hop(held.hop).outcome == "raised"
        at.run.free()
        assert at.ended() == 0
        assert "left well" in at.output
