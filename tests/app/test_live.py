"""The app on a live run: a real server waits for the keys, and real clients wait for it."""

from __future__ import annotations

import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tests.app.live_places import driving_live
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.target import Target
from tui.app.app import HopscopeApp
from tui.app.keys import LIVE_ACTIONS
from tui.app.screens.choice import ChoicePage
from tui.app.screens.clients import ClientsPage
from tui.app.screens.flow import FlowPage
from tui.app.screens.output import OutputPage
from tui.app.sessions.live import LiveSession
from tui.app.walks.live import LiveWalk

THREADING = Target("builtin", "ThreadingTCPServer")
ONE_BY_ONE = Target("builtin", "TCPServer")


async def test_each_key_lets_one_hop_go_from_the_start_to_handle(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.until_held()
        assert (app.hop, app.function) == (1, "__init__")
        assert set(app.session.keys) == LIVE_ACTIONS
        assert "A MainThread held before __init__" in app.screen_text()
        await app.press("s")
        await app.until(lambda: app.hop == 2, "the next hop is not shown")
        await app.step_to("handle")
        assert "HELD" in app.screen_text()
        assert "held before handle" in app.screen_text()
        assert app.live.state.hops == len(app.app.story.tree)


async def test_news_that_come_before_the_first_screen_do_not_leave_it_blank(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = LiveSession.__init__

    def early(session: LiveSession, app: HopscopeApp, walk: LiveWalk) -> None:
        made(session, app, walk)
        app.view = replace(app.view, live=None)  # what it knows then is not the newest any more

    monkeypatch.setattr(LiveSession, "__init__", early)
    async with driving_live(ONE_BY_ONE, tmp_path) as app:
        await app.until(lambda: "hop 1/" in app.screen_text(), "the screen stays blank")
        assert "held before __init__" in app.screen_text()


async def test_looking_back_lets_nothing_go(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("serve_forever")
        newest, hops = app.hop, app.live.state.hops
        await app.press("S", "S", "S")
        assert app.hop == newest - 3
        assert "3 behind live" in app.screen_text()
        await app.press("s", "s")
        assert (app.hop, app.live.state.hops) == (newest - 1, hops)
        await app.press("G")
        assert app.hop == newest
        assert "behind live" not in app.screen_text()
        await app.press("s")
        await app.until(lambda: app.live.state.hops > hops, "it does not go on")


async def test_over_runs_what_the_call_makes(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("server_activate")
        await app.press("n")
        await app.until(lambda: app.function == "__enter__", "it is not over")
        await app.until_held()


async def test_finish_stops_at_the_end_of_the_call(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("verify_request")
        await app.press("f")
        await app.until(lambda: app.at().returned_ns is not None, "it does not stop at its end")
        assert "held after verify_request ended" in app.screen_text()
        assert "BaseServer.verify_request returned True" in app.screen_text()
        await app.press("s")
        await app.until(lambda: app.function == "process_request", "it does not go on")


async def test_a_hop_held_after_its_end_that_is_chosen_in_the_tree_shows_at_its_end(
    tmp_path: Path,
) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("verify_request")
        await app.press("f")
        await app.until(lambda: app.at().returned_ns is not None, "it does not stop at its end")
        held = app.hop
        await app.press("k")
        assert app.hop != held
        await app.press("j")
        assert app.hop == held
        assert app.at().returned_ns == app.app.story.hop(held).end_ns
        assert "BaseServer.verify_request returned True" in app.screen_text()


async def test_two_handlers_are_held_at_once_and_the_second_goes_first(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("handle")
        await app.press("b")
        assert "is a breakpoint" in app.screen_text()
        app.clients.open().send(b"second\n")
        await app.press("<")  # the main lane goes on to accept the second client
        await app.press("c")
        # The first client's handler goes on to its end; the second one stops at the breakpoint.
        await app.until(lambda: "handle" in app.held_functions(), "the second is not held")
        app.clients.open().send(b"third\n")
        second = app.held_at("handle")
        main = app.app.story.tree.lane(1)

        def both_held() -> bool:
            app.let_go("handle", lanes=(second.lane,))
            return app.held_functions().count("handle") == 2

        await app.until(both_held, "the third is not held")
        third = max(each.lane for each in app.live.state.held)
        assert third not in (main, second.lane)
        answers = app.clients.callers[1]
        await app.press("G")
        await app.choose(third)
        await app.press("b", "t", "down", "down", "down", "enter")
        await app.until(
            lambda: [kind for kind, _ in answers.talk] == ["sent", "heard"], "no answer"
        )
        assert answers.talk[-1] == ("heard", b"THIRD\n")
        assert app.clients.callers[0].talk[-1] == ("sent", b"second\n"), "it overtook nobody"


async def test_a_lane_that_waits_for_a_held_one_is_told_apart(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("run")
        second = app.held_at("run")
        await app.choose(app.app.story.tree.lane(1))
        text = "A MainThread may wait for a held lane: s goes to B Thread-2"

        def offered() -> bool:
            app.let_go(lanes=(second.lane,))  # on to the main lane's next select
            return text in app.screen_text()

        await app.until(offered, "it is not offered")
        await app.press("s")
        assert app.hop == second.hop


async def test_with_tcpserver_the_second_client_waits_in_the_backlog(tmp_path: Path) -> None:
    async with driving_live(ONE_BY_ONE, tmp_path) as app:
        await app.come_to("handle")
        app.clients.open().send(b"second\n")
        await app.press("t", "down", "enter")  # run to a new request's first hop
        await app.until(
            lambda: "waits" in app.screen_text() or app.function == "verify_request", "?"
        )
        requests = {app.app.story.tree.request(hop) for hop in app.app.story.tree.order}
        await app.until(lambda: app.function == "verify_request", "the second is not accepted")
        ends = [h for h in app.app.story.recording.hops() if h.request == 1 and h.end_ns is None]
        assert not ends, "the second was accepted before the first was served"
        assert requests <= {None, 1, 2}


async def test_space_lets_everything_go_and_holds_it(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.press("space")
        await app.until(lambda: "everything runs" in app.screen_text(), "it does not run")
        await app.until(lambda: "waits in select" in app.screen_text(), "it does not wait")
        assert "RUNS" in app.screen_text()
        await app.press("space")
        app.clients.open()
        await app.until(
            lambda: app.held_functions() == ["_handle_request_noblock"], "it is not held"
        )


async def test_clients_talk_to_the_server_from_the_app(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("serve_forever")
        await app.press("space", "a")
        assert isinstance(app.app.screen, ClientsPage)
        await app.pilot.press(*"hi", "enter")
        await app.until(
            lambda: ("heard", b"HI\n") in [e for c in app.clients.callers for e in c.talk],
            "the client was not answered",
        )
        await app.pilot.press("ctrl+d")
        assert app.clients.callers[0].status == "hung up"
        await app.pilot.press("escape")
        assert not isinstance(app.app.screen, ClientsPage)


async def test_quitting_asks_and_stopping_shows_the_end(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("serve_forever")
        await app.press("q")
        assert isinstance(app.app.screen, ChoicePage)
        await app.press("down", "enter")
        await app.until(lambda: app.live.state.ended, "the program does not end")
        await app.until(lambda: "hopscope stopped it." in app.screen_text(), "it is not said")
        names = [app.app.story.code(hop).name for hop in app.app.story.tree.order]
        assert "server_close" in names
        assert app.app.story.recording.meta.complete
        await app.press("g", "s")
        assert app.hop == 2  # now it is a recording like any other


async def test_output_and_lanes_have_pages(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("process_request_thread")
        await app.press("o")
        assert isinstance(app.app.screen, OutputPage)
        assert "listening on ('127.0.0.1'," in app.app.screen.text()
        await app.press("escape", "v")
        assert isinstance(app.app.screen, FlowPage)
        text = app.app.screen.text()
        assert "held before process_request_thread" in text
        assert "A┄► run" in text


async def test_a_page_stays_on_top_while_the_program_goes_on(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        hops = app.live.state.hops
        await app.press("space", "q")
        await app.until(lambda: app.live.state.hops > hops + 10, "it does not go on")
        assert isinstance(app.app.screen, ChoicePage)
        assert "stop the program and leave" in app.screen_text()


async def test_a_web_server_answers_when_it_is_let_go(tmp_path: Path) -> None:
    script = tmp_path / "web.py"
    script.write_text(
        "import http.server\n"
        "class Page(http.server.BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n"
        "        self.send_response(200); self.end_headers(); self.wfile.write(b'whole answer')\n"
        "with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Page) as server:\n"
        "    server.serve_forever(0.05)\n"
    )
    async with driving_live(Target("script", str(script)), tmp_path) as app:
        await app.come_to("serve_forever")
        address = app.live.state.listening[0].address
        assert not isinstance(address, str)
        assert app.live.state.web == {"server#1"}
        with ThreadPoolExecutor(1) as pool:
            page = pool.submit(
                urllib.request.urlopen, f"http://127.0.0.1:{address[1]}/", timeout=60
            )
            await app.come_to("do_GET")
            assert not page.done()
            await app.press("space")
            await app.until(page.done, "the client has no answer")
            with page.result() as answer:
                assert answer.read() == b"whole answer"


async def test_what_was_recorded_so_far_can_be_written_to_a_file(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path) as app:
        await app.come_to("serve_forever")
        await app.press("w")
        await app.answer(str(tmp_path / "kept.hops"))
        assert "wrote" in app.screen_text()
        kept = Recording(tmp_path / "kept.hops")
        try:
            assert len(kept) == app.live.state.hops
            assert not kept.meta.complete
        finally:
            kept.close()


async def test_that_the_recording_is_full_is_told_and_nobody_is_held(tmp_path: Path) -> None:
    async with driving_live(THREADING, tmp_path, Options(max_hops=8)) as app:
        await app.until_held()
        assert "is full" not in app.screen_text()
        for _ in range(7):
            await app.until_moved(app.press("s"))
        await app.press("s")
        full = "the recording is full (8 hops): the program runs on unrecorded"
        await app.until(lambda: full in app.screen_text(), "that it is full is not told")
        await app.press("space", "s")
        assert (app.live.state.held, app.live.state.is_free) == ((), True)
        assert full in app.screen_text()
        await app.press("E")
        ended = "the recording is full (8 hops): what came after is missing; hopscope stopped it"
        await app.until(lambda: ended in app.screen_text(), "the end is not told")
