"""A sitting: recorded behind the scenes, left and resumed, what was missed asked again."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from lessons.course.catalog import read_catalog
from lessons.course.engine import Answer, FirstTry, LearnerState, Move, Reset
from lessons.course.progress import EXERCISE, LessonProgress
from lessons.course.recorder import RunNews
from lessons.course.session import LessonSession, to_review
from lessons.course.store import Store
from tests.lessons.course.small import FOLDER, Kept, catalog
from tracer.errors import HopscopeError

WRONG = FirstTry(right=False, sure=True, misconception="M22")
RIGHT = FirstTry(right=True, sure=True, misconception=None)


def sitting(store: Store, lesson: str, *, asks: bool = True) -> LessonSession:
    return LessonSession(catalog(), catalog().find(lesson), store, asks=asks, recorder=Kept())


def steps(of: LessonSession) -> list[str]:
    return [f"{'again ' * card.review}{card.step.id}" for card in of.plan.cards]


def test_a_lesson_is_left_resumed_and_what_was_missed_comes_first(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with LessonSession(catalog(), catalog().find("threads"), store) as first:
        assert steps(first) == ["opening", "whose", "lane", "order"]
        assert first.wait(60)
        assert first.act(Move(1)).say == "moved"
        assert first.act(Answer("Server", sure=True)).say == "refuted"
        assert store.read().of("01-threads") == LessonProgress(
            place="whose", first_tries=(("whose", WRONG),), missed=("whose",)
        )
        assert first.act(Answer("ThreadingMixIn", sure=True)).say == "right"
        first.act(Move(1))
        run = first.recorded
        assert run is not None
        assert run.path is not None
        assert run.path.is_file()
    assert not run.path.parent.parent.exists()

    with sitting(store, "threads") as second:
        assert steps(second) == ["opening", "whose", "again whose", "lane", "order"]
        assert second.wait(60)
        assert second.state.place == 2
        assert second.act(Move(1)).say == "answer first"
        assert second.act(Answer("ThreadingMixIn", sure=False)).say == "right"
        kept = store.read().of("01-threads")
        assert (kept.missed, kept.place) == ((), "lane")
        assert kept.first_tries == (("whose", WRONG),)
        second.act(Move(1))
        second.act(Answer("thread", sure=True))
        second.act(Move(1))
        for key in ("ThreadingMixIn.process_request", "Echo.handle", "TCPServer.shutdown_request"):
            second.act(Answer(key, sure=True))
        assert second.act(Move(1)).say == "moved"
        assert (second.card, second.is_ready, second.scene(1)) == (None, True, None)
        second.work_in(tmp_path)
    with sitting(store, "threads") as third:
        assert steps(third) == ["opening", "whose", "lane", "order"]
        assert third.state.place == 4
        assert third.folder == tmp_path
        assert third.progress.place == EXERCISE
        third.act(Reset())
        kept = store.read().of("01-threads")
        assert (kept.place, kept.answered, kept.folder) == ("opening", frozenset(), str(tmp_path))
        assert dict(kept.first_tries)["whose"] == WRONG


def test_what_was_missed_elsewhere_is_asked_first_with_its_own_run(tmp_path: Path) -> None:
    store = Store(tmp_path)
    missed = LessonProgress(first_tries=(("whose", WRONG),), missed=("whose", "gone"))
    store.change("01-threads", lambda before: missed)
    with sitting(store, "walk") as later:
        assert steps(later) == ["again whose", "walk", "beyond", "fresh", "ends"]
        assert later.wait(60)
        card = later.card
        assert card is not None
        assert card.lesson.name == "threads"
        assert card.asked is not None
        assert later.act(Answer("BaseServer", sure=True)).say == "refuted"
        assert later.act(Answer("ThreadingMixIn", sure=True)).say == "right"
        # Wrong again: it will come back, and the first answer stays the first.
        kept = store.read()
        assert kept.of("01-threads") == missed
        assert kept.of("02-walk") == LessonProgress(place="walk")
        assert later.act(Move(1)).say == "moved"
        assert later.act(Move(1)).say == "answer first"
    with sitting(store, "walk", asks=False) as looking:
        assert steps(looking) == ["walk", "beyond", "fresh", "ends"]


def test_each_misconception_is_reviewed_before_one_comes_twice(tmp_path: Path) -> None:
    store = Store(tmp_path)
    belief = FirstTry(right=False, sure=True, misconception="M19")
    store.change("01-threads", lambda before: LessonProgress(
        first_tries=(("whose", WRONG), ("lane", WRONG), ("order", belief)),
        missed=("whose", "lane", "order"),
    ))  # fmt: skip
    found = [step.id for _lesson, step in to_review(catalog(), store.read())]
    assert found == ["whose", "order", "lane"]


def test_a_run_that_fails_is_told_and_can_be_recorded_again(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    shutil.copytree(FOLDER / "01-threads", folder / "01-threads")
    broken = read_catalog(folder)
    program = folder / "01-threads" / "served.py"
    source = program.read_text()
    program.write_text("print('no server')\n")
    news: list[RunNews] = []
    with LessonSession(broken, broken.find("1"), Store(tmp_path), told=news.append) as of:
        assert of.wait(60)
        of.act(Move(1))
        assert of.trouble
        card = of.card
        assert card is not None
        assert card.asked is None
        assert of.act(Move(1)).say == "moved"  # nothing holds up a lesson
        of.act(Move(-1))
        program.write_text(source)
        of.record_again()
        assert of.wait(60)
        assert of.trouble == ""
        assert of.act(Answer("ThreadingMixIn", sure=True)).say == "right"
    assert [(each.run.id, each.state) for each in news] == [
        ("served", "begun"),
        ("served", "done"),
    ] * 2


def test_closing_stops_what_is_being_recorded(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    shutil.copytree(FOLDER / "01-threads", folder / "01-threads")
    (folder / "01-threads" / "served.py").write_text("import time\ntime.sleep(300)\n")
    slow = read_catalog(folder)
    begun = threading.Event()
    of = LessonSession(slow, slow.find("1"), Store(tmp_path), told=lambda news: begun.set())
    try:
        assert begun.wait(30)
        assert not of.is_ready
        assert of.act(Move(1)).say == "wait"
        assert not of.wait(0.01)
    finally:
        of.close()
    assert of.is_ready


def test_a_lesson_goes_on_where_nothing_can_be_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with sitting(Store(tmp_path / "file"), "threads") as of:
        assert of.wait(60)
        of.act(Move(1))
        assert len(of.notes) == 1
        assert "progress cannot be kept" in of.notes[0]
        of.act(Answer("Server", sure=True))
        assert len(of.notes) == 1
        assert of.state == LearnerState(1, first_tries=(("01-threads/whose", WRONG),))


@pytest.mark.parametrize("name", ["1", "01", "threads", "01-threads", str(FOLDER / "01-threads")])
def test_a_lesson_is_found_by_number_name_or_folder(name: str) -> None:
    assert catalog().find(name).number == 1


@pytest.mark.parametrize(
    ("name", "hint"), [("thread", "did you mean threads?"), ("17", "its number (1-2)")]
)
def test_what_is_not_there_is_told_with_what_is(name: str, hint: str) -> None:
    with pytest.raises(HopscopeError, match="there is no lesson") as told:
        catalog().find(name)
    assert hint in told.value.hint


def test_a_broken_lesson_is_told_by_its_place(tmp_path: Path) -> None:
    shutil.copytree(FOLDER / "02-walk", tmp_path / "02-walk")
    file = tmp_path / "02-walk" / "lesson.toml"
    file.write_text(file.read_text().replace('ask = "resolve"', 'ask = "why"'))
    with pytest.raises(HopscopeError, match=r"02-walk cannot be read: .*lesson\.toml:\d+:"):
        read_catalog(tmp_path).find("walk")
    with pytest.raises(HopscopeError, match="there is no folder"):
        read_catalog(tmp_path / "nowhere")
