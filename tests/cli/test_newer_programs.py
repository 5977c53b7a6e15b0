"""A program that ran under a newer Python, whose syntax this one cannot read: said once, at the top."""

from __future__ import annotations

import json
import sys
import textwrap
from contextlib import closing
from pathlib import Path

import pytest

from lessons.explain.newer_sources import newer_sources_note
from lessons.explain.steps import Steps
from lessons.source.call_site import Dispatch
from tests.cli.running import hopscope
from tests.tracer.running import pythons, recorded, write
from tracer.recording import Recording
from tracer.running.options import Options
from tui.app.app import HopscopeApp
from tui.app.model.story import Story
from tui.app.rows.glyphs import choose
from tui.app.sessions.recorded import RecordedSession
from tui.app.walks.recorded import RecordedWalk

HERE = sys.version_info[:2]
SERVER = """
import socketserver
class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.answer()
    def answer(self): pass
with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
    server.handle_request()
"""


def recorded_with(version: tuple[int, int], folder: Path, text: str) -> Path:
    """A recording of a server by a Python of that version; skips where there is none."""
    found = pythons(".".join(map(str, version)))
    if not found or version <= HERE:
        pytest.skip(f"no newer Python {version} on this machine")
    script = write(folder, textwrap.dedent(text) + SERVER)
    code, recording = recorded(script, options=Options(python=str(found[-1]), send=("hello",)))
    assert code == 0
    with closing(recording):
        for step in Steps(recording).all():
            site = recording.site(step.hop.site) if step.hop.site else None
            if site is not None and recording.code(site.code).file == str(script):
                assert step.dispatch is Dispatch.UNKNOWN
                assert step.lookup is not None
                assert "syntax newer than this Python" in (step.lookup.reason or "")
    return recording.path


@pytest.mark.parametrize(
    ("version", "text"),
    [
        ((3, 12), "type Words = list[bytes]"),
        ((3, 13), "def first[T = int](x: list[T]) -> T: return x[0]"),
        ((3, 14), "try: pass\nexcept KeyError, OSError: pass"),
        ((3, 15), "lazy import json"),
    ],
)
def test_a_recording_says_it_once_at_the_top(
    tmp_path: Path, version: tuple[int, int], text: str
) -> None:
    path = recorded_with(version, tmp_path, text)
    theirs, ours = ".".join(map(str, version)), ".".join(map(str, HERE))
    words = (
        f"recorded with {theirs}, whose syntax this Python ({ours}) cannot read: open it with "
        f"{theirs} or newer"
    )
    report = " ".join(hopscope("report", path).out.split())
    assert report.count("cannot read") == 1
    assert words in report.partition("Class map")[0]
    assert "program.py" in report.partition("Class map")[0]
    (note,) = json.loads(hopscope("report", "--format", "json", path).out)["notes"]
    assert note.startswith(words)
    with closing(Recording(path)) as recording:
        app = HopscopeApp(RecordedWalk(Story(recording, choose())))
        app.session = RecordedSession(app)
        assert app.view.note == note
    chinese = hopscope("report", "--lang", "zh-CN", path).out
    assert f"用 {theirs} 记录" in chinese.partition("类图")[0]
    assert json.loads(hopscope("report", "--lang", "zh-CN", "--format", "json", path).out)[
        "notes"
    ] == [note]
    compared = json.loads(hopscope("compare", "--format", "json", path, path).out)
    assert [side["notes"] for side in (compared["a"], compared["b"])] == [[note]] * 2


def test_at_most_three_files_are_named(tmp_path: Path) -> None:
    for number in range(5):
        write(
            tmp_path,
            "type Word = int\ndef f(): import socketserver as s; s.BaseServer(0, None)",
            f"part{number}.py",
        )
    imports = "\n".join(f"import part{number}; part{number}.f()" for number in range(5))
    found = pythons("3.12")
    if not found or HERE >= (3, 12):
        pytest.skip("no newer Python 3.12 on this machine")
    script = write(tmp_path, imports + SERVER)
    options = Options(python=str(found[-1]), send=("hello",))
    _code, recording = recorded(script, options=options)
    with closing(recording):
        note = newer_sources_note(recording)
    assert note is not None
    assert note.count("part") == 3
    assert note.endswith("and 2 more are not explained)")


def test_what_this_python_recorded_itself_says_nothing(tmp_path: Path) -> None:
    script = write(tmp_path, SERVER)
    _code, recording = recorded(script, options=Options(send=("hello",)))
    with closing(recording):
        assert newer_sources_note(recording) is None
