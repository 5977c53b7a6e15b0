"""Programs of many processes, programs in the background, and who ends whom."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from tests.tracer.running import compared, named, recorded, write
from tests.tracer.test_session import PATIENCE, Recorder, alive, eventually
from tracer.model import Lane
from tracer.notes import note_words
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

DAEMON = """
    import os, socketserver, sys, time
    class Once(socketserver.StreamRequestHandler):
        def handle(self): self.wfile.write(self.rfile.readline().upper())
    if os.fork(): os._exit(0)
    os.setsid()
    if os.fork(): os._exit(0)
    os.chdir("/")
    with open("/dev/null", "r+") as null:
        for number in (0, 1, 2): os.dup2(null.fileno(), number)
    os.closerange(3, 4096)
    with socketserver.TCPServer(("127.0.0.1", 0), Once) as server:
        if sys.argv[1] == "once":
            server.handle_request()
        else:
            server.serve_forever(0.05)
"""


def test_a_daemon_is_followed_until_it_ends(tmp_path: Path) -> None:
    output, told = tmp_path / "daemon.hops", list[str]()
    target = Target("script", str(write(tmp_path, DAEMON)), ("once",))
    assert record(target, Options(send=("hello",)), output, told.append).code == 0
    recording = Recording(output)
    (handle,) = named(recording, "handle")
    assert handle.outcome == "returned"
    assert [lane.kind for lane in recording.lanes()] == ["fork"]
    assert recording.meta.complete
    assert recording.meta.notes == ()
    assert any("goes on in the background" in line for line in told)
    recording.close()


class Daemon(Recorder):
    """hopscope record of a program that becomes a daemon; ``program`` is the daemon's process."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, DAEMON.replace('sys.argv[1] == "once"', "False"))
        self.listening()
        pids = [lane.pid for lane in self.lanes()]
        self.program = pids[-1]

    def lanes(self) -> list[Lane]:
        recording = Recording(self.written)
        try:
            return recording.lanes()
        finally:
            recording.close()


def test_a_signal_for_the_command_ends_a_daemon(tmp_path: Path) -> None:
    run = Daemon(tmp_path)
    assert alive(run.program)
    os.kill(run.process.pid, signal.SIGINT)
    run.end()
    assert not alive(run.program)
    recording = Recording(run.output)
    assert [hop.outcome for hop in named(recording, "serve_forever")] == ["raised"]
    assert len(named(recording, "server_close")) == 1
    assert recording.meta.complete
    recording.close()


def test_a_killed_controller_leaves_no_daemon(tmp_path: Path) -> None:
    run = Daemon(tmp_path)
    os.kill(run.process.pid, signal.SIGKILL)
    run.end()
    assert eventually(lambda: not alive(run.program))
    assert eventually(lambda: not list(run.temporary.iterdir()))


RELOADER = """
    import http.server, os, subprocess, sys, socketserver
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers(); self.wfile.write(b"page")
        def log_message(self, *args): pass
    if os.environ.get("RUN_MAIN") == "true":
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
            print(os.getpid(), flush=True)
            server.serve_forever(0.05)
    else:
        again = {**os.environ, "RUN_MAIN": "true"}
        sys.exit(subprocess.call(sys.orig_argv, env=again, close_fds=False))
"""


def test_what_a_reloader_starts_is_recorded_and_stopped_as_by_ctrl_c(tmp_path: Path) -> None:
    script = write(tmp_path, RELOADER)
    _, recording = recorded(script, options=Options(requests=1, get=("/",), stdout="null"))
    (page,) = named(recording, "do_GET")
    lanes = {lane.id: lane for lane in recording.lanes()}
    assert {lane.kind for lane in lanes.values()} == {"process", "thread"}
    assert page.request == 1
    (serving,) = named(recording, "serve_forever")
    assert (serving.exception and serving.exception.type) == "KeyboardInterrupt"
    assert named(recording, "server_close")
    assert not any(alive(lane.pid) for lane in lanes.values())
    recording.close()


