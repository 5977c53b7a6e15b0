"""Every key, pressed: what it does to the state, and what is then on the screen."""

from __future__ import annotations

from pathlib import Path

from tests.app.places import are_equal, driving
from tui.app.keys import KEYS
from tui.app.model.state import BODY, ViewState
from tui.app.screens.choice import ChoicePage
from tui.app.screens.page import ExplainPage, HelpPage


async def test_into_goes_to_the_next_hop_and_back_to_the_previous(chain: Path) -> None:
    async with driving(chain) as app:
        for number, key in enumerate(("s", "right", "f11"), 2):
            await app.press(key)
            assert app.hop == number
        assert "hop 4/" in app.screen_text()
        for number, key in zip((3, 2, 1), ("S", "left", "backspace"), strict=True):
            await app.press(key)
            assert app.hop == number
        await app.press("S")
        assert "this is the first hop" in app.screen_text()


async def test_over_skips_what_the_hop_calls(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        await app.press("n")
        assert app.function == "service_actions"
        assert app.app.story.hop(app.hop).lane == 1
        await app.press("f10")
        assert app.function == "_handle_request_noblock"


async def test_over_backwards(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        await app.press("N")
        assert app.function == "verify_request"


async def test_finish_shows_the_outcome_and_its_twin_the_call(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("verify_request")
        await app.press("f")
        assert app.at().returned_ns is not None
        assert "BaseServer.verify_request returned True" in app.screen_text()
        await app.press("f")
        assert app.function == "_handle_request_noblock"
        await app.press("F")
        assert app.at().returned_ns is None
        await app.press("F")
        assert app.function == "serve_forever"


async def test_first_and_last(chain: Path) -> None:
    async with driving(chain, start_hop=5) as app:
        for key in ("G", "end"):
            await app.press(key)
            assert app.hop == len(app.app.story.tree)
            await app.press("g" if key == "G" else "home")
            assert app.hop == 1


async def test_caller_and_callee_change_the_source_and_not_the_time(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        hop = app.hop
        assert "CALL SITE" in app.title("source")
        await app.press("d")
        assert app.at().frame == BODY
        assert "RUNS" in app.title("source")
        assert "ThreadingMixIn.process_request" in app.title("source")
        await app.press("u", "u")
        assert "1 OUT" in app.title("source")
        assert "BaseServer.serve_forever" in app.title("source")
        assert app.hop == hop


async def test_search_and_its_matches(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("slash")
        assert app.pane("calls").has_focus is False
        await app.answer("get_req")
        assert app.function == "get_request"
        first = app.hop
        await app.press("full_stop")
        assert app.function == "get_request"
        assert app.hop > first
        await app.press("comma")
        assert app.hop == first
        assert app.pane("calls").has_focus


async def test_a_search_without_a_match_stays_and_says_so(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("slash")
        await app.answer("nowhere")
        assert app.hop == 1
        assert "no call matches 'nowhere'" in app.screen_text()


async def test_a_search_withdrawn_does_nothing(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("slash", "g", "escape")
        assert (app.hop, app.at().sought) == (1, "")
        await app.press("full_stop")
        assert "nothing was searched for yet" in app.screen_text()


async def test_same_function_forwards_and_backwards(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("handle")
        first = app.hop
        await app.press("asterisk")
        assert app.function == "handle"
        assert app.hop > first
        await app.press("number_sign")
        assert app.hop == first


async def test_go_to_takes_a_number_and_a_place(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("colon")
        await app.answer("17")
        assert app.hop == 17
        await app.go_to("finish_request")
        code = app.app.story.code(app.hop)
        await app.press("g", "colon")
        await app.answer(f"socketserver.py:{code.first_line + 2}")
        assert app.function == "finish_request"
        await app.press("colon")
        await app.answer("nonsense")
        assert "neither a hop" in app.screen_text()
        await app.press("colon")
        await app.answer("99999")
        assert "there is no hop 99999" in app.screen_text()


async def test_lanes_next_and_previous(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("greater_than_sign")
        assert app.app.story.hop(app.hop).lane == 2
        await app.press("less_than_sign")
        assert app.app.story.hop(app.hop).lane == 1
        await app.press("less_than_sign")
        assert "first lane" in app.screen_text()


async def test_bookmarks_are_set_visited_and_listed(chain: Path) -> None:
    async with driving(chain, start_hop=4) as app:
        await app.press("b")
        await app.go_to("handle")
        handle = app.hop
        app.app.move(ViewState(handle, bookmarks=frozenset({4})))
        await app.press("b", "C")
        assert app.hop == 4
        await app.press("c")
        assert app.hop == handle
        await app.press("B")
        assert isinstance(app.top(), ChoicePage)
        assert "hop 4" in app.screen_text()
        await app.press("enter")
        assert app.hop == 4


async def test_without_bookmarks_the_keys_say_how_to_set_one(chain: Path) -> None:
    async with driving(chain) as app:
        for key in ("c", "f5", "C", "B"):
            await app.press(key)
            assert "b sets one" in app.screen_text()
            await app.press("escape")
            assert "b sets one" not in app.screen_text()


async def test_playing_goes_on_by_itself_until_paused(chain: Path) -> None:
    async with driving(chain) as app:
        app.app.move(ViewState(1, speed=5))
        await app.press("plus")
        assert "32 hops a second" in app.screen_text()
        await app.press("space")
        for _ in range(100):
            if app.hop >= 4:
                break
            await app.pilot.pause(0.02)
        assert app.hop >= 4
        assert "playing, 32 hops/s" in app.screen_text()
        await app.press("space", "minus")
        assert not app.at().playing
        stopped = app.hop
        await app.pilot.pause(0.1)
        assert app.hop == stopped


async def test_rows_move_and_fold(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        rows = app.pane("calls").row_count()
        await app.press("h")
        folded = app.pane("calls").row_count()
        assert folded < rows
        assert f"process_request +{rows - folded}" in app.screen_text()
        await app.press("j")
        assert app.function == "service_actions"
        await app.press("k", "l")
        assert app.pane("calls").row_count() == rows
        await app.press("l")
        assert app.function == "append"
        await app.press("h", "h")
        assert app.function == "process_request"
        await app.press("enter")
        assert app.hop in app.at().folded
        await app.press("enter")
        assert app.hop not in app.at().folded


async def test_pages_move_by_screenfuls(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("pagedown")
        assert app.hop > 8
        await app.press("pageup")
        assert app.hop == 1
        await app.press("down", "down", "up")
        assert app.hop == 2


async def test_digits_show_tabs_and_zoom_them(chain: Path) -> None:
    tabs = {"2": "lanes", "3": "classes", "4": "values", "1": "lookup"}
    async with driving(chain, (80, 24)) as app:
        for key, tab in tabs.items():
            await app.press(key)
            assert app.at().tab == tab
            assert app.shown() == {"calls", "source", tab}
            assert app.pane(tab).has_focus
        await app.press("1")
        assert app.shown() == {"lookup"}
        await app.press("3")
        assert app.shown() == {"classes"}
        await app.press("escape")
        assert app.shown() == {"calls", "source", "classes"}


async def test_zoom_takes_the_focused_pane_and_gives_it_back(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("tab", "z")
        assert app.shown() == {"source"}
        await app.press("z")
        assert {"calls", "source", "lookup", "lanes"} == app.shown()


async def test_explain_tells_the_lookup_at_length_and_steps(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        await app.press("m")
        page = app.top()
        assert isinstance(page, ExplainPage)
        text = page.text()
        assert "ThreadingMixIn" in text
        assert "first class whose __dict__ has the name: ThreadingMixIn" in text
        hop = app.hop
        await app.press("s")
        assert app.hop == hop + 1
        assert f"hop {hop + 1}" in app.screen_text()
        await app.press("escape")
        assert not isinstance(app.top(), ExplainPage)
        assert app.app.is_running


async def test_help_tells_of_the_focused_pane_and_of_every_key(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("2", "question_mark")
        page = app.top()
        assert isinstance(page, HelpPage)
        words = " ".join(page.text().split())
        assert "one flow of control" in words
        for known in KEYS:
            assert known.words in words
        await app.press("escape")
        assert not isinstance(app.top(), HelpPage)
        await app.press("f1")
        assert isinstance(app.top(), HelpPage)


async def test_the_palette_runs_actions_by_their_words(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press("ctrl+p", *"last", "space", *"hop")
        await app.pilot.pause(0.3)
        await app.press("enter")
        for _ in range(50):
            if app.hop != 1:
                break
            await app.pilot.pause(0.05)
        assert app.hop == len(app.app.story.tree)


async def test_copy_puts_the_place_on_the_clipboard(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        await app.press("y")
        place = app.app.scene.frame
        assert app.app.clipboard == f"{place.file}:{place.line}"
        assert place.file.endswith("socketserver.py")
        assert "self.process_request" in app.pane("source").marked_line()  # type: ignore[attr-defined]
        assert "copied" in app.screen_text()


async def test_edit_says_when_there_is_nothing_to_edit_with(chain: Path) -> None:
    async with driving(chain) as app:
        await app.go_to("process_request")
        await app.press("e")
        assert "cannot be lent to an editor" in app.screen_text()


async def test_write_makes_a_copy_where_it_is_told(chain: Path, tmp_path: Path) -> None:
    async with driving(chain) as app:
        await app.press("w")
        await app.answer(str(tmp_path / "copy.hops"))
        assert are_equal(tmp_path / "copy.hops", chain)
        await app.press("w")
        await app.answer(str(tmp_path / "copy.hops"))
        assert "exists already" in app.screen_text()


async def test_escape_never_quits_and_q_does(chain: Path) -> None:
    async with driving(chain) as app:
        await app.press(*["escape"] * 5)
        assert app.is_running()
        assert "q quits" in app.screen_text()
        await app.press("q")
        assert not app.is_running()
        assert not app.app.return_code


def test_every_key_has_an_id_of_its_own() -> None:
    assert len({key.id for key in KEYS}) == len(KEYS)
    names = [name for key in KEYS for name in key.keys.split(",")]
    assert len(set(names)) == len(names)
