"""A run from outside: stopping, signals, and who outlives whom."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tracer.running import recorded, write
from tracer.errors import HopscopeError
from tracer.notes import note_words
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

PATIENCE = 20.0

WEB = """
    import http.server, sys
    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200); self.end_headers(); self.wfile.write(b"page " + self.path.encode())
        def log_message(self, *args): pass
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        try:
            server.serve_forever(0.05)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            sys.exit(3)
"""


def eventually(what: Callable[[], object]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if what():
            return True
        time.sleep(0.02)
    return bool(what())


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def functions(recording: Recording) -> list[str]:
    return [recording.code(hop.code).name for hop in recording.hops()]


def test_a_script_is_stopped_after_the_requests_asked_for(tmp_path: Path) -> None:
    script = write(tmp_path, WEB)
    answers: list[bytes] = []
    clients: list[threading.Thread] = []

    def narrate(text: str) -> None:
        if " listens on tcp " in text:
            address = text.rpartition(" ")[2]
            clients.append(threading.Thread(target=ask, args=(address,)))
            clients[-1].start()

    def ask(address: str) -> None:
        for path in ("/one", "/two"):
            with urllib.request.urlopen(f"http://{address}{path}", timeout=10) as page:
                answers.append(page.read())

    output = tmp_path / "web.hops"
    target = Target("script", str(script), ())
    code = record(target, Options(requests=2, stdout="null"), output, narrate).code
    for client in clients:
        client.join()
    recording = Recording(output)
    assert answers == [b"page /one", b"page /two"]
    assert code == 0  # we stopped it ourselves
    assert recording.meta.exit_code == 3  # and it ended in its own way
    assert recording.meta.complete
    assert len(recording.requests()) == 2
    names = functions(recording)
    assert names.count("do_GET") == 2
    assert "server_close" in names  # the shutdown that Ctrl-C began is recorded
    (serving,) = [h for h in recording.hops() if recording.code(h.code).name == "serve_forever"]
    assert serving.outcome == "raised"
    assert serving.exception is not None
    assert serving.exception.type == "KeyboardInterrupt"
    recording.close()


def test_lines_of_send_are_answered(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import socketserver
        class Once(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(self.rfile.readline().upper())
        with socketserver.TCPServer(("127.0.0.1", 0), Once) as server:
            server.handle_request()
        """,
    )
    code, recording = recorded(script, options=Options(send=("hello",), stdout="null"))
    assert code == 0
    (write_hop,) = [h for h in recording.hops() if recording.code(h.code).name == "write"]
    assert write_hop.arguments["b"] == "b'HELLO\\n'"
    recording.close()


