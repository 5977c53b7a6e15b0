"""The app on a real pseudo-terminal: it steps, quits, follows a resize, and crashes politely."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.app.terminal import Terminal, terminal
from tests.lessons.course.small import FOLDER
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

RUN = """
import sys
from pathlib import Path
from tui.app.run import run
raise SystemExit(run(Path(sys.argv[1])))
"""
COMMAND = "import sys; from tui.cli import main; raise SystemExit(main(sys.argv[1:]))"
FAILING = """
import sys
from pathlib import Path
from tui.app.model import state
from tui.app.run import run
def fail(*_):
    raise RuntimeError("a fault of [b]ours[/b] \\x1b[31m")
state.into = fail
raise SystemExit(run(Path(sys.argv[1])))
"""
BUSY = """
import socket, socketserver, threading, time
class Echo(socketserver.BaseRequestHandler):
    def handle(self): self.request.sendall(self.request.recv(64))
def ask(address):
    for _ in range(3000):
        with socket.create_connection(address) as link:
            link.sendall(b"hello")
            link.recv(64)
        time.sleep(0.02)
with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
    threading.Thread(target=ask, args=(server.server_address,), daemon=True).start()
    server.serve_forever(0.05)
"""
OTHER_SCREEN, MAIN_SCREEN = b"\x1b[?1049h", b"\x1b[?1049l"
SHOW_CURSOR, HIDE_CURSOR = b"\x1b[?25h", b"\x1b[?25l"
MOUSE_OFF = b"\x1b[?1000l"


def _is_sane(screen: Terminal) -> bool:
    painted = screen.painted
    return (
        painted.rfind(MAIN_SCREEN) > painted.rfind(OTHER_SCREEN) >= 0
        and painted.rfind(SHOW_CURSOR) > painted.rfind(HIDE_CURSOR)
        and MOUSE_OFF in painted
    )


def test_that_the_recording_was_full_is_told_when_it_opens(tmp_path: Path) -> None:
    path = tmp_path / "run.hops"
    options = Options(max_hops=8, stdout="null")
    record(Target("builtin", "TCPServer"), options, path, lambda _: None)
    with terminal(RUN, str(path)) as screen:
        screen.see("hop 1/8")
        screen.see("At most 8 hops are kept: recording stopped when it was full. ")
        screen.type(b"s")
        screen.see("hop 2/8")
        screen.type(b"q")
        assert screen.wait() == 0


def test_it_steps_and_quits(chain: Path) -> None:
    with terminal(RUN, str(chain)) as screen:
        before = screen.settings()
        screen.see("hop 1/")
        screen.type(b"s")
        screen.see("hop 2/")
        screen.type(b"\x1b[C")
        screen.see("hop 3/")
        screen.type(b"S")
        screen.see("hop 2/")
        assert screen.settings() != before
        screen.type(b"q")
        assert screen.wait() == 0
        assert _is_sane(screen)
        assert screen.settings() == before
        assert b"Traceback" not in screen.painted


def test_what_is_pasted_after_the_slash_is_searched_for(chain: Path) -> None:
    with terminal(RUN, str(chain)) as screen:
        screen.see("hop 1/")
        screen.type(b"/finish_request\r")
        screen.see("in  ThreadingMixIn.process_request_thread")
        screen.see("runs BaseServer.finish_request")
        screen.type(b":7\r")
        screen.see("hop 7/")
        screen.type(b"q")
        assert screen.wait() == 0


def test_it_follows_a_resize(chain: Path) -> None:
    with terminal(RUN, str(chain)) as screen:
        screen.see("hop 1/")
        screen.resize(50, 10)
        screen.see("hopscope needs 60x16")
        screen.resize(170, 45)
        screen.see("RUNS")
        screen.type(b"q")
        assert screen.wait() == 0


@pytest.mark.parametrize("live", [False, True], ids=["recorded", "live"])
def test_it_ends_with_its_terminal(chain: Path, live: bool) -> None:
    """A process that its terminal does not control gets no signal when that is gone."""
    with terminal(COMMAND, "step", *([] if live else [str(chain)])) as screen:
        screen.see("hop 1/")
        screen.close()
        assert screen.process.wait(timeout=30) not in (0, None)


def test_a_crash_gives_exit_code_3_one_line_and_a_sane_terminal(chain: Path) -> None:
    with terminal(FAILING, str(chain)) as screen:
        before = screen.settings()
        screen.see("hop 1/")
        screen.type(b"s")
        assert screen.wait() == 3
        assert _is_sane(screen)
        assert screen.settings() == before
        said = screen.painted[screen.painted.rfind(SHOW_CURSOR) :]
        assert b"the app failed: RuntimeError: a fault of [b]ours[/b] \\x1b[31m\r\n" in said
        assert b"Traceback" not in screen.painted


def test_the_editor_gets_the_terminal_and_the_app_gets_it_back(chain: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text(f'#!/bin/sh\necho "editing $@"\necho "$@" > {tmp_path}/said\n')
    editor.chmod(0o700)
    choose = f"import os; os.environ['EDITOR'] = os.environ['VISUAL'] = {str(editor)!r}\n"
    with terminal(choose + RUN, str(chain)) as screen:
        screen.see("hop 1/")
        screen.type(b"e")
        screen.expect(b"editing +18 ")
        screen.expect(OTHER_SCREEN)
        screen.type(b"s")
        screen.see("hop 2/")
        screen.type(b"q")
        assert screen.wait() == 0
    line, file = (tmp_path / "said").read_text().split()
    assert (line, Path(file).name) == ("+18", "chain_program.py")


def test_a_live_run_is_stepped_and_ended(tmp_path: Path) -> None:
    with terminal(COMMAND, "step", "TCPServer") as screen:
        before = screen.settings()
        screen.see("hop 1/1")
        screen.see("held before __init__")
        screen.type(b"s")
        screen.see("hop 2/2")
        screen.type(b"q")
        screen.see("stop the program and leave")
        screen.type(b"\r")
        assert screen.wait() == 0
        assert _is_sane(screen)
        assert screen.settings() == before
        assert b"Traceback" not in screen.painted


def test_what_streams_in_is_shown_though_keys_come_without_a_pause(tmp_path: Path) -> None:
    script = tmp_path / "busy.py"
    script.write_text(BUSY)
    with terminal(COMMAND, "step", str(script), size=(120, 40)) as screen:
        screen.see("hop 1/")
        screen.type(b" ")
        screen.see("everything runs")
        shown: set[str] = set()
        for _ in range(300):
            screen.type(b"S")
            screen.rest(0.1)
            shown.update(re.findall(r"hop \d+/(\d+)", screen.rows()[0]))
            if "behind live" in " ".join(screen.rows()) and len(shown) > 4:
                break
        assert len(shown) > 4, "what comes is not looked at until no key comes"
        screen.type(b"q")
        screen.see("stop the program and leave")
        screen.type(b"\r")
        assert screen.wait() == 0


def test_a_restart_begins_anew_and_keeps_breakpoints_and_the_view(tmp_path: Path) -> None:
    with terminal(COMMAND, "step", "TCPServer") as screen:
        screen.see("held before __init__")
        screen.type(b"s")
        screen.see("hop 2/2")
        screen.type(b"n")
        screen.see("held before server_bind")
        screen.type(b"4")
        screen.see("arguments")
        screen.type(b"b")
        screen.see("TCPServer.server_bind is a breakpoint")
        screen.type(b"R")
        screen.see("hop 1/1")
        screen.see("held before __init__")
        screen.see("arguments")
        screen.type(b"c")
        screen.see("held at the breakpoint server_bind")
        screen.type(b"q")
        screen.see("stop the program and leave")
        screen.type(b"\r")
        assert screen.wait() == 0
        assert _is_sane(screen)


def test_a_program_that_serves_nothing_is_said_in_one_line(tmp_path: Path) -> None:
    script = tmp_path / "nothing.py"
    script.write_text("print('no server here')\n")
    with terminal(COMMAND, "step", str(script)) as screen:
        assert screen.wait() == 2
        assert b"called nothing of socketserver: no server here" in screen.painted
        assert b"Traceback" not in screen.painted


def test_a_lesson_is_answered_left_and_resumed(tmp_path: Path) -> None:
    home = f"import os; os.environ['HOPSCOPE_HOME'] = {str(tmp_path)!r}\n"
    words = ("learn", "--lang", "en", "--trust", "--catalog", str(FOLDER), "threads")
    with terminal(home + COMMAND, *words, size=(80, 24)) as screen:
        before = screen.settings()
        screen.see("enter: go on")
        screen.type(b"\r")
        screen.see("Whose function runs?")
        screen.type(b"1")
        screen.see("I am sure")
        assert b"ThreadingMixIn comes first" not in screen.painted
        screen.type(b"\r")
        screen.see("The class in an object's repr")
        screen.type(b"q")
        assert screen.wait() == 0
        assert _is_sane(screen)
        assert screen.settings() == before
    with terminal(home + COMMAND, *words, size=(80, 24)) as screen:
        screen.see("Whose function runs?")
        screen.type(b"2")
        screen.see("I am sure")
        screen.type(b"\r")
        screen.see("ThreadingMixIn comes first")
        screen.type(b"q")
        assert screen.wait() == 0
        assert b"Traceback" not in screen.painted
