"""Held hops where the interpreter is odd: deep stacks, generators, threads, signal handlers."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.live.stage import stage
from tracer.errors import HopscopeError
from tracer.running.gatekeeper import ANY_DEPTH, GateKeeper, Ticket
from tracer.supervising.surroundings import private_directory

NEXT = Ticket(depth=ANY_DEPTH)


def test_where_the_stack_has_no_room_a_hop_is_not_held_and_nothing_breaks(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        class Deep(socketserver.BaseRequestHandler):
            def handle(self):
                sys.setrecursionlimit(60)
                try:
                    self.fall(0)
                except RecursionError:
                    sys.setrecursionlimit(1000)
                    self.landed()
            def fall(self, depth):
                self.fall(depth + 1)
            def landed(self):
                print("landed", len(os.listdir("/proc/self/fd")) < 12, flush=True)
        Deep(None, None, None)
        """,
    ) as at:
        at.lead("fall")
        names = []
        while at.next(1, NEXT)[0] == "fall":
            names.append("fall")
        assert len(names) > 30
        at.held("landed")
        at.run.free()
        assert at.ended() == 0
        assert at.output == "landed True\n"
        assert at.recording.meta.complete


def test_generators_and_threads_whose_start_shows_late(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        class Odd(socketserver.BaseRequestHandler):
            def handle(self):
                for word in self.words():
                    self.say(word)
            def words(self):
                yield self.say("first")
                yield self.say("second")
            def say(self, word):
                return word
        def run():
            Odd(None, None, None)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        """,
    ) as at:
        # That the thread serves shows at this hop only: it is held here, its start is told now.
        (held,) = at.held("__init__")
        chain = [at.function(hop.id) for hop in at.recording.hops()]
        assert chain == ["start", "run", "__init__"]
        at.lead("words")
        names = [at.next(held.lane, NEXT)[0] for _ in range(4)]
        assert names == ["say", "say", "say", "say"]
        assert at.next(held.lane, NEXT) == ("finish", "next")
        at.run.free()
        assert at.ended() == 0


def test_a_signal_handler_runs_in_a_lane_that_is_held(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        import signal
        signal.signal(signal.SIGUSR1, lambda *_: print("handled", flush=True))
        server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
        server.server_close()
        """,
    ) as at:
        (held,) = at.held("__init__")
        for times in (1, 2):
            os.kill(at.recording.lanes()[0].pid, signal.SIGUSR1)
            at.until(lambda _: at.output.count("handled") == times or None, "signal")  # noqa: B023
        assert at.state.held == (held,)
        at.run.free()
        assert at.ended() == 0


def test_a_server_that_floods_can_be_held_and_stopped(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        class Flood(socketserver.BaseRequestHandler):
            def handle(self):
                while True:
                    self.drop()
            def drop(self):
                pass
        Flood(None, None, None)
        """,
    ) as at:
        at.run.free()
        at.until(lambda state: state.hops > 1_000 or None, "flood")
        at.run.hold()
        at.held("drop")
        at.run.free()
        at.run.stop()
        at.ended()


def test_a_python_child_is_held_too(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        import subprocess
        if sys.argv[1:]:
            socketserver.TCPServer(("127.0.0.1", 0), Echo).server_close()
        else:
            sys.exit(subprocess.run([sys.executable, __file__, "child"]).returncode + 4)
        """,
    ) as at:
        (held,) = at.held("__init__")
        assert [lane.kind for lane in at.recording.lanes()] == ["process"]
        assert at.next(held.lane, Ticket(depth=0)) == ("server_close", "next")
        at.run.free()
        assert at.ended() == 4


def test_what_runs_share_is_for_their_owner_alone(tmp_path: Path) -> None:
    with stage(tmp_path, "serve(socketserver.TCPServer)") as at:
        at.address()
        maps = Path(f"/proc/{at.recording.lanes()[0].pid}/maps").read_text()
        (page,) = {word for word in maps.split() if word.endswith("gate.page")}
        folder = Path(page).parent
        assert folder.stat().st_mode & 0o777 == 0o700
        modes = {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}
        assert set(modes.values()) == {0o600}
        assert "gate.sock" in modes
    assert not folder.exists()


def test_a_folder_whose_name_is_too_long_for_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / ("long" * 30)
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    with (
        private_directory() as directory,
        pytest.raises(HopscopeError, match="cannot make a socket") as error,
    ):
        GateKeeper(directory)
    assert "TMPDIR" in error.value.hint
    assert list(folder.iterdir()) == []


def test_nothing_is_read_while_the_screen_is_at_work(tmp_path: Path) -> None:
    with stage(
        tmp_path,
        """
        server = socketserver.TCPServer(("127.0.0.1", 0), Echo)
        for _ in range(3000):
            server.fileno()
        server.server_close()
        """,
    ) as at:
        (held,) = at.lead("fileno")
        before = at.state.hops
        with at.run.giving_way():
            at.let(held, Ticket(names=("server_close",)))
            time.sleep(0.3)  # it makes its three thousand calls
            assert at.state.hops - before < 1000
        at.held("server_close")
        assert at.state.hops - before >= 3000
