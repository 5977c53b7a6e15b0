"""The comparison and the what-if in the app: what they show, and where their keys lead."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from textual.pilot import Pilot

from lessons.compare.comparison import compare
from tests.app.places import driving
from tests.build import chain_recording
from tests.compare.conftest import Recorded
from tests.compare.test_endings import served
from tests.compare.test_partings import server
from tracer.recording import Recording
from tui.app.app import HopscopeApp
from tui.app.compare import compare_app
from tui.app.rows.glyphs import ASCII, UNICODE, Glyphs
from tui.app.screens.compare import CompareScreen
from tui.app.screens.what_if import WhatIfPage
from tui.app.widgets.compare_panes import TopRows, TreesPane


@asynccontextmanager
async def comparing(
    one: Path, other: Path, glyphs: Glyphs = UNICODE, size: tuple[int, int] = (100, 30)
) -> AsyncIterator[tuple[HopscopeApp, Pilot[int]]]:
    left, right = Recording(one), Recording(other)
    with closing(left), closing(right):
        app = compare_app(compare(left, right), glyphs)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield app, pilot


def trees(app: HopscopeApp) -> TreesPane:
    return app.screen.query_one(TreesPane)


def here(app: HopscopeApp) -> str:
    pane = trees(app)
    return "".join(text for text, _role in pane.row_at(pane.cursor))


def said(app: HopscopeApp) -> str:
    assert isinstance(app.screen, CompareScreen)
    return " ".join(app.screen.text().split())


async def test_it_begins_where_the_runs_part_and_says_why(recorded: Recorded) -> None:
    two = recorded("TCPServer"), recorded("ThreadingTCPServer", run=4)
    async with comparing(*two) as (app, pilot):
        assert here(app).split() == [
            "!►", "process_request", "BaseServer", "│", "process_request", "ThreadingMixIn",
        ]  # fmt: skip
        assert "In B ThreadingMixIn comes before BaseServer in the MRO" in said(app)
        await pilot.press("down")
        assert ("append" in here(app), "At this place in B only." in said(app)) == (True, True)
        await pilot.press("n")
        assert "server_close" in here(app)
        assert "In B ThreadingMixIn comes before TCPServer in the MRO" in said(app)
        await pilot.press("n", "N", "N", "N")
        assert "process_request" in here(app)
        await pilot.resize_terminal(80, 16)
        await pilot.pause()
        pane = trees(app)
        assert 0 <= pane.cursor - pane.scroll_offset.y < pane.size.height
        await pilot.press("q")
        assert not app.is_running


async def test_equal_subtrees_open_and_close_on_both_sides(recorded: Recorded) -> None:
    two = recorded("TCPServer"), recorded("ThreadingTCPServer", run=4)
    async with comparing(*two) as (app, pilot):
        before = trees(app).text()
        await pilot.press("g")
        assert "The same call in both" in said(app)
        await pilot.press("enter")
        opened = trees(app).text()
        assert opened.count("server_bind") == 2
        await pilot.press("down", "down")
        assert "server_bind" in here(app)
        await pilot.press("g", "enter")
        assert trees(app).text().replace("►", " ") == before.replace("►", " ")


async def test_a_narrow_terminal_without_unicode(tmp_path: Path) -> None:
    two = server(tmp_path, "one"), server(tmp_path, "other", raises="2")
    async with comparing(*two, ASCII, (76, 20)) as (app, _pilot):
        assert "raised OSError" in here(app)
        assert trees(app).text().replace("…", "~").isascii()
        assert all(len(line) <= 76 for line in trees(app).text().splitlines())


async def test_what_the_runs_lack_and_how_they_part_is_in_view(tmp_path: Path) -> None:
    two = served(tmp_path, "returned"), served(tmp_path, "unfinished", complete=False)
    async with comparing(*two, size=(60, 24)) as (app, _pilot):
        top = app.screen.query_one(TopRows)
        assert top.size.height == top.row_count()
        assert "The recording is incomplete" in top.text()
        assert " ".join(top.text().split()).endswith("in B it has no recorded end.")


async def test_what_if_says_which_class_would_answer(tmp_path: Path) -> None:
    async with driving(chain_recording(tmp_path, 60)) as app:
        await app.go_to("process_request")
        await app.press("W")
        page = app.top()
        assert isinstance(page, WhatIfPage)
        text = " ".join(page.text().split())
        assert "class ThreadingTCPServer(TCPServer, ThreadingMixIn)" in text
        assert "process_request would be found in BaseServer, not in ThreadingMixIn." in text
        await app.press("s")
        assert "No class of this MRO has more than one base." in page.text()
        await app.press("escape")
        await app.go_to("server_close")
        await app.press("n", "W")
        page = app.top()
        assert isinstance(page, WhatIfPage)


async def test_the_way_to_a_hop_may_part_before(tmp_path: Path) -> None:
    async with driving(chain_recording(tmp_path, 60)) as app:
        await app.go_to("process_request_thread")
        await app.press("W")
        page = app.top()
        assert isinstance(page, WhatIfPage)
        text = " ".join(page.text().split())
        assert "process_request_thread would be found in ThreadingMixIn, as now." in text
        assert "would part before: process_request would be found in BaseServer." in text


async def test_a_built_in_program_is_recorded_with_its_bases_swapped(tmp_path: Path) -> None:
    async with driving(chain_recording(tmp_path, 40)) as app:
        await app.go_to("process_request")
        await app.press("W", "r")
        for _ in range(600):
            if isinstance(app.top(), CompareScreen):
                break
            await app.pilot.pause(0.05)
        page = app.top()
        assert isinstance(page, CompareScreen)
        assert page.comparison.partings[0].summary == (
            "process_request: ThreadingMixIn in A, BaseServer in B"
        )
        folder = page.comparison.left.recording.path.parent
        await app.press("q")
        assert isinstance(app.top(), WhatIfPage)
        assert not folder.exists()


async def test_only_built_in_programs_are_recorded_so(tmp_path: Path) -> None:
    path = server(tmp_path, "one.hops")
    async with driving(path) as app:
        await app.press("W", "r")
        page = app.top()
        assert isinstance(page, WhatIfPage)
        assert "only a built-in program" in " ".join(page.text().split())
