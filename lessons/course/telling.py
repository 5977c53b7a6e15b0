"""What a lesson says, as plain data that ``--plain`` and the app show alike. Pure.

Texts of lessons are Markdown, class names and sentences come from recordings: whoever
shows them makes them inert.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lessons.course.engine import is_open
from lessons.course.questions import NOTHING
from tracer.language import _, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lessons.course.engine import Card, Feedback, LearnerState
    from lessons.course.lesson import Language, Lesson
    from lessons.course.misconceptions import Misconception
    from lessons.course.questions import Asked
    from lessons.course.scene import HopScene


NAMES_SHOWN = 12
"""The most names of a class's ``__dict__`` that are listed."""


@dataclass(frozen=True, slots=True)
class OptionTold:
    """One answer to choose."""

    key: str
    label: str
    picked: bool = False
    """Already in the order that is being made, or already stopped at on the walk."""


@dataclass(frozen=True, slots=True)
class QuestionTold:
    """A question that waits for its answer."""

    kind: str
    words: str
    """Empty where the step's own text ends with a question."""
    how: str
    """How it is answered: choose one, put in order, walk."""
    options: tuple[OptionTold, ...]
    help: tuple[str, ...]
    """What stands beside it: the object, its MRO, the classes that have the name."""


@dataclass(frozen=True, slots=True)
class CardTold:
    """What a card says."""

    heading: str
    """Empty, or that it is asked again, and from which lesson."""
    text: str
    """Markdown."""
    question: QuestionTold | None
    """None where there is none, or it is answered."""
    told: str
    """Markdown that is said once the question is answered; empty before."""


@dataclass(frozen=True, slots=True)
class FeedbackTold:
    """What is said after a move, in parts; those that are not said are empty."""

    heading: str
    """``Right.``, ``Not so.``: one short sentence."""
    is_right: bool = False
    belief: str = ""
    """What somebody believes who answers like that."""
    contradiction: str = ""
    """Markdown: what speaks against it, at this very hop."""
    hop: int | None = None
    """The hop that bears it out."""
    sentence: str = ""
    """The plain sentence of that hop."""
    rule: str = ""
    told: str = ""
    """Markdown: what there is to say after the right answer, a hint, a verdict."""
    names: tuple[str, ...] = ()
    """Of a class that was stopped at: the names in its ``__dict__``, special ones left out."""
    names_left_out: int = 0
    lacks: str = ""
    """Of such a class: that it lacks the name, in words."""


def tell_card(
    card: Card, scene: HopScene | None, state: LearnerState, language: Language
) -> CardTold:
    """Tell a card: its text, and its question as long as it is open."""
    text = card.lesson.words(card.step.id, language)
    asked = card.asked if is_open(card, state) else None
    answered = card.step.question is not None and card.key in state.answered
    looks_only = card.step.question is not None and not state.asks
    return CardTold(
        heading=_heading(card, language),
        text=text,
        question=_question(card, asked, scene, state, text) if asked else None,
        told=card.lesson.words(f"{card.step.id}.told", language) if answered or looks_only else "",
    )


def _heading(card: Card, language: Language) -> str:
    if not card.review:
        return ""
    return _("Once more, from lesson {number}, {title}:").format(
        number=card.lesson.number, title=card.lesson.title(language)
    )


def _question(
    card: Card, asked: Asked, scene: HopScene | None, state: LearnerState, text: str
) -> QuestionTold:
    own = text.rstrip().endswith(("?", "？"))
    return QuestionTold(
        kind=asked.kind,
        words="" if own else question_words(card, asked),
        how=_how(asked),
        options=tuple(
            OptionTold(each.key, option_label(asked, each.key), each.key in state.picked)
            for each in asked.options
        ),
        help=help_lines(card, asked, scene),
    )