def test_a_killed_controller_leaves_nothing_of_a_reloader(tmp_path: Path) -> None:
    run = Recorder(tmp_path, RELOADER)
    run.listening()
    recording = Recording(run.written)
    (serving,) = {lane.pid for lane in recording.lanes()}
    recording.close()
    assert serving != run.program
    os.kill(run.process.pid, signal.SIGKILL)
    run.end()
    assert eventually(lambda: not alive(run.program) and not alive(serving))


def test_workers_forked_beforehand_share_the_socket_that_listens(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        class Worker(Echo):
            def handle(self):
                super().handle(); os._exit(0)  # one request each
        server = socketserver.TCPServer(("127.0.0.1", 0), Worker)
        workers = []
        for _ in range(3):
            if pid := os.fork(): workers.append(pid)
            else:
                server.serve_forever(0.05)
        print([ask(server) for _ in workers])
        print([os.waitpid(pid, 0)[1] for pid in workers])
        server.server_close()
        """,
    )
    lanes = {lane.id: lane.kind for lane in recording.lanes()}
    handles = [
        h for h in named(recording, "handle") if recording.code(h.code).qualname == "Worker.handle"
    ]
    assert [lanes[hop.lane] for hop in handles] == ["fork"] * 3
    assert len({hop.lane for hop in handles}) == 3
    assert len({hop.request for hop in handles}) == 3
    assert recording.meta.complete
    recording.close()


def test_processes_of_multiprocessing(tmp_path: Path) -> None:
    recording = compared(
        tmp_path,
        """
        import multiprocessing
        context = multiprocessing.get_context("fork")
        class Server(socketserver.TCPServer):
            def process_request(self, request, client_address):
                worker = context.Process(target=self.work, args=(request, client_address))
                worker.start(); worker.join(); print(worker.exitcode)
                self.shutdown_request(request)
            def work(self, request, client_address):
                self.finish_request(request, client_address)
        server, thread = serving(Server)
        print(ask(server), ask(server))
        stop(server, thread)
        """,
    )
    lanes = {lane.id: lane for lane in recording.lanes()}
    works = named(recording, "work")
    assert [lanes[hop.lane].kind for hop in works] == ["fork"] * 2
    assert [hop.request for hop in works] == [1, 2]
    starters = {lanes[hop.lane].parent_hop for hop in works}
    assert starters == {hop.id for hop in named(recording, "process_request")}
    recording.close()


@pytest.mark.parametrize("end", ["os._exit(5)", f"os.kill(os.getpid(), {signal.SIGKILL:d})"])
def test_a_program_that_is_cut_off_leaves_what_it_had_written(tmp_path: Path, end: str) -> None:
    text = f"""
        import os, socketserver
        class Server(socketserver.BaseServer):
            def last(self): {end}
        Server(("", 0), None).last()
    """
    _, recording = recorded(write(tmp_path, text))
    (last,) = named(recording, "last")
    assert last.outcome == "unfinished"
    assert not recording.meta.complete
    (note,) = map(note_words, recording.meta.notes)
    assert "ended without finishing its recording" in note
    recording.close()


def test_a_ctrl_c_in_the_terminal_reaches_the_program_once(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import signal, socketserver, sys, time
        got = []
        signal.signal(signal.SIGINT, lambda *_: got.append("INT"))
        socketserver.BaseServer(("", 0), None)
        print("ready", flush=True)
        while not got: time.sleep(0.01)
        time.sleep(0.5)  # for one that must not come
        print("got", got, flush=True)
        """,
    )
    output = tmp_path / "run.hops"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "hopscope", "record", "-o", str(output), str(script)],
        stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - sets nothing else
    )  # fmt: skip
    os.close(theirs)
    said = b""
    with contextlib.suppress(OSError):  # the terminal is gone with the last who had it open
        while piece := os.read(ours, 4096):
            if b"ready" in piece:
                os.write(ours, b"\x03")
            said += piece
    os.close(ours)
    assert process.wait(PATIENCE) == 0
    assert b"got ['INT']" in said
    recording = Recording(output)
    assert recording.meta.complete
    recording.close()
