"""``report --format text``: what a reader sees, on any paper, whatever the program is called."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.build import RecordingBuilder, chain_recording
from tests.reports.goldens import compare, scrubbed
from tests.reports.made import made_recording
from tracer.model import Note
from tracer.recording import Recording
from tui.reports.run import text as report

HOSTILE = "Evil\x1b]0;owned\x07\u202e[red]x[/b]\n\x9b31m"


class Paper(io.StringIO):
    """A stream of a given encoding, a terminal or not."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        super().__init__()
        self._encoding = encoding
        self._terminal = terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return self._terminal


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def printed(recording: Recording, paper: Paper | None = None) -> str:
    paper = paper or Paper()
    try:
        report.write(recording, paper)
    finally:
        recording.close()
    return paper.getvalue()


def section(text: str, title: str) -> list[str]:
    """The lines of one section."""
    after = text.split(f"── {title} ─")[1]
    return re.split(r"^── [A-Z][a-z ]+ ─", after, flags=re.MULTILINE)[0].splitlines()[1:]


def test_a_small_recording_word_for_word(tmp_path: Path) -> None:
    compare("made.txt", scrubbed(printed(made_recording(tmp_path)), tmp_path))


@pytest.mark.parametrize("width", [80, 100])
def test_the_life_of_a_server_word_for_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = printed(chain_recording(tmp_path, 100))
    # How a with statement is positioned differs between Pythons, and only lookups tell it.
    before, _, rest = text.partition("── Lookups")
    _, _, after = rest.partition("── Timing")
    head, _, told = before.partition("\n")
    assert re.fullmatch(r"hopscope: ThreadingTCPServer on Python 3\.\d+\.\d+", head)
    compare(f"chain-{width}.txt", scrubbed(told + after))


def test_the_lookup_that_the_article_is_about(tmp_path: Path) -> None:
    lines = section(scrubbed(printed(chain_recording(tmp_path, 60))), "Lookups")
    at = lines.index("process_request of ThreadingMixIn   2 times, first as hop 12")
    assert lines[at + 1 : at + 6] == [
        "    self.process_request(request, client_address)   socketserver.py:N",
        "    Found in ThreadingMixIn: `self.process_request` on a ThreadingTCPServer; not in",
        "    ThreadingTCPServer; BaseServer's version is shadowed.",
        "    ThreadingTCPServer no → ThreadingMixIn FOUND, not asked: TCPServer, BaseServer (shadowed,",
        "    super() reaches it), object",
    ]


def test_equal_requests_are_counted_and_not_repeated(tmp_path: Path) -> None:
    few = section(printed(chain_recording(tmp_path, 60)), "Call tree")
    recording = chain_recording(tmp_path, 2_000)
    requests = len(recording.requests())
    many = section(printed(recording), "Call tree")
    assert requests > 90
    assert any(f"{requests}: so went requests 1\N{EN DASH}{requests}" in line for line in many)
    assert len(many) == len(few)
    assert sum("process_request_thread" in line and "lane" not in line for line in many) == 1


def test_nothing_is_wider_than_the_paper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for recording in (chain_recording(tmp_path, 60), hostile_recording(tmp_path)):
        lines = printed(recording).splitlines()
        assert max(map(cell_len, lines)) <= 80


def test_a_file_gets_no_escape_and_no_trailing_blank(tmp_path: Path) -> None:
    text = printed(chain_recording(tmp_path, 60))
    assert "\x1b" not in text
    assert not re.search(r"[ \t]$", text, re.MULTILINE)


