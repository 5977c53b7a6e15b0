"""The way through a lesson: each move as state and action, state and what is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lessons.course.checks import CheckVerdict
from lessons.course.engine import (
    Action,
    Answer,
    ExerciseRan,
    Feedback,
    FirstTry,
    Hint,
    LearnerState,
    Move,
    Reset,
    Reveal,
    Say,
    Unpick,
    act,
    card_at,
    is_done,
    is_open,
)
from tests.lessons.course.small import at, card, catalog, plan, recorded

EXERCISE = 4
WHOSE, LANE, ORDER = "01-threads/whose", "01-threads/lane", "01-threads/order"


def moved(state: LearnerState, *actions: Action) -> tuple[LearnerState, Feedback]:
    feedback = Feedback("moved")
    for action in actions:
        state, feedback = act(plan("threads"), state, action)
    return state, feedback


def test_an_open_question_lets_nobody_pass() -> None:
    state, feedback = moved(LearnerState(), Move(1), Move(1))
    assert (state.place, feedback.say) == (1, "answer first")
    state, feedback = moved(state, Answer("ThreadingMixIn", sure=True), Move(1))
    assert (state.place, feedback.say) == (2, "moved")
    assert moved(state, Move(-1), Move(1))[0].place == 2
    assert moved(replace(LearnerState(), asks=False), *[Move(1)] * 3)[0].place == 3


@pytest.mark.parametrize("sure", [True, False])
@pytest.mark.parametrize(
    ("key", "belief"), [("BaseServer", "M2"), ("Server", "M22"), ("ThreadingMixIn", None)]
)
def test_the_first_answer_counts_and_a_wrong_one_is_refuted(
    key: str, belief: str | None, sure: bool
) -> None:
    state, feedback = moved(at("threads", "whose"), Answer(key, sure))
    assert state.first_try(WHOSE) == FirstTry(belief is None, sure, belief)
    assert (WHOSE in state.answered) == (belief is None)
    asked = card("threads", "whose").asked
    assert asked is not None
    text = "whose.told" if belief is None else f"whose.{belief}"
    say: Say = "right" if belief is None else "refuted"
    assert feedback == Feedback(
        say, (text,), belief, asked.hop, key, in_full=sure and belief is not None
    )
    again, last = moved(state, Answer("ThreadingMixIn", sure=True))
    assert again.first_try(WHOSE) == state.first_try(WHOSE)
    assert last.say == "right"


def test_an_answer_that_is_no_option_is_refused() -> None:
    with pytest.raises(KeyError):
        moved(at("threads", "whose"), Answer("Nobody", sure=True))


def test_an_order_is_picked_one_by_one() -> None:
    right = ("ThreadingMixIn.process_request", "Echo.handle", "TCPServer.shutdown_request")
    asked = card("threads", "order").asked
    assert asked is not None
    assert asked.right == right
    start = at("threads", "order")
    state, feedback = moved(start, Answer(right[0], sure=True))
    assert (state.picked, feedback.say) == (right[:1], "pick more")
    assert moved(state, Answer(right[0], sure=True))[0] == state
    assert moved(state, Unpick())[0].picked == ()
    state, feedback = moved(state, *(Answer(key, sure=True) for key in right[1:]))
    assert (feedback.say, state.picked) == ("right", ())
    wrong, feedback = moved(start, *(Answer(key, sure=False) for key in reversed(right)))
    assert (feedback.say, feedback.misconception, wrong.picked) == ("refuted", "M5", ())


def test_a_wrong_stop_on_a_walk_shows_the_class_and_the_walk_goes_on() -> None:
    of = replace(plan("walk"), cards=(card("walk", "walk"),))
    state, feedback = act(of, LearnerState(), Answer("TCPServer", sure=True))
    assert (feedback.say, feedback.option, state.picked) == ("look", "TCPServer", ("TCPServer",))
    state, feedback = act(of, state, Answer("BaseServer", sure=True))
    assert (feedback.say, state.picked) == ("right", ())
    assert not is_open(of.cards[0], state)
    tried = state.first_try("02-walk/walk")
    assert tried == FirstTry(right=False, sure=True, misconception="M22")


def test_the_exercise_is_the_last_place() -> None:
    exercise = catalog().find("threads").exercise
    assert exercise is not None
    state = at("threads", "order", "whose", "lane", "order")
    assert moved(state, Hint())[1].say == "no more hints"
    state, _ = moved(state, Move(1))
    assert state.place == EXERCISE
    assert card_at(plan("threads"), state) is None
    assert moved(state, Move(1))[1].say == "at the end"
    hinted, feedback = moved(state, Hint(), Hint())
    assert feedback == Feedback("hint", ("exercise.hint.2",))
    assert moved(hinted, Hint())[1].say == "no more hints"
    passed = tuple(CheckVerdict(check, True, (7,)) for check in exercise.checks)
    failed = (passed[0], CheckVerdict(exercise.checks[1], False, (9,)))
    same, feedback = moved(state, ExerciseRan(failed))
    assert feedback == Feedback("failed", ("exercise.apart",), "M1", 9, in_full=True)
    assert not is_done(plan("threads"), same)
    solved, feedback = moved(state, ExerciseRan(passed))
    assert (feedback.say, solved.solved) == ("solved", True)
    assert is_done(plan("threads"), solved)
    assert moved(state, Reveal())[0].gave_up
    assert not moved(solved, Reveal())[0].gave_up


def test_a_reset_forgets_the_place_and_keeps_the_first_answers() -> None:
    state, _ = moved(at("threads", "whose"), Answer("Server", sure=True), Move(-1))
    again, feedback = moved(state, Reset())
    assert feedback.say == "reset"
    assert again == LearnerState(first_tries=state.first_tries)
    assert moved(again, Move(-1))[1].say == "at the start"


def test_a_lesson_without_an_exercise_is_done_with_its_last_answer() -> None:
    last = at("walk", "ends", "walk", "beyond", "fresh")
    assert not is_done(plan("walk"), last)
    state, feedback = act(plan("walk"), last, Answer("returned", sure=True))
    assert feedback.say == "right"
    assert is_done(plan("walk"), state)
    assert act(plan("walk"), state, Move(1))[1].say == "at the end"


def test_every_answer_comes_from_the_recording() -> None:
    cards = {**recorded("walk", "plain").cards, **recorded("walk", "mixed").cards}
    cards |= recorded("threads", "served").cards
    right = {step: each.asked.right[0] for step, each in cards.items() if each.asked}
    assert right == {
        "walk": "BaseServer",
        "beyond": "TCPServer",
        "fresh": "same",
        "ends": "returned",
        "whose": "ThreadingMixIn",
        "lane": "thread",
        "order": "ThreadingMixIn.process_request",
    }
