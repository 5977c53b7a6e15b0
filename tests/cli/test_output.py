"""What ``-o`` writes to, and what it leaves as it was."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import PATIENCE, PROJECT, Ended, assert_refused, hopscope
from tracer.errors import HopscopeError
from tracer.recording import Recording, is_recording
from tui.output import judged

SCRIPT = """\
import socketserver
import sys
import helper
server = socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler)
helper.finish(server)
"""
HELPER = """\
import socketserver
class Helped(socketserver.BaseServer):
    def finish(self):
        return 1
def finish(server):
    Helped(None, None).finish()
    server.server_close()
    while len(__import__("sys").argv) > 1:
        __import__("time").sleep(0.01)
"""
PROTECTED = ("self.py", "helper.py", "text.txt", "good.hops")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a script, what it imports, a text and a recording, and links to each."""
    (tmp_path / "self.py").write_text(SCRIPT)
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "text.txt").write_text("a text\n")
    (tmp_path / "tmp").mkdir()
    assert do(tmp_path, "record", "-o", "good.hops", "self.py").code == 0
    for name in PROTECTED:
        (tmp_path / f"link-{name}").symlink_to(name)
    return tmp_path


def do(folder: Path, *words: str) -> Ended:
    return hopscope(*words, cwd=folder, TMPDIR=str(folder / "tmp"))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, byte for byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


READ = "is read by this command"
REFUSED = [
    # A recording never replaces the script, a recorded source or an input, by any name.
    (("record", "-o", "self.py", "self.py"), READ),
    (("record", "--force", "-o", "self.py", "self.py"), READ),
    (("record", "--force", "-o", "link-self.py", "self.py"), READ),
    (("record", "-o", "./tmp/../self.py", "self.py"), READ),
    (("record", "-o", "self.py", "-m", "self"), READ),
    (("record", "-o", "good.hops", "good.hops"), READ),
    (("record", "-o", "link-good.hops", "good.hops"), READ),
    (("record", "--force", "-o", "helper.py", "good.hops"), READ),
    (("record", "--force", "-o", "text.txt", "self.py", "text.txt"), READ),
    # ... and what is no recording only where that is asked for.
    (("record", "-o", "text.txt", "self.py"), "no recording"),
    (("record", "-o", "link-text.txt", "self.py"), "no recording"),
    (("record", "-o", "text.txt", "good.hops"), "no recording"),
    (("record", "-o", "good.hops", "--python", "no/such", "self.py"), "no interpreter"),
    (("record", "-o", "good.hops", "no-such.py"), "no script"),
    (("record", "-o", "good.hops", "--max-hops", "0", "self.py"), "--max-hops"),
    (("record", "-o", "-", "self.py"), "cannot go to stdout"),
    (("record", "-o", "no/run.hops", "self.py"), "cannot write"),
    (("record", "-o", "tmp", "self.py"), "is a folder"),
    (("report", "-o", "self.py", "self.py"), READ),
    (("report", "-o", "self.py", "good.hops"), READ),
    (("report", "-o", "link-helper.py", "good.hops"), READ),
    (("report", "-o", "good.hops", "good.hops"), READ),
    (("report", "-o", "good.hops", "self.py"), "is a recording"),
    (("compare", "-o", "link-good.hops", "TCPServer", "self.py"), "is a recording"),
    (("scrub", "good.hops", "-o", "good.hops"), READ),
    (("scrub", "--force", "good.hops", "-o", "self.py"), READ),
    (("scrub", "good.hops", "-o", "text.txt"), "no recording"),
    (("report", "-o", "no/report.txt", "good.hops"), "cannot write"),
    (("compare", "-o", "good.hops", "good.hops", "TCPServer"), READ),
    (("compare", "-o", "helper.py", "TCPServer", "good.hops"), READ),
    (("compare", "-o", "self.py", "TCPServer", "self.py"), READ),
]


@pytest.mark.parametrize(("words", "message"), REFUSED, ids=lambda value: " ".join(value)[:60])
def test_what_is_refused_leaves_everything_as_it_was(
    folder: Path, words: tuple[str, ...], message: str
) -> None:
    before = contents(folder)
    ended = do(folder, *words)
    assert ended.code == 2, ended
    assert message in ended.err
    assert contents(folder) == before


@pytest.mark.parametrize("command", ["record", "report", "compare"])
@pytest.mark.parametrize("kind", ["fifo", "socket", "link to a fifo", "loop"])
def test_what_is_no_regular_file_stays(folder: Path, command: str, kind: str) -> None:
    place = folder / "place"
    with contextlib.ExitStack() as stack:
        match kind:
            case "fifo":
                os.mkfifo(place)
            case "link to a fifo":
                os.mkfifo(folder / "fifo")
                place.symlink_to("fifo")
            case "loop":
                place.symlink_to("place")
            case _:
                server = stack.enter_context(socket.socket(socket.AF_UNIX))
                here = os.open(folder, os.O_PATH)
                stack.callback(os.close, here)
                server.bind(f"/proc/self/fd/{here}/place")
        before = place.lstat()
        targets = ["TCPServer"] * (1 + (command == "compare"))
        assert_refused(do(folder, command, "-o", "place", *targets), "place", "file")
        after = place.lstat()
        assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/dev/stdout"])
