"""What cards and feedback say, on a real recording, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lessons.course.engine import Answer, Card, Feedback, LearnerState, act
from lessons.course.lesson import Help, Language
from lessons.course.telling import (
    CardTold,
    FeedbackTold,
    QuestionTold,
    option_label,
    tell_card,
    tell_feedback,
)
from tests.lessons.course.small import at, card, catalog, plan, recorded, scene


def shown(
    lesson: str, step: str, state: LearnerState | None = None, language: Language = "en"
) -> CardTold:
    of = card(lesson, step)
    beside = scene(lesson, step) if of.hop is not None else None
    return tell_card(of, beside, at(lesson, step) if state is None else state, language)


def question(lesson: str, step: str) -> QuestionTold:
    found = shown(lesson, step).question
    assert found is not None
    return found


def answered(lesson: str, step: str, key: str, *, sure: bool = True) -> FeedbackTold:
    of = card(lesson, step)
    _state, feedback = act(plan(lesson), at(lesson, step), Answer(key, sure))
    run = recorded(lesson, of.step.run)
    return tell_feedback(
        feedback, of, run.scenes[feedback.hop or 0], lesson=of.lesson, language="en",
        misconceptions=catalog().misconceptions("en"),
    )  # fmt: skip


def test_a_question_hides_what_it_asks_for() -> None:
    told = shown("threads", "whose")
    assert told.text == "The loop calls `process_request`. Whose function runs?"
    assert told.told == ""
    assert told.question is not None
    assert told.question.words == ""  # its own text asks
    assert [each.label for each in told.question.options] == [
        "Server", "ThreadingMixIn", "BaseServer",
    ]  # fmt: skip
    assert told.question.help == (
        "The object: server#1 (Server)",
        "Its MRO: Server → ThreadingMixIn → TCPServer → BaseServer → object",
        "Classes that have `process_request`: ThreadingMixIn, BaseServer",
    )


@pytest.mark.parametrize(("help", "lines"), [("full", 3), ("mro", 2), ("object", 1)])
def test_help_fades(help: Help, lines: int) -> None:
    of = card("threads", "whose")
    faded = replace(of, lesson=replace(of.lesson, help=help))
    told = tell_card(faded, scene("threads", "whose"), at("threads", "whose"), "en")
    assert told.question is not None
    assert len(told.question.help) == lines


def test_help_never_gives_the_answer_away() -> None:
    assert question("walk", "fresh").help == ("The object: ThreadingTCPServer",)
    of = card("walk", "walk")
    full = replace(of, lesson=replace(of.lesson, help="full"))
    told = tell_card(full, scene("walk", "walk"), at("walk", "walk"), "en").question
    assert told is not None
    assert told.help[1:] == ("Its MRO: TCPServer → BaseServer → object",)
    assert question("threads", "order").help == ()


@pytest.mark.parametrize(
    ("lesson", "step", "words"),
    [
        ("threads", "lane", "In which lane does this `handle` run, seen from the server's loop?"),
        ("threads", "order", "In which order do these run?"),
        ("walk", "walk", "Walk the MRO. In which class is `process_request` found?"),
        ("walk", "beyond", ""),
        ("walk", "fresh", "Is it the same object as before, or a new one?"),
        ("walk", "ends", "How does this `handle` end?"),
    ],
)
def test_a_question_is_put_in_words_unless_the_text_asks(
    lesson: str, step: str, words: str
) -> None:
    assert question(lesson, step).words == words


def test_a_chinese_question_mark_asks_as_well() -> None:
    told = shown("walk", "beyond", language="zh-CN").question
    assert told is not None
    assert told.words == ""


def test_what_is_answered_is_told() -> None:
    told = shown("threads", "whose", at("threads", "whose", "whose"))
    assert (told.question, told.told) == (None, "ThreadingMixIn comes first in the MRO.")
    looking = shown("threads", "whose", replace(at("threads", "whose"), asks=False))
    assert (looking.question, looking.told) == (None, told.told)
    assert shown("threads", "opening").told == ""


def test_a_review_says_where_it_comes_from() -> None:
    of = replace(card("threads", "whose"), review=True)
    told = tell_card(of, scene("threads", "whose"), LearnerState(), "zh-CN")
    assert "1" in told.heading
    assert "每个请求一个线程" in told.heading
    assert told.question is not None


def test_sure_and_wrong_is_refuted_in_full() -> None:
    told = answered("threads", "lane", "same")
    words = catalog().misconceptions("en")["M19"]
    assert told == FeedbackTold(
        "No.",
        belief=words.belief,
        contradiction="`serve_forever` runs on while this handler works.",
        hop=card("threads", "lane").hop,
        sentence=f"Echo.handle: {scene('threads', 'lane').lane_name}",
        rule=words.rule,
    )


def test_what_is_shown_of_the_hop_is_what_was_asked_about() -> None:
    ended = answered("walk", "ends", "raised")
    assert ended.sentence == scene("walk", "ends").sentence  # it returned: no error to tell
    fresh = answered("walk", "fresh", "new")
    assert fresh.sentence == "Object: server#1 (ThreadingTCPServer)."


def test_unsure_and_wrong_is_put_right_in_short() -> None:
    told = answered("threads", "lane", "same", sure=False)
    assert told == FeedbackTold(
        "Not quite.",
        contradiction="`serve_forever` runs on while this handler works.",
        hop=card("threads", "lane").hop,
    )


def test_right_is_told_with_its_hop() -> None:
    told = answered("walk", "beyond", "TCPServer")
    assert (told.is_right, told.told) == (True, "To TCPServer: it comes next in the MRO.")
    assert told.sentence == scene("walk", "beyond").sentence
    assert (told.belief, told.rule, told.contradiction) == ("", "", "")


def test_a_wrong_stop_shows_the_names_of_that_class() -> None:
    told = answered("walk", "walk", "TCPServer")
    words = catalog().misconceptions("en")["M22"]
    assert (told.belief, told.rule, told.sentence) == (words.belief, words.rule, "")
    assert answered("walk", "walk", "TCPServer", sure=False).belief == ""
    assert told.lacks == "TCPServer has no `process_request` in its `__dict__`."
    assert "server_bind" in told.names
    assert "__init__" in told.names
    assert "__module__" not in told.names
    assert told.names_left_out >= 1
    asked = card("walk", "walk").asked
    assert asked is not None
    assert len(told.names) + told.names_left_out == len(asked.members["TCPServer"])
    # object is behind the place where the search ends.
    assert "process_request" not in answered("walk", "walk", "object").names


@pytest.mark.parametrize(
    ("lesson", "step", "key", "label"),
    [
        ("walk", "beyond", "nothing", "nothing: an AttributeError"),
        ("walk", "beyond", "TCPServer", "TCPServer"),
        ("threads", "lane", "process", "in another process"),
        ("walk", "ends", "raised", "an exception leaves it"),
        ("walk", "fresh", "new", "a new object"),
    ],
)
def test_options_have_labels(lesson: str, step: str, key: str, label: str) -> None:
    asked = card(lesson, step).asked
    assert asked is not None
    assert option_label(asked, key) == label


def test_a_hint_and_a_verdict_are_told_from_the_lesson_of_the_exercise() -> None:
    lesson = catalog().find("threads")
    other: Card = card("walk", "walk")
    hint = tell_feedback(
        Feedback("hint", ("exercise.hint.1",)), other, None, lesson=lesson, language="zh-CN",
        misconceptions={},
    )  # fmt: skip
    assert hint.told == "`socketserver` 中有一个类会创建线程。"
    failed = tell_feedback(
        Feedback("failed", ("exercise.apart",), "M1", 3, in_full=True), None,
        scene("threads", "lane"), lesson=lesson, language="en",
        misconceptions=catalog().misconceptions("en"),
    )  # fmt: skip
    assert failed.contradiction == "`handle` runs in the lane of `serve_forever`."
    assert failed.belief == catalog().misconceptions("en")["M1"].belief
    assert failed.rule
    assert failed.sentence == scene("threads", "lane").sentence


def test_a_class_that_a_method_is_called_on_is_named_alone() -> None:
    of = card("threads", "whose")
    assert of.asked is not None
    shown = replace(scene("threads", "whose"), receiver=None, receiver_class="Server")
    told = tell_card(of, shown, LearnerState(), "en")
    assert told.question is not None
    assert told.question.help[0] == "The object: Server"
