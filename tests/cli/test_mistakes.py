"""What a person can get wrong: one line, one hint, the documented exit code, no traceback."""

from __future__ import annotations

import socket
import sqlite3
from pathlib import Path

import pytest

from tests.build import chain_recording
from tests.cli.running import PROJECT, assert_refused, hopscope, hopscope_anew
from tests.reports.made import made_recording


@pytest.fixture
def hops(tmp_path: Path) -> Path:
    """A sound recording, to be spoilt."""
    recording = made_recording(tmp_path)
    recording.close()
    return recording.path


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.write_text("this is a diary\n" * 100)


def other_database(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE hops (id INTEGER)")
    db.close()


def newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()


def older(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 1")
    db.close()


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)


def changed_tables(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE lanes")
    db.close()


def bad_values(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("UPDATE hops SET arguments = '{', shape = 999")
    db.close()


SPOILT = [
    (empty, "is empty", "Record the program again"),
    (foreign, "is not a hopscope recording", "hopscope record"),
    (other_database, "not a hopscope recording", "hopscope record"),
    (newer, "newer hopscope", "Upgrade"),
    (older, "older hopscope", "Record the program again"),
    (truncated, "is damaged", "Record the program again"),
    (damaged, "is damaged", "Record the program again"),
    (changed_tables, "is damaged", "Record the program again"),
    (bad_values, "is damaged", "Record the program again"),
]


@pytest.mark.parametrize(("spoil", "message", "hint"), SPOILT)
@pytest.mark.parametrize("words", [["step"], ["report"], ["report", "--format", "json"]])
def test_a_spoilt_recording(
    hops: Path, spoil: object, message: str, hint: str, words: list[str]
) -> None:
    assert callable(spoil)
    spoil(hops)
    ended = hopscope(*words, hops)
    told = ended.err.splitlines()
    if words == ["step"]:  # it says first that there is no terminal
        told = told[1:]
    assert ended.code == 2
    assert "Traceback" not in ended.err
    assert len(told) == 2
    assert message in told[0]
    assert hint in told[1]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["report", "TreadingTCPServer"], "TreadingTCPServer", "ThreadingTCPServer"),
        (["report", "missing.py"], "missing.py", "path"),
        (["step", "missing.hops"], "missing.hops", "hopscope record"),
        (["record", "-o", "x.hops", "missing.py", "--port", "0"], "missing.py", "path"),
        (["report", "--handler", "nosuch"], "nosuch", "stream"),
        (["report", "--python", "/no/such/python"], "/no/such/python", "--python"),
        (["report", "--format", "yaml"], "yaml", "hopscope report --help"),
        (["report", "--requests", "0"], "whole number", "hopscope report --help"),
        (["report", "--timeout", "nan"], "seconds", "hopscope report --help"),
        (["report", "-m"], "-m needs", "-m http.server"),
        (["report", "--colour", "x.py"], "--colour", "hopscope report --help"),
        (["record", "server.py"], "record needs -o", "record -o run.hops server.py"),
        (["record", "server.py", "-o", "x"], "before the script", "record -o run.hops server.py"),
        (["record", "-o", "/no/folder/x.hops", "TCPServer"], "cannot write", "folder"),
        (["reprot"], "reprot", "hopscope report"),
        (["ThreadingTCPServer"], "ThreadingTCPServer", "hopscope step ThreadingTCPServer"),
        (["teach"], "teach", "step, report, record, mro, check, compare, learn"),
        (["mro"], "takes a class", "hopscope mro ThreadingTCPServer"),
        (["mro", "nosuchmodule:Server"], "nosuchmodule", "module:Class"),
        (["mro", "socketserver:ThreadingTcpServer"], "ThreadingTcpServer", "ThreadingTCPServer"),
        (["mro", "ThreadingTCPServer", "proces_request"], "proces_request", "process_request"),
        (["mro", "os.path:join"], "not a class but function", "module:Class"),
    ],
)
def test_a_wrong_call(words: list[str], message: str, hint: str, tmp_path: Path) -> None:
    assert_refused(hopscope(*words, cwd=tmp_path), message, hint)


def test_an_output_that_cannot_be_written(hops: Path, tmp_path: Path) -> None:
    assert_refused(hopscope("report", "-o", tmp_path, hops), "is a folder", "name a file")


@pytest.mark.parametrize(
    ("text", "code"), [("raise SystemExit(7)\n", 7), ("print('no server')\n", 0), ("def (\n", 1)]
)
def test_a_script_that_serves_nothing(tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "server.py").write_text(text)
    ended = hopscope("report", "server.py", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.told == [
        f"hopscope: server.py ended with exit code {code} and called nothing of socketserver",
        "hint: see that it starts a server when it runs by itself: python server.py",
    ]
    assert "tracer" not in ended.err, "no traceback of ours"


def test_a_port_in_use_is_reported_as_what_it_is(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = taken.getsockname()[:2]
        (tmp_path / "server.py").write_text(
            "import socketserver\n"
            f"socketserver.TCPServer({address!r}, socketserver.BaseRequestHandler)\n"
        )
        ended = hopscope("report", "server.py", cwd=tmp_path)
    assert ended.code == 0
    assert "raised OSError" in ended.out
    assert "server_bind" in ended.out
    (told,) = ended.told[:1]
    assert told.startswith("hopscope: server.py ended with exit code 1")
    assert "Address already in use" in told
    assert ended.told[1].startswith("hint: another program has that port")


def test_a_free_threaded_python_runs_no_command(tmp_path: Path) -> None:
    """Its ABI flags have a ``t``; here ``sitecustomize`` gives it one."""
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.abiflags = 't'\n")
    for words in (["report"], ["learn", "--lang", "en"], ["--version"]):
        ended = hopscope_anew(*words, PYTHONPATH=f"{tmp_path}:{PROJECT}")
        assert_refused(ended, "free-threaded Python", "has the GIL")


def test_an_internal_error_is_one_line_unless_asked_for_more(tmp_path: Path) -> None:
    breaking = tmp_path / "sitecustomize.py"
    breaking.write_text(
        "import tui.reports.run.json as j\ndef write(*a): raise RuntimeError('our own\\nbug')\nj.write = write\n"
    )
    recording = chain_recording(tmp_path, 30)
    recording.close()
    words = ("report", "--format", "json", recording.path)
    path = f"{tmp_path}:{PROJECT}"
    ended = hopscope_anew(*words, PYTHONPATH=path)
    assert_refused(ended, "internal error: RuntimeError: our own\\nbug", "HOPSCOPE_DEBUG=1", 3)
    more = hopscope_anew(*words, PYTHONPATH=path, HOPSCOPE_DEBUG="1")
    assert more.code != 0
    assert "Traceback" in more.err
    assert "our own" in more.err