def test_a_timeout_stops_a_program_that_listens_to_nothing(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import signal, time
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        while True: time.sleep(0.1)
        """,
    )
    code, recording = recorded(script, options=Options(timeout=2, stdout="null"))
    assert code == 0
    assert recording.meta.exit_code == 128 + signal.SIGTERM
    assert not recording.meta.complete
    assert any("killed" in note_words(note) for note in recording.meta.notes)
    recording.close()


def test_the_program_s_exit_code_is_handed_on(tmp_path: Path) -> None:
    code, recording = recorded(write(tmp_path, "raise SystemExit(9)"))
    assert code == 9
    assert recording.meta.exit_code == 9
    recording.close()


def test_a_missing_interpreter_is_refused(tmp_path: Path) -> None:
    script = write(tmp_path, "print(1)")
    with pytest.raises(HopscopeError) as caught:
        recorded(script, options=Options(python="no-such-python"))
    assert "no-such-python" in caught.value.message
    assert caught.value.hint


def test_nothing_is_left_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    script = write(
        tmp_path,
        """
        import os, time
        import socketserver
        class Server(socketserver.BaseServer):
            def step(self): pass
        if os.fork() == 0:
            Server(("", 0), None).step()
            time.sleep(60)  # a child that outlives its parent
        """,
    )
    _, recording = recorded(script)
    (fork,) = [lane for lane in recording.lanes() if lane.kind == "fork"]
    assert eventually(lambda: not alive(fork.pid))
    assert list(folder.iterdir()) == []
    recording.close()


def test_lines_of_hops_are_kept_and_an_idle_wait_does_not_repeat_them(tmp_path: Path) -> None:
    output = tmp_path / "lines.hops"
    target = Target("builtin", "ThreadingTCPServer")
    assert record(target, Options(lines=True, stdout="null"), output, lambda _: None).code == 0
    recording = Recording(output)
    by_name = {recording.code(hop.code).name: hop.id for hop in recording.hops()}
    waiting = [run.line for run in recording.lines(by_name["serve_forever"])]
    assert 4 < len(waiting) < 30  # many more turns than lines
    answered = recording.lines(by_name["answer"])
    assert len(answered) == 1
    assert answered[0].changed["line"] == "b'goodbye\\n'"
    recording.close()


def test_a_child_forked_in_an_idle_turn_names_the_hop_that_forked(tmp_path: Path) -> None:
    script = write(
        tmp_path,
        """
        import os, socketserver, threading
        class Server(socketserver.TCPServer):
            turns = 0
            def service_actions(self):
                self.turns += 1
                if self.turns == 4:
                    pid = os.fork()
                    if pid == 0:
                        self.child(); os._exit(0)
                    os.waitpid(pid, 0)
                if self.turns == 6:
                    threading.Thread(target=self.shutdown).start()
            def child(self): return 1
        with Server(("127.0.0.1", 0), None) as server:
            server.serve_forever(0.02)
        """,
    )
    _, recording = recorded(script)
    (fork,) = [lane for lane in recording.lanes() if lane.kind == "fork"]
    assert fork.parent_hop is not None
    parent = recording.hop(fork.parent_hop)
    assert recording.code(parent.code).qualname == "Server.service_actions"
    turns = [h for h in recording.hops() if recording.code(h.code).name == "service_actions"]
    # Turns 1 to 3 are idle ones alike, 4 forks, 5 is idle, 6 starts a thread.
    assert [hop.polls for hop in turns] == [1, 2, None, 1, None]
    recording.close()


class Recorder:
    """hopscope record in a process of its own, whose program tells its process id."""

    def __init__(self, folder: Path, text: str) -> None:
        script = write(folder, "import os; print(os.getpid(), flush=True)\n" + _dedent(text))
        self.output = folder / "run.hops"
        self.temporary = folder / "temporary"
        self.temporary.mkdir()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hopscope", "record", "-o", str(self.output), str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "TMPDIR": str(self.temporary)},
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.program = int(self.process.stdout.readline())

    @property
    def written(self) -> Path:
        """The recording: beside its place as long as the run goes on, or where that was killed."""
        partial = self.output.with_name("run.partial.hops")
        return self.output if self.output.exists() else partial

    def listening(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if "listens on" in line:
                return

    def end(self) -> tuple[int, str]:
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out


def _dedent(text: str) -> str:
    import textwrap

    return textwrap.dedent(text)


def test_a_killed_controller_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    run = Recorder(tmp_path, WEB)
    run.listening()
    assert alive(run.program)
    os.kill(run.process.pid, signal.SIGKILL)
    run.end()
    assert eventually(lambda: not alive(run.program))
    assert eventually(lambda: not list(run.temporary.iterdir()))
    recording = Recording(run.written)
    assert not recording.meta.complete
    assert "server_activate" in functions(recording)
    recording.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_sent_to_the_command_is_passed_on(tmp_path: Path, number: int) -> None:
    run = Recorder(
        tmp_path,
        """
        import signal, sys
        import socketserver
        got = []
        def enough(number, frame):
            got.append(int(number))
            raise SystemExit
        signal.signal(signal.SIGINT, enough); signal.signal(signal.SIGTERM, enough)
        with socketserver.TCPServer(("127.0.0.1", 0), None) as server:
            try:
                server.serve_forever(0.05)
            finally:
                print(got, flush=True)
        """,
    )
    run.listening()
    os.kill(run.process.pid, number)
    code, out = run.end()
    assert (code, out) == (0, f"[{number:d}]\n")
    recording = Recording(run.output)
    assert recording.meta.complete
    assert "server_close" in functions(recording)
    recording.close()
