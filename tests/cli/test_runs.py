"""The commands on real programs: what goes to stdout, what to stderr, and how they end."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.build import chain_recording
from tests.cli.running import PATIENCE, PROJECT, assert_refused, hopscope, hopscope_anew
from tui import cli, commands

SERVER = """\
import socketserver
import sys

class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())

print("words", sys.argv[1:])
with socketserver.TCPServer(("127.0.0.1", 0), Echo) as server:
    server.handle_request()
sys.exit(7)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a server in it that serves one client and exits with 7."""
    (tmp_path / "server.py").write_text(SERVER)
    (tmp_path / "tmp").mkdir()
    return tmp_path


@pytest.fixture
def chain(tmp_path: Path) -> Path:
    recording = chain_recording(tmp_path, 600)
    recording.close()
    return recording.path


def test_stdout_is_the_report_and_nothing_else(folder: Path) -> None:
    ended = hopscope_anew(
        "report", "--format", "json", "--send", "hello", "server.py", "--format", "x", cwd=folder,
        TMPDIR=str(folder / "tmp"),
    )  # fmt: skip
    assert ended.code == 0
    document = json.loads(ended.out)
    assert document["target"] == ["server.py", "--format", "x"]
    assert [request["ended"] for request in document["requests"]] == [True]
    assert {"get_request", "process_request", "handle"} <= {
        hop["function"]["name"] for hop in document["hops"]
    }
    assert "words ['--format', 'x']" in ended.err
    assert "hopscope: server.py ended with exit code 7" in ended.err
    assert list((folder / "tmp").iterdir()) == []


def test_record_is_the_program_with_a_recording_beside_it(folder: Path) -> None:
    words = ("--send", "hello", "-o", "run.hops", "server.py", "-o", "elsewhere")
    ended = hopscope_anew("record", *words, cwd=folder, TMPDIR=str(folder / "tmp"))
    assert ended.code == 7
    assert ended.out == "words ['-o', 'elsewhere']\n"
    assert "hopscope: wrote run.hops" in ended.err
    assert not (folder / "elsewhere").exists()
    assert list((folder / "tmp").iterdir()) == []

    told = hopscope("report", "run.hops", cwd=folder)
    assert told.code == 0
    assert told.err == ""
    assert "── Call tree" in told.out
    assert re.search(r"HANDLE +A  [│├└ ]+handle +Echo$", told.out, re.MULTILINE)


def test_the_built_in_program_is_the_default(tmp_path: Path) -> None:
    ended = hopscope_anew(cwd=tmp_path, TMPDIR=str(tmp_path))
    assert ended.code == 0
    assert "stdin is not a terminal, so this is the report" in ended.err
    assert ended.out.startswith("hopscope: ThreadingTCPServer on Python 3.")
    assert re.search(r"process_request +· +wins .1 +· +shadowed", ended.out)
    assert "communication loop" in ended.out
    assert list(tmp_path.iterdir()) == []


def test_a_dumb_terminal_gets_the_report(chain: Path) -> None:
    main, terminal = os.openpty()
    words = [sys.executable, "-m", "hopscope", "step", str(chain), "--lines"]
    with subprocess.Popen(
        words, cwd=PROJECT, env={**os.environ, "TERM": "dumb"},
        stdin=terminal, stdout=terminal, stderr=terminal,
    ) as child:  # fmt: skip
        os.close(terminal)
        shown = b""
        try:
            while data := os.read(main, 65536):
                shown += data
        except OSError:  # how Linux says that the other side is closed
            pass
        finally:
            os.close(main)
        assert child.wait(PATIENCE) == 0
    assert b"the terminal can only print (TERM=dumb), so this is the report" in shown
    assert b"--lines changes nothing" in shown
    assert "── Call tree".encode() in shown
    assert b"\x1b" not in shown


@pytest.mark.parametrize("words", [["ThreadingTCPServer", "-o"], ["-o"]])
def test_options_may_follow_a_class_or_a_recording(
    chain: Path, tmp_path: Path, words: list[str]
) -> None:
    target = [] if words[0] != "-o" else [str(chain)]
    ended = hopscope("record", *target, *words, "copy.hops", cwd=tmp_path)
    assert ended.code == 0
    copied = hopscope("report", "copy.hops", "--format", "json", cwd=tmp_path)
    assert copied.code == 0
    if target:
        assert copied.out == hopscope("report", chain, "--format", "json").out


def test_a_recording_is_not_copied_onto_itself(chain: Path) -> None:
    before = chain.read_bytes()
    assert_refused(hopscope("record", "-o", chain, chain), "read by this command", "another file")
    assert chain.read_bytes() == before


def test_a_reader_that_leaves_is_no_error(chain: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hopscope", "report", "--format", "json", str(chain)],
        cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait(PATIENCE) == 141


def test_a_full_disk_is_told(chain: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "hopscope", "report", str(chain)],
            cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    assert done.returncode == 2
    told, hinted = done.stderr.splitlines()
    assert told == "hopscope: cannot write the report: No space left on device"
    assert hinted.startswith("hint: ")


@pytest.fixture
def handlers() -> Iterator[None]:
    """The signal handler that a command installs is taken away again."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("handlers")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_it_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], number: signal.Signals
) -> None:
    class Stubborn:
        SUMMARY = ""

        def run(self, words: object) -> int:
            os.kill(os.getpid(), number)
            return 0

    monkeypatch.setattr(commands, "load", lambda name: Stubborn())
    assert cli.main(["report"]) == 128 + number
    assert capsys.readouterr() == ("", "")