def question_words(card: Card, asked: Asked) -> str:
    """A question in words, by its kind."""
    name = f"`{asked.name}`"
    match asked.kind:
        case "lane":
            return _lane_words(card, name)
        case "value":
            return _value_words(card, name)
        case kind:
            return {
                "class": _("Whose {name} runs here?"),
                "resolve": _("Walk the MRO. In which class is {name} found?"),
                "super": _("What would `super()` reach from this {name}?"),
                "object": _("Is it the same object as before, or a new one?"),
                "order": _("In which order do these run?"),
                "count": _("How many calls of {name} does this run have?"),
                "happens": _("Does {name} run at all?"),
                "outcome": _("How does this {name} end?"),
            }[kind].format(name=name)


def _lane_words(card: Card, name: str) -> str:
    other = card.step.question.other if card.step.question else None
    if other is None or other.function is None:
        return _("In which lane does this {name} run, seen from the server's loop?").format(
            name=name
        )
    return _("In which lane does this {name} run, seen from `{other}`?").format(
        name=name, other=other.function
    )


def _value_words(card: Card, name: str) -> str:
    of = card.step.question.of if card.step.question else "receiver"
    if of == "receiver":
        return _("Which object is this {name} called on?").format(name=name)
    if of == "returned":
        return _("What does this {name} return?").format(name=name)
    return _("What is `{argument}` in this {name}?").format(argument=of, name=name)


def _how(asked: Asked) -> str:
    if asked.kind == "order":
        return _("Put them in order.")
    if asked.kind == "resolve":
        return _("Go from class to class; stop where the name is defined.")
    return _("Choose one.")


def option_label(asked: Asked, key: str) -> str:
    """What an option is called: names and values as they are, the rest in words."""
    if asked.kind == "super" and key == NOTHING:
        return _("nothing: an AttributeError")
    return _labels(asked.kind).get(key, key)


def _labels(kind: str) -> dict[str, str]:
    match kind:
        case "lane":
            return {
                "same": _("in the same lane"),
                "thread": _("in another thread"),
                "process": _("in another process"),
            }
        case "object":
            return {"same": _("the same object"), "new": _("a new object")}
        case "outcome":
            return {
                "returned": _("it returns"),
                "raised": _("an exception leaves it"),
                "unfinished": _("it never ends"),
            }
        case "happens":
            return {"yes": _("yes"), "no": _("no")}
    return {}


def help_lines(card: Card, asked: Asked, scene: HopScene | None) -> tuple[str, ...]:
    """What stands beside an open question, as the lesson's ``help`` has it.

    Never what is asked for: no object where it is about objects, no owners on a walk.
    """
    if scene is None or scene.receiver_class is None or asked.kind in ("order", "happens", "count"):
        return ()
    is_hidden = asked.kind == "object" or (
        asked.kind == "value" and card.step.question is not None
        and card.step.question.of == "receiver"
    )  # fmt: skip
    if is_hidden or scene.receiver is None:  # a class method is called on the class itself
        what = scene.receiver_class
    else:
        what = _("{object} ({cls})").format(object=scene.receiver, cls=scene.receiver_class)
    lines = [_("The object: {object}").format(object=what)]
    if asked.kind not in ("class", "resolve", "super") or card.lesson.help == "object":
        return tuple(lines)
    mro = " → ".join(row.name for row in scene.classes)
    lines.append(_("Its MRO: {mro}").format(mro=mro))
    if card.lesson.help == "full" and asked.kind != "resolve":
        having = listed(row.name for row in scene.classes if row.has) or _("none")
        lines.append(_("Classes that have {name}: {classes}").format(
            name=f"`{scene.function}`", classes=having,
        ))  # fmt: skip
    return tuple(lines)


def sure_words() -> tuple[str, str]:
    """What the two keys beside an answer say."""
    return _("sure"), _("not sure")


