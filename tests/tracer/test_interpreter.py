"""``--python``: programs of other environments, and interpreters that will not do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tracer.running import named, pythons, recorded, write
from tracer.running.options import Options
from tui.cli import main

SERVER = """
    import only_there, socketserver, sys, threading
    class Echo(socketserver.StreamRequestHandler):
        def handle(self): self.wfile.write(self.rfile.readline().upper())
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        server.handle_request()
        print(only_there.me, sys.prefix != sys.base_prefix)
"""


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13", "3.14", "3.15"])
def test_a_program_of_another_environment(tmp_path: Path, version: str) -> None:
    found = pythons(version)
    if not found or version == ".".join(map(str, sys.version_info[:2])):
        pytest.skip(f"no other Python {version} on this machine")
    there = tmp_path / "there"
    subprocess.run([found[0], "-m", "venv", "--without-pip", there], check=True, timeout=60)
    (packages,) = there.glob("lib/*/site-packages")
    write(packages, "me = 'there'", "only_there.py")
    script = write(tmp_path, SERVER)
    options = Options(python=str(there / "bin/python"), send=("hello",), stdout="null")
    code, recording = recorded(script, options=options)
    assert code == 0
    assert recording.meta.complete
    assert recording.meta.python.startswith(version)
    assert recording.meta.notes == ()
    (handle,) = [h for h in named(recording, "handle") if h.outcome == "returned"]
    assert handle.request == 1
    recording.close()


def refusal(python: str, script: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the command says on stderr; it must refuse."""
    words = ["record", "-o", str(script.with_suffix(".hops")), "--python", python, str(script)]
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.10"])
def test_a_python_that_is_too_old_is_refused_with_a_hint(
    tmp_path: Path, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = pythons(version)
    if not found:
        pytest.skip(f"no Python {version} on this machine")
    error, hint = refusal(str(found[0]), write(tmp_path, "print(1)"), capsys)
    assert f"is CPython {version}." in error
    assert "3.11 or later" in hint


def test_a_free_threaded_python_is_refused_with_a_hint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It answers as such a build does: its ABI flags have a ``t``."""
    built = write(
        tmp_path,
        f"""\
        #!{sys.executable}
        import sys
        sys.abiflags = "t"
        exec(sys.argv[sys.argv.index("-c") + 1])
        """,
        "python",
    )
    built.chmod(0o755)
    error, hint = refusal(str(built), write(tmp_path, "print(1)"), capsys)
    version = ".".join(map(str, sys.version_info[:3]))
    assert f"{built} is a free-threaded CPython {version}, which cannot be recorded" in error
    assert "has the GIL" in hint


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ("#!/bin/sh\necho 'no such luck' >&2\nexit 3\n", 0o755, "no working Python: no such luck"),
        ("#!/bin/sh\nexit 0\n", 0o755, "no working Python: exit code 0"),
        ("not a program at all", 0o755, "does not run"),
        ("#!/bin/sh\n", 0o644, "no interpreter"),
    ],
)
def test_what_is_no_python_is_refused_with_a_hint(
    tmp_path: Path, text: str, mode: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = write(tmp_path, text, "python")
    broken.chmod(mode)
    error, hint = refusal(str(broken), write(tmp_path, "print(1)"), capsys)
    assert said in error
    assert "--python" in hint
