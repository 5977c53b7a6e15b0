"""While a question is open no pane tells its answer, whatever kind of question it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lessons.course.engine import Card, LearnerState, LessonPlan
from lessons.course.evidence import Evidence
from lessons.course.lesson import Help, Lesson, LessonStep, Question, QuestionKind
from lessons.course.questions import ask, moment
from lessons.course.sought import Sought
from lessons.course.telling import CardTold
from tracer.recording import Recording
from tui.app.lesson.cover import Cover, asked_later, told_until
from tui.app.lesson.scene import LessonScene
from tui.app.model.state import ViewState
from tui.app.model.story import Story
from tui.app.rows.glyphs import UNICODE
from tui.app.rows.spans import text_of
from tui.app.scene import Scene, scene_of
from tui.app.widgets.classes_panel import ClassesPanel
from tui.app.widgets.lines import HeaderLine, SentenceLine, place_words
from tui.app.widgets.lookup_panel import explain_rows, lookup_rows
from tui.app.widgets.values_panel import ValuesPanel

WIDTH = 100


@pytest.fixture(scope="module")
def story(chain: Path) -> Iterator[Story]:
    recording = Recording(chain)
    yield Story(recording, UNICODE)
    recording.close()


def card_of(
    story: Story,
    kind: QuestionKind,
    *,
    shown: Help = "full",
    returned: bool = False,
    **more: object,
) -> Card:
    """A card that asks at the first hop that meets ``hop``."""
    found = dict(more)
    hop = found.pop("hop", None)
    question = Question(kind, {"*": "M1"}, **found)  # type: ignore[arg-type]
    step = LessonStep("it", 1, "run", hop, returned=returned, question=question)  # type: ignore[arg-type]
    lesson = Lesson(5, "five", Path("05-five"), shown, (), (step,), None, {})
    evidence = Evidence(story.recording)
    return Card(lesson, step, moment(evidence, step), ask(evidence, step))


def covered(story: Story, card: Card, **cover: object) -> Scene:
    """The scene at the hop that the card asks about."""
    found, told = told_until(story, card)
    lesson = LessonScene(
        5, "Five", 1, 3, "", CardTold("", "", None, ""),
        cover=replace(found, **cover),  # type: ignore[arg-type]
    )  # fmt: skip
    return replace(scene_of(told, ViewState(found.hop)), lesson=lesson)


def cover_of(scene: Scene) -> Cover:
    assert scene.cover is not None
    return scene.cover


def panel(scene: Scene) -> str:
    return "\n".join(map(text_of, lookup_rows(scene, WIDTH, roomy=True)))


def said_anywhere(scene: Scene) -> str:
    """What all panes say that work their rows out at once."""
    rows = [*explain_rows(scene, WIDTH, 40), *HeaderLine().build(scene, WIDTH)]
    for pane in (ClassesPanel(), ValuesPanel(), SentenceLine()):
        rows += pane.build(scene, WIDTH)
    return "\n".join([*map(text_of, rows), place_words(scene)])


PROCESS = Sought(function="process_request")
HANDLE = Sought(function="handle")


def test_the_story_ends_at_the_hop_that_is_asked_about(story: Story) -> None:
    scene = covered(story, card_of(story, "class", hop=PROCESS))
    tree = scene.story.tree
    assert tree.order[-1] == scene.state.hop == story.tree.order[len(tree) - 1]
    assert story.code(scene.state.hop).name == "process_request"
    assert not tree.has_children(scene.state.hop)
    assert len(tree) < len(story.tree)
    assert set(scene.story.lane_ids) == {1}
    assert len(story.lane_ids) > 1


def test_a_search_does_not_tell_the_class_that_is_asked_for(story: Story) -> None:
    scene = covered(story, card_of(story, "class", hop=PROCESS))
    code = scene.story.tree.code(scene.state.hop)
    assert code in scene.story.codes_matching("process_request")
    guesses = ("ThreadingMixIn.process_request", "BaseServer.process_request")
    assert [code in scene.story.codes_matching(guess) for guess in guesses] == [False, False]
    facts = story.code(scene.state.hop)
    assert code in story.codes_around(facts.file, facts.first_line)
    assert code not in scene.story.codes_around(facts.file, facts.first_line)
    assert scene.function_at(scene.state.hop) == "?.process_request"
    # Of another hop everything is told.
    assert scene.function_at(scene.story.tree.order[0]) == "TCPServer.__init__"


def test_where_hops_are_counted_their_numbers_are_not_told(story: Story) -> None:
    last = Sought(function="server_close", owner="TCPServer")
    scene = covered(story, card_of(story, "count", hop=PROCESS, other=last, also=("1",)))
    assert scene.number == "?"
    assert "hop ?/?" in said_anywhere(scene)
    assert str(scene.state.hop) not in "".join(map(text_of, HeaderLine().build(scene, WIDTH)))
    assert covered(story, card_of(story, "class", hop=PROCESS)).number != "?"


def test_the_depth_in_a_lane_is_not_told_while_lanes_are_asked_about(story: Story) -> None:
    assert "depth ? of lane ?" in said_anywhere(covered(story, card_of(story, "lane", hop=HANDLE)))


def test_full_help_says_who_has_the_name_and_not_who_wins(story: Story) -> None:
    scene = covered(story, card_of(story, "class", hop=PROCESS))
    words = panel(scene)
    assert "ThreadingMixIn      has the name" in words
    assert "TCPServer           does not have it" in words
    assert "first class whose __dict__ has the name: ?" in words
    for telling in ("found", "shadowed", "wins", ".process_request to", "ThreadingMixIn's"):
        assert telling not in said_anywhere(scene)


def test_less_help_gives_the_mro_and_then_the_object_alone(story: Story) -> None:
    mro = covered(story, card_of(story, "class", shown="mro", hop=PROCESS))
    assert "ThreadingMixIn" in panel(mro)
    assert "has the name: ?" in panel(mro)
    assert "has the name\n" not in panel(mro)
    alone = covered(story, card_of(story, "class", shown="object", hop=PROCESS))
    assert "ThreadingTCPServer" in said_anywhere(alone)
    assert "ThreadingMixIn" not in said_anywhere(alone)


def test_the_walk_marks_where_it_is_and_where_it_stopped(story: Story) -> None:
    scene = covered(
        story, card_of(story, "resolve", shown="object", hop=PROCESS),
        at="ThreadingMixIn", passed=frozenset({"ThreadingTCPServer"}),
    )  # fmt: skip
    rows = panel(scene).splitlines()
    assert any(row.startswith("► ThreadingMixIn") and "?" in row for row in rows)
    assert any("ThreadingTCPServer" in row and "not here" in row for row in rows)
    assert "found" not in said_anywhere(scene)


def test_what_super_reaches_is_left_out_and_the_owner_is_told(story: Story) -> None:
    scene = covered(story, card_of(story, "super", hop=Sought(function="server_close")))
    words = said_anywhere(scene)
    assert "super() in there would reach ?" in words
    assert "ThreadingMixIn" in panel(scene)
    assert "found" in panel(scene)
    assert "shadowed" not in words


def test_lanes_are_not_named_while_they_are_asked_about(story: Story) -> None:
    scene = covered(story, card_of(story, "lane", hop=HANDLE))
    words = said_anywhere(scene)
    assert "Thread-" not in words
    assert "of lane ?" in words
    other = covered(story, card_of(story, "outcome", hop=HANDLE))
    assert "Thread-" in said_anywhere(other)


def test_objects_lose_their_numbers_while_they_are_asked_about(story: Story) -> None:
    card = card_of(story, "object", hop=PROCESS, other=Sought(function="serve_forever"))
    words = said_anywhere(covered(story, card))
    assert "server#?" in words
    assert "server#1" not in words


def test_how_it_ended_is_not_told_and_neither_are_values(story: Story) -> None:
    verify = Sought(function="verify_request")
    words = said_anywhere(covered(story, card_of(story, "outcome", hop=verify)))
    assert "returned" not in words
    assert "took" not in words
    card = card_of(story, "value", hop=verify, of="returned", also=("False",))
    assert "True" not in said_anywhere(covered(story, card))


def test_an_order_is_asked_before_the_first_of_its_hops(story: Story) -> None:
    card = card_of(story, "order", hops=(HANDLE, PROCESS))
    scene = covered(story, card)
    names = {story.code(hop).name for hop in scene.story.tree.order}
    assert not {"handle", "process_request"} & names
    assert story.code(scene.state.hop).name == "_handle_request_noblock"


def test_where_the_order_begins_with_the_very_first_hop_its_name_is_left_out(story: Story) -> None:
    first = Sought(function="__init__", owner="TCPServer")
    card = card_of(story, "order", hops=(PROCESS, first))
    scene = covered(story, card)
    assert scene.story.tree.order[0] == scene.state.hop
    assert cover_of(scene).hides_name(scene.state.hop)
    assert "__init__" not in said_anywhere(scene)


def test_hops_that_are_counted_are_left_out_with_all_that_they_called(story: Story) -> None:
    last = Sought(function="server_close", owner="TCPServer")
    card = card_of(story, "count", hop=PROCESS, other=last, also=("1",))
    scene = covered(story, card)
    names = [story.code(hop).name for hop in scene.story.tree.order]
    assert "process_request" not in names
    assert "handle" not in names
    assert "verify_request" in names
    assert names[-1] == "server_close"


def test_a_count_without_another_place_is_asked_at_the_first_of_them(story: Story) -> None:
    scene = covered(story, card_of(story, "count", hop=PROCESS, also=("99",)))
    names = [story.code(hop).name for hop in scene.story.tree.order]
    assert names.count("process_request") == 1
    assert names[-1] == "process_request"


def test_a_step_that_tells_keeps_the_class_that_is_asked_for_later(story: Story) -> None:
    asking = card_of(story, "class", hop=Sought(function="process_request"), also=("BaseServer",))
    evidence = Evidence(story.recording)
    before = Sought(function="_handle_request_noblock").first(evidence)
    telling = Card(asking.lesson, LessonStep("told", 1, "run", None), before)
    plan = LessonPlan(asking.lesson, (telling, asking))
    at_first, code = LearnerState(), story.tree.code(asking.hop or 0)
    assert asked_later(story, plan, at_first) == {code}
    assert asked_later(story, plan, replace(at_first, answered=frozenset({asking.key}))) == set()
    assert asked_later(story, plan, replace(at_first, asks=False)) == set()
    assert asked_later(story, plan, replace(at_first, place=1)) == set()
    # A step that tells of that very function tells all of it.
    there = LessonPlan(asking.lesson, (replace(telling, hop=asking.hop), asking))
    assert asked_later(story, there, at_first) == set()