def tell_feedback(
    feedback: Feedback, card: Card | None, scene: HopScene | None, *,
    lesson: Lesson, language: Language, misconceptions: Mapping[str, Misconception],
) -> FeedbackTold:  # fmt: skip
    """Tell what came of a move.

    ``card`` is the one that the move was made at, ``scene`` the hop of the feedback. In full
    is told: the belief, what contradicts it, the rule. Otherwise only what contradicts it.
    """
    of = card.lesson if card is not None and feedback.say not in _AT_EXERCISE else lesson
    words = "\n\n".join(filter(None, (_words(of, key, language) for key in feedback.keys)))
    heading = heading_words(feedback)
    if feedback.say not in ("refuted", "failed", "look"):
        is_right = feedback.say in ("right", "solved")
        hop = feedback.hop if feedback.say == "right" else None
        sentence = scene.sentence if scene and hop is not None else ""
        return FeedbackTold(heading, is_right, hop=hop, sentence=sentence, told=words)
    behind = misconceptions.get(feedback.misconception or "")
    belief, rule = (behind.belief, behind.rule) if behind and feedback.in_full else ("", "")
    if feedback.say == "look" and card is not None and card.asked is not None:
        return _stopped(
            feedback, card.asked, FeedbackTold(heading, False, belief, words, rule=rule)
        )
    return FeedbackTold(
        heading,
        belief=belief,
        contradiction=words,
        hop=feedback.hop,
        sentence=_borne_out(scene, card, feedback) if scene and feedback.in_full else "",
        rule=rule,
    )


def failed_words(lesson: Lesson, check: str, language: Language) -> str:
    """Markdown: what a program lacks that fails the exercise's check of that id."""
    return _words(lesson, f"exercise.{check}", language)


def _words(lesson: Lesson, key: str, language: Language) -> str:
    """A text of a lesson; what is asked of every exercise has its words here."""
    always = {
        "exercise.handle-raised": _(
            "An exception left a `handle`. Each `handle` is to come to its end. Its hop tells which "
            "exception it was."
        ),
        "exercise.handle-unfinished": _(
            "A `handle` never returned: it was still running when the run was stopped, or when the "
            "program ended. Look at its hop: what did it wait for, and who waited for it?"
        ),
    }
    return always[key] if key in always else lesson.words(key, language)


def _borne_out(scene: HopScene, card: Card | None, feedback: Feedback) -> str:
    """What of a hop contradicts the answer: how it was found, unless something else was asked."""
    asked = card.asked if card is not None and feedback.say == "refuted" else None
    kind = asked.kind if asked is not None else "class"
    if kind == "lane" and scene.lane_name:
        return f"{scene.title}: {scene.lane_name}"
    if kind == "outcome" and scene.raised is not None:
        return _("It ended with {error}.").format(error=scene.raised)
    if kind == "outcome" and scene.outcome == "unfinished":
        return _("It never ended.")
    if kind == "object" and scene.receiver is not None:
        return _("Object: {object} ({cls}).").format(
            object=scene.receiver, cls=scene.receiver_class
        )
    return scene.sentence


_AT_EXERCISE = ("hint", "no more hints", "failed", "solved", "solution")


def heading_words(feedback: Feedback) -> str:
    """One short sentence for what came of a move; empty where nothing needs saying."""
    return {
        "right": _("Right."),
        "refuted": _("No.") if feedback.in_full else _("Not quite."),
        "look": _("The search does not end here."),
        "answer first": _("Answer first: then you see what it was."),
        "pick more": _("Go on: which is next?"),
        "no more hints": _("There are no more hints."),
        "failed": _("Not yet."),
        "solved": _("Solved."),
        "reset": _("From the beginning. What you answered first stays known."),
        "at the end": _("This is the end of the lesson."),
        "at the start": _("This is the beginning of the lesson."),
        "wait": _("The program is still being recorded. One moment."),
        "moved": "",
        "hint": "",
        "solution": "",
    }[feedback.say]


def _stopped(feedback: Feedback, asked: Asked, told: FeedbackTold) -> FeedbackTold:
    """A wrong stop on the walk: with what that class has. The walk goes on, so no hop is told."""
    key = feedback.option or ""
    names = asked.members.get(key, ())
    plain = sorted(name for name in names if not _is_special(name))
    shown = tuple(plain[:NAMES_SHOWN])
    if asked.name in names:
        lacks = _("{cls} has `{name}`, but the search meets another class first.")
    else:
        lacks = _("{cls} has no `{name}` in its `__dict__`.")
    return replace(
        told,
        names=shown,
        names_left_out=len(names) - len(shown),
        lacks=lacks.format(cls=key, name=asked.name),
    )


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__") and name != "__init__"
