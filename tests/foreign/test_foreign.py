"""A program that tries everything, recorded live: in no output does any of it act."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.app.places import driving
from tests.app.terminal import Terminal, terminal
from tests.cli.running import Ended, hopscope
from tests.foreign.payload import (
    MARK,
    PAYLOAD,
    acting,
    clipboards,
    foreign_sequences,
    sequences,
)
from tests.foreign.record import record, write_program
from tracer.recording import Recording

RUN = """
import sys
from tui.cli import main
raise SystemExit(main(sys.argv[1:]))
"""
NAME = PAYLOAD.replace("\0", "")
COLOURS = {"\x1b[#m", "\x1b[m"}


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_program(tmp_path_factory.mktemp("foreign"))


@pytest.fixture(scope="module")
def recorded(script: Path) -> tuple[Path, Ended]:
    output = script.parent / "evil\x1b[2J[b].hops"
    return output, record(script, output, "--lines")


def check(done: Ended, code: int) -> str:
    """It ended so, and nothing that it wrote acts; its stdout."""
    assert done.code == code, done.err[-2000:]
    for text in (done.out, done.err):
        assert sequences(text) == set()
        assert acting(text) == []
    assert "Traceback" not in done.err
    return done.out


def test_the_program_was_recorded_with_all_its_names(recorded: tuple[Path, Ended]) -> None:
    output, done = recorded
    assert done.code == 1  # its own exception ended it
    narrated = [line for line in done.err.split("\n") if line.startswith(("hopscope:", "hint:"))]
    assert narrated
    assert all(acting(line) == [] for line in narrated)
    recording = Recording(output)
    codes = {code.qualname for code in recording.codes()}
    classes = {facts.qualname for facts in recording.classes()}
    assert f"Cls.{PAYLOAD}" in codes
    assert {f"H{NAME}", f"Base{PAYLOAD}", f"Server{NAME}"} <= classes
    assert any(PAYLOAD in lane.name for lane in recording.lanes())
    raised = [hop.exception for hop in recording.hops() if hop.exception is not None]
    assert any(MARK in each.type and MARK in each.message for each in raised)
    assert all(len(each.message) < 10_000 for each in raised)
    assert len(max(hop.value or "" for hop in recording.hops())) < 10_000
    recording.close()


def test_reports_are_inert(recorded: tuple[Path, Ended]) -> None:
    text = check(hopscope("report", recorded[0]), 0)
    assert "\\x1b[9931m" in text
    assert "[red]EVIL[/]" in text
    document = json.loads(check(hopscope("report", "--format", "json", recorded[0]), 0))
    assert any(hop["function"]["name"] == PAYLOAD for hop in document["hops"])


def test_a_report_on_a_terminal_has_colours_and_nothing_else(recorded: tuple[Path, Ended]) -> None:
    with terminal(RUN, "report", str(recorded[0]), size=(160, 40)) as screen:
        assert screen.wait() == 0
        text = screen.painted.decode()
    assert MARK in text
    assert sequences(text) <= COLOURS
    assert acting(text, "\r\n") == []


def test_mro_is_inert_of_a_recording_and_of_an_import(
    recorded: tuple[Path, Ended], script: Path
) -> None:
    for form in ("text", "json"):
        done = hopscope("mro", "--format", form, recorded[0], f"H{NAME}")
        assert MARK in check(done, 0)
    check(hopscope("mro", recorded[0], "Nobody"), 2)
    plain = script.parent / "evil.py"
    plain.write_text(
        f"Evil = type({NAME!r}, (), {{{PAYLOAD!r}: lambda self: 0, '__module__': {PAYLOAD!r}}})\n"
    )
    assert MARK in check(hopscope("mro", f"{plain}:Evil"), 0)
    check(hopscope("mro", f"{plain}:Evil", "missing\x1b[2J"), 2)


def test_errors_are_one_inert_line_and_a_hint(script: Path) -> None:
    for words in (
        ("report", script.parent / "no\x1b[2J\r.hops"),
        ("nonsense\x1b[2J\u202e",),
        ("mro", "no\x1b[2J:such"),
        ("record", "-o", "/nowhere/\x1b[2J\r.hops", script),
    ):
        done = hopscope(*words)
        check(done, 2)
        assert len(done.err.split("\n")) == 3


SEARCH = b"what is searched for"
KEYS = (b"s", b"s", b"m", b"\x1b", b"1", b"2", b"3", b"4", b"b", b"B", b"\x1b", b"/", SEARCH,
        b"y", b"?", b"\x1b", b"G")  # fmt: skip


def test_the_app_writes_none_of_it_to_the_terminal(recorded: tuple[Path, Ended]) -> None:
    painted = _walk(recorded[0], b"EVIL\r")
    assert MARK in painted
    assert acting(painted, "\r\n") == []
    assert foreign_sequences(painted) == []
    (copied,) = clipboards(painted)
    assert "evil" in copied
    assert acting(copied, "") == []


def _walk(path: Path, search: bytes) -> str:
    with terminal(RUN, "step", str(path), size=(150, 45)) as screen:
        screen.expect(b"hop 1/")
        for key in KEYS:
            screen.type(search if key is SEARCH else key)
            _settle(screen)
        screen.type(b"q")
        assert screen.wait() == 0
        assert b"Traceback" not in screen.painted
        return screen.painted.decode()


def _settle(screen: Terminal) -> None:
    """Read until nothing more comes for a moment."""
    before = -1
    while before != len(screen.painted):
        before = len(screen.painted)
        screen.rest(0.15)


async def test_a_screenshot_is_sound_and_holds_nothing_that_acts(
    recorded: tuple[Path, Ended],
) -> None:
    async with driving(recorded[0], (150, 45), start_hop=4) as app:
        picture = app.app.export_screenshot(title="hopscope")
    assert acting(picture) == []
    root = ET.fromstring(picture)
    names = {each.tag.rpartition("}")[2] for each in root.iter()}
    assert names <= {"svg", "style", "defs", "clipPath", "rect", "g", "text", "circle"}
    assert "EVIL" in "".join(root.itertext())
