"""A recording is somebody else's data: nothing in it may act as markup or reach the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.app.places import driving
from tests.build import RecordingBuilder

HOSTILE = [
    "[red]x[/]",
    "x[/b]",
    "[@click=app.quit]x[/]",
    "d[key]",
    "\x1b[2J\x1b]0;owned\x07",
    "\x9b31mx",
    "a\u202eb\u2028c",
    "x" * 100_000,
    "链接循环" * 50,
    "",
]


def _record(folder: Path, text: str) -> Path:
    """A recording in which every name and every value is the text."""
    build = RecordingBuilder(folder, target=(text,))
    file = f"/tmp/{text[:60]}.py"
    lines = [f"def f():  # {text}", f"    g('{text}')", f"    '''{text}"]
    build.source(file, "\n".join(lines))
    caller = build.code("caller", text, module=text, file=file, first_line=1)
    code = build.code(text, text, module=text, file=file, first_line=2)
    base = build.cls(text, members={text: code}, module=text)
    cls = build.cls(text, (base,), {text: code}, module=f"{text}!")
    build.lane(name=text)
    receiver = build.object("server", cls)
    site = build.site(caller, 2, 4, 10 + len(text.encode()))
    hop = build.hop(
        code, receiver=receiver, site=site, owner=cls, attribute=text, arguments={text: text}
    )
    build.request(hop, text)
    build.set_request(hop, 1)
    other = build.lane("thread", text, parent_hop=hop)
    inner = build.hop(code, lane=other, site=site, owner_reason=text, instance_names=(text,))
    build.end(inner, exception=(text, text))
    build.end(hop, value=text)
    recording = build.finish()
    recording.close()
    return recording.path


KEYS = ("s", "d", "u", "f", "2", "3", "4", "y", "escape", "g")  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_is_shown_and_does_nothing(tmp_path: Path, text: str) -> None:
    size = (80, 24) if HOSTILE.index(text) % 2 else (170, 45)
    async with driving(_record(tmp_path, text), size) as app:
        await app.press("b")
        for key in KEYS:
            await app.press(key)
            _check_inert(app.screen_text())
        for key in ("m", "question_mark", "B"):
            await app.press(key)
            _check_inert(app.screen_text())
            await app.press("escape")
        assert app.app.is_running


def _check_inert(screen: str) -> None:
    acting = [c for c in screen if c != "\n" and (not c.isprintable())]
    assert not acting, acting


async def test_markup_is_shown_letter_by_letter(tmp_path: Path) -> None:
    text = "[red]x[/]"
    async with driving(_record(tmp_path, text), (170, 45)) as app:
        assert f"A ► ▾ {text}" in app.screen_text()
        for pane in ("calls", "lookup", "lanes"):
            assert text in app.pane(pane).text()
        await app.press("4")
        assert f"{text} = {text}" in app.pane("values").text()
        assert f"returned {text}" in app.pane("values").text()


async def test_escape_sequences_are_written_out(tmp_path: Path) -> None:
    text = "\x1b[2Jx"
    async with driving(_record(tmp_path, text), (170, 45)) as app:
        assert "\\x1b[2Jx" in app.pane("calls").text()
        assert "\\x1b[2Jx" in app.pane("source").text()
        assert "\x1b" not in app.screen_text()