def test_a_terminal_gets_bold_and_with_no_color_no_colour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[1m" in printed(chain_recording(tmp_path, 60), Paper(terminal=True))
    monkeypatch.setenv("NO_COLOR", "1")
    text = printed(chain_recording(tmp_path, 60), Paper(terminal=True))
    codes = {
        int(c) for found in re.findall(r"\x1b\[([\d;]*)m", text) for c in found.split(";") if c
    }
    assert not {code for code in codes if code >= 30}


def test_ascii_paper_gets_ascii_signs(tmp_path: Path) -> None:
    text = printed(chain_recording(tmp_path, 60), Paper("ascii"))
    assert text.isascii()
    assert "|-get_request" in text
    assert "~> lane B: thread Thread-1" in text


def test_signs_that_the_encoding_lacks_are_escaped(tmp_path: Path) -> None:
    text = printed(hostile_recording(tmp_path, name="服务器"), Paper("latin-1"))
    assert "\\u670d\\u52a1\\u5668" in text
    text.encode("latin-1")


def hostile_recording(folder: Path, name: str = HOSTILE) -> Recording:
    """Everything that a program may name bears the same evil name."""
    build = RecordingBuilder(folder, name="hostile.hops", target=(name,))
    code = build.code(name, qualname=name, module=name, file=f"{name}.py")
    base = build.cls(name, members={name: code}, module=name)
    other = build.cls(name + "2", (base,), {name: code}, module=name)
    server = build.object("server", other)
    build.lane(name=name)
    failing = build.hop(code, receiver=server, owner=base, attribute=name)
    build.request(failing, client=name)
    build.end(build.hop(code, receiver=server, owner=other, attribute=name), value=name)
    build.end(failing, exception=(name, name))
    build.writer.note(Note(name))
    return build.finish()


def test_foreign_text_is_inert(tmp_path: Path) -> None:
    text = printed(hostile_recording(tmp_path), Paper(terminal=True))
    shown = re.sub(r"\x1b\[[\d;]*m", "", text)  # our own bold and dim
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)
    assert "Evil\\x1b]0;owned\\x07\\u202e[red]x[/b]\\n\\x9b31m" in shown
    assert "raised Evil\\x1b" in shown
    assert not any(line.startswith(("Evil", "\\x9b", "31m")) for line in section(shown, "Notes"))


def deep_recording(folder: Path, names: tuple[str, ...], depth: int) -> Recording:
    build = RecordingBuilder(folder, name="deep.hops")
    codes = [build.code(name) for name in names]
    cls = build.cls("Deep", members=dict(zip(names, codes, strict=True)))
    handler = build.object("handler", cls)
    hops = []
    for level in range(depth):
        index = level % len(names)
        hops.append(build.hop(codes[index], receiver=handler, owner=cls, attribute=names[index]))
    for hop in reversed(hops):
        build.end(hop)
    return build.finish()


def test_a_call_chain_5000_deep_is_walked(tmp_path: Path) -> None:
    lines = section(printed(deep_recording(tmp_path, ("ping", "pong"), 5_000)), "Call tree")
    assert any("(1500) ping" in line for line in lines)
    assert lines[-2] == "The first 2,000 lines of the tree; hopscope step shows all of it."


def test_plain_recursion_is_counted(tmp_path: Path) -> None:
    lines = section(printed(deep_recording(tmp_path, ("again",), 5_000)), "Call tree")
    assert any("4,998 more calls of itself" in line for line in lines)
    assert any("(4999) again" in line for line in lines)
    assert len(lines) < 12


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[list[str]]:
    """The call tree of a handler that asks, answers, asks, answers, and then leaves."""
    build = RecordingBuilder(tmp_path)
    names = ("handle", "ask", "answer", "leave")
    codes = {name: build.code(name) for name in names}
    cls = build.cls("Talk", members=codes)
    talk = build.object("handler", cls)
    outer = build.hop(codes["handle"], receiver=talk, owner=cls, attribute="handle")
    for name in ("ask", "answer") * 3 + ("leave",):
        build.call(codes[name], receiver=talk, owner=cls, attribute=name)
    build.end(outer)
    yield section(printed(build.finish()), "Call tree")


def test_a_round_of_calls_is_told_once(rounds: list[str]) -> None:
    names = [m[1] for line in rounds if (m := re.search(r"(\w+) +Talk", line))]
    assert names == ["handle", "ask", "answer", "leave"]
    assert sum("3, these 2 calls:" in line for line in rounds) == 1
