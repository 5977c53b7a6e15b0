"""A run that is ended from outside says so: the interruption is not the program's failure."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.running import PATIENCE, PROJECT, hopscope_anew
from tests.tracer.running import recorded, write
from tracer.recording import Recording
from tracer.running.options import Options

FTP = """
    import socketserver
    class FtpServer(socketserver.BaseRequestHandler):
        def handle(self):
            pass
    ftpserver = socketserver.ThreadingTCPServer(("127.0.0.1", 0), FtpServer)
    ftpserver.serve_forever()
"""
SLEEPS = FTP.replace(
    "ftpserver.serve_forever()", "ftpserver.server_close()\n    import time; time.sleep(60)"
)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--requests", "1", "--send", "hello"), "hopscope stopped it: 1 request had been served, as asked."),
        (("--timeout", "3"), "hopscope stopped it: it had run for 3 s."),
    ],
)  # fmt: skip
def test_the_article_s_server_ends_without_a_traceback(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    write(tmp_path, FTP, "ftp.py")
    ended = hopscope_anew("report", *options, "ftp.py", cwd=tmp_path)
    assert ended.code == 0
    assert "Traceback" not in ended.err
    for text in (ended.out, ended.err):
        assert "KeyboardInterrupt" not in text
        assert "exit code" not in text
    head, _, body = ended.out.partition("── Class map")
    assert said in head
    assert "serve_forever" in body
    (line,) = [each for each in body.splitlines() if " serve_forever " in each and "  A " in each]
    assert line.split()[-1] == "interrupted"


def test_what_is_asleep_outside_a_hop_ends_without_a_traceback(tmp_path: Path) -> None:
    write(tmp_path, SLEEPS, "ftp.py")
    ended = hopscope_anew("report", "--timeout", "2", "ftp.py", cwd=tmp_path)
    assert "Traceback" not in ended.err
    assert "it had run for 2 s" in ended.out


def test_the_program_s_own_hook_and_its_own_interruption_are_its_own(tmp_path: Path) -> None:
    text = """
    import socketserver, sys
    class Server(socketserver.BaseServer):
        def fails(self): raise KeyboardInterrupt
    {hook}
    try: Server(("", 0), None).fails()
    except KeyboardInterrupt: print("caught", file=sys.stderr)
    {end}
    """
    write(tmp_path, text.format(hook="", end="Server(('', 0), None).fails()"), "own.py")
    ended = hopscope_anew("report", "own.py", cwd=tmp_path)
    assert "Traceback" in ended.err
    assert "raised KeyboardInterrupt" in ended.out
    assert "interrupted" not in ended.out
    hook = "sys.excepthook = lambda kind, *_: print('mine', kind.__name__, file=sys.stderr)"
    end = "import time; time.sleep(60)"
    write(tmp_path, text.format(hook=hook, end=end), "own.py")
    ended = hopscope_anew("report", "--timeout", "2", "own.py", cwd=tmp_path)
    assert "mine KeyboardInterrupt" in ended.err
    assert "raised KeyboardInterrupt" in ended.out


def test_a_person_s_interruption_is_told_as_that(tmp_path: Path) -> None:
    write(tmp_path, FTP, "ftp.py")
    child = subprocess.Popen(
        [sys.executable, "-m", "hopscope", "report", "--format", "json", "ftp.py"],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    with child:
        assert child.stderr is not None
        while "reach it with" not in child.stderr.readline():
            assert child.poll() is None
        time.sleep(0.3)  # it serves
        os.kill(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=PATIENCE)
    assert child.returncode == 0
    assert "interrupted from outside" in err
    document = json.loads(out)
    assert document["stop"]["cause"] == "person"
    (loop,) = [hop for hop in document["hops"] if hop["function"]["name"] == "serve_forever"]
    assert loop["exception"]["type"] == "KeyboardInterrupt"
    assert loop["end_ns"] >= document["stop"]["at_ns"]


def test_a_run_that_ends_by_itself_was_not_stopped(tmp_path: Path) -> None:
    script = write(tmp_path, FTP.replace("serve_forever", "server_close"))
    code, recording = recorded(script, options=Options(stdout="null", timeout=60))
    assert (code, recording.meta.stop) == (0, None)
    recording.close()


def test_a_stop_that_cannot_be_read_is_damage(tmp_path: Path) -> None:
    script = write(tmp_path, FTP)
    _code, recording = recorded(script, options=Options(stdout="null", timeout=1))
    stop = recording.meta.stop
    assert stop is not None
    assert (stop.cause, stop.limit) == ("late", 1)
    recording.close()
    import sqlite3

    with sqlite3.connect(script.with_suffix(".hops")) as db:
        db.execute("UPDATE meta SET value = '[\"bored\", 1, null]' WHERE name = 'stop'")
    db.close()
    damaged = Recording(script.with_suffix(".hops"))
    with pytest.raises(Exception, match="stopped"):
        _ = damaged.meta
    damaged.close()