def test_a_device_is_refused_before_anything_is_done(device: str) -> None:
    with Path("/dev/null").open("w") as nothing:  # what /dev/stdout leads to, under any runner
        before = os.dup(1)
        os.dup2(nothing.fileno(), 1)
        try:
            with pytest.raises(HopscopeError, match="no regular file"):
                judged(Path(device), ())
        finally:
            os.dup2(before, 1)
            os.close(before)


def test_a_source_that_only_the_run_brings_up_is_not_written(folder: Path) -> None:
    before = contents(folder)
    recorded = do(folder, "record", "--force", "-o", "helper.py", "self.py")
    assert (recorded.code, READ in recorded.err) == (2, True)
    assert "what was recorded is in helper.partial.hops" in recorded.err
    (partial,) = set(contents(folder)) - set(before)
    assert partial == "helper.partial.hops"
    Recording(folder / partial).close()
    (folder / partial).unlink()
    told = do(folder, "report", "-o", "helper.py", "self.py")
    assert (told.code, READ in told.err) == (2, True)
    assert contents(folder) == before


def test_a_run_without_a_hop_replaces_no_recording(folder: Path) -> None:
    (folder / "broken.py").write_text("def (\n")
    before = contents(folder)
    ended = do(folder, "record", "-o", "good.hops", "broken.py")
    assert (ended.code, "good.hops stays as it was" in ended.err) == (1, True)
    assert contents(folder) == before


def test_what_may_be_replaced_is(folder: Path) -> None:
    before = (folder / "good.hops").read_bytes()
    assert do(folder, "record", "-o", "link-good.hops", "self.py").code == 0
    assert (folder / "link-good.hops").is_symlink()
    assert (folder / "good.hops").read_bytes() != before
    assert is_recording(folder / "good.hops")
    assert do(folder, "record", "--force", "-o", "text.txt", "self.py").code == 0
    assert is_recording(folder / "text.txt")
    (folder / "empty").touch()
    (folder / "dangling").symlink_to("new.hops")
    for name in ("empty", "dangling"):
        assert do(folder, "record", "-o", name, "self.py").code == 0
        assert is_recording(folder / name)
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    (folder / "report.txt").write_text("old")
    (folder / "report.txt").chmod(0o640)
    assert do(folder, "report", "-o", "report.txt", "good.hops").code == 0
    assert "── Call tree" in (folder / "report.txt").read_text()
    assert stat.S_IMODE((folder / "report.txt").stat().st_mode) == 0o640
    assert do(folder, "report", "-o", "-", "good.hops").out.startswith("hopscope: ")
    assert not [name for name in contents(folder) if "part" in name]


@contextlib.contextmanager
def recording_now(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program that is being recorded into ``new.hops`` until it is ended."""
    child = subprocess.Popen(
        [sys.executable, "-m", "hopscope", "record", "-o", "new.hops", "self.py", "stay"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(PROJECT), "TMPDIR": str(folder / "tmp")},
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    with child:
        assert child.stderr is not None
        said = child.stderr.readline()
        assert "recording into new.partial.hops, which becomes new.hops" in said
        assert "listens" in child.stderr.readline()
        try:
            yield child
        finally:
            child.kill()
            child.stderr.read()


def test_two_recorders_do_not_write_one_file(folder: Path) -> None:
    with recording_now(folder) as child:
        assert_refused(
            do(folder, "record", "-o", "new.hops", "self.py"), "another hopscope", "another file"
        )
        assert_refused(
            do(folder, "record", "-o", "new.hops", "good.hops"), "another hopscope", "another file"
        )
        child.terminate()
        child.wait(PATIENCE)
    assert _hops(folder / "new.hops")
    assert not (folder / "new.partial.hops").exists()


def test_what_a_kill_leaves_opens_and_is_never_written_to(folder: Path) -> None:
    with recording_now(folder) as child:
        deadline = time.monotonic() + PATIENCE
        while not _hops(folder / "new.partial.hops"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        child.kill()
        child.wait(PATIENCE)
    assert not (folder / "new.hops").exists()
    left = _hops(folder / "new.partial.hops")
    assert do(folder, "report", "new.partial.hops").code == 0
    again = do(folder, "record", "-o", "new.hops", "self.py")
    assert "recording into new.partial-2.hops" in again.err
    assert is_recording(folder / "new.hops")
    assert not (folder / "new.partial-2.hops").exists()
    assert _hops(folder / "new.partial.hops") == left


def _hops(path: Path) -> int:
    with contextlib.closing(Recording(path)) as recording:
        return len(recording)
