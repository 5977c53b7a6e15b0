"""Questions answered by a recording: their options, the right one, and what was wrong about the others.

An option has a key: a class name, a number, a value, or a word of :data:`WORDS`. What
a person reads for it is made where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lessons.course.format import ANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lessons.course.evidence import Evidence
    from lessons.course.lesson import LessonStep, Question, QuestionKind

NOTHING = "nothing"
"""Key of the option that ``super()`` reaches no class: an AttributeError."""
WORDS: dict[str, tuple[str, ...]] = {
    "lane": ("same", "thread", "process"),
    "object": ("same", "new"),
    "outcome": ("returned", "raised", "unfinished"),
    "happens": ("yes", "no"),
}
"""Options of the kinds that always have the same, by kind."""


class QuestionError(Exception):
    """A question that the recording cannot answer, or that has no wrong option; says why."""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose."""

    key: str
    belief: str | None
    """Id of the misconception behind it; None for the right one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its options, and its answer as the recording has it."""

    kind: QuestionKind
    options: tuple[Option, ...]
    """In the order of showing. For ``resolve``: the classes of the MRO, in its order."""
    right: tuple[str, ...]
    """One key; for ``order``, all keys in the right order."""
    hop: int
    """The hop that bears the answer out."""
    name: str = ""
    """The name that is looked up, or the function asked about."""
    members: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For ``resolve``: the names in each class's ``__dict__``, by key."""

    def belief(self, key: str) -> str | None:
        """The misconception behind an option. Raises KeyError for one that is not there."""
        for option in self.options:
            if option.key == key:
                return option.belief
        raise KeyError(key)


def moment(evidence: Evidence, step: LessonStep) -> int | None:
    """The hop at which a step stands; None where nothing meets its conditions.

    A question whether something happens, or how often, stands at ``other`` where that is given.
    """
    question = step.question
    if question is not None and question.kind in ("happens", "count") and question.other:
        return question.other.first(evidence)
    if question is not None and question.kind == "order":
        hops = [sought.first(evidence) for sought in question.hops]
        return None if None in hops else hops[0]
    return None if step.hop is None else step.hop.first(evidence)


def ask(evidence: Evidence, step: LessonStep) -> Asked:
    """Work out a step's question. Raises :class:`QuestionError`."""
    question = step.question
    assert question is not None
    if question.kind == "order":
        return _order(evidence, question)
    hop = moment(evidence, step)
    if hop is None:
        raise QuestionError("no hop of the recording meets its conditions")
    if question.kind in ("happens", "count"):
        assert step.hop is not None
        found = step.hop.all(evidence)
        right = ("yes" if found else "no") if question.kind == "happens" else str(len(found))
        yes_no: Iterable[str] = WORDS["happens"]
        keys = yes_no if question.kind == "happens" else _numbers({right, *question.also})
        return _asked(question, keys, right, found[0] if found else hop, step.hop.function or "")
    keys, right, members = _READERS[question.kind](evidence, question, hop)
    return _asked(question, keys, right, hop, evidence.function(hop), members=members)


def _asked(
    question: Question, keys: Iterable[str], right: str, hop: int, name: str, *,
    members: dict[str, tuple[str, ...]] | None = None,
) -> Asked:  # fmt: skip
    options: list[Option] = []
    for key in dict.fromkeys(keys):
        belief = None if key == right else question.beliefs.get(key, question.beliefs.get(ANY))
        if key != right and belief is None:
            raise QuestionError(f"the wrong answer {key!r} has no belief")
        options.append(Option(key, belief))
    if len(options) < 2:
        raise QuestionError(f"there is only one answer to choose, {right!r}")
    if right not in {option.key for option in options}:
        raise QuestionError(f"the right answer, {right!r}, is not among the options")
    for key in question.beliefs:
        if key != ANY and key not in {option.key for option in options}:
            raise QuestionError(f"beliefs names {key!r}, which is no option")
    if right in question.beliefs:
        raise QuestionError(f"beliefs names {right!r}, which is the right answer")
    return Asked(question.kind, tuple(options), (right,), hop, name, members or {})


def _order(evidence: Evidence, question: Question) -> Asked:
    found: list[int] = []
    for sought in question.hops:
        hop = sought.first(evidence)
        if hop is None:
            raise QuestionError(f"no hop meets: {sought}")
        found.append(hop)
    if len(set(found)) < len(found):
        raise QuestionError("two of its hops are the same")
    keys = {hop: evidence.title(hop) for hop in found}
    if len(set(keys.values())) < len(found):
        raise QuestionError("two of its hops have the same name")
    belief = question.beliefs.get(ANY)
    if belief is None:
        raise QuestionError(f"beliefs needs {ANY!r}, for a wrong order")
    right = tuple(keys[hop] for hop in sorted(found, key=evidence.ranks.__getitem__))
    if right == tuple(keys.values()):
        raise QuestionError("its hops are listed in the right order: that gives the answer away")
    options = tuple(Option(key, belief) for key in keys.values())
    return Asked("order", options, right, min(found, key=evidence.ranks.__getitem__))


# One signature for every kind of question, so that the table below can name them.
# ruff: noqa: ARG001

_Read = tuple["Iterable[str]", str, "dict[str, tuple[str, ...]]"]


def _class(evidence: Evidence, question: Question, hop: int) -> _Read:
    """Which class's function runs: among those of the MRO that have the name."""
    right = evidence.owner(hop)
    if right is None:
        raise QuestionError("the function at this hop was found in no class")
    lookup = evidence.step(hop).lookup
    having = [c.class_id for c in lookup.candidates if c.has] if lookup else []
    names = [evidence.class_name(each, hop) for each in having]
    own = evidence.receiver_class(hop)
    return (*([own] if own else []), *names, right, *question.also), right, {}


def _resolve(evidence: Evidence, question: Question, hop: int) -> _Read:
    """Where the walk along the MRO ends; ``object`` is walked, too."""
    lookup = evidence.step(hop).lookup
    if lookup is None or lookup.chosen is None:
        raise QuestionError("at this hop no class was searched")
    classes = [candidate.class_id for candidate in lookup.candidates]
    keys = [evidence.class_name(each, hop) for each in classes]
    members = {
        key: tuple(evidence.class_facts(each, hop).members)
        for key, each in zip(keys, classes, strict=True)
    }
    return keys, evidence.class_name(lookup.chosen, hop), members


def _super(evidence: Evidence, question: Question, hop: int) -> _Read:
    """What ``super()`` reaches from the function that ran: the next class that has the name."""
    lookup = evidence.step(hop).lookup
    owner = evidence.hop(hop).owner
    if lookup is None or owner is None:
        raise QuestionError("at this hop no class was searched")
    right = NOTHING if lookup.super is None else evidence.class_name(lookup.super, hop)
    others = [each for each in evidence.mro(hop) if each != owner]
    keys = [*(evidence.class_name(each, hop) for each in others), NOTHING]
    return keys, right, {}


def _lane(evidence: Evidence, question: Question, hop: int) -> _Read:
    """The lane of the loop, another thread, or another process."""
    if question.other is not None:
        other = question.other.first(evidence)
    else:
        loops = ("serve_forever", "handle_request")
        other = next((each for each in evidence.order if evidence.function(each) in loops), None)
    if other is None:
        raise QuestionError("there is no hop to compare its lane with")
    if evidence.hop(hop).lane == evidence.hop(other).lane:
        right = "same"
    else:
        right = "thread" if evidence.is_same_process(hop, other) else "process"
    return WORDS["lane"], right, {}


def _object(evidence: Evidence, question: Question, hop: int) -> _Read:
    """Whether two hops have the same object as receiver, or as an argument."""
    assert question.other is not None
    other = question.other.first(evidence)
    if other is None:
        raise QuestionError(f"no hop meets other: {question.other}")
    if other == hop:
        raise QuestionError("it compares a hop with itself")
    one, two = (_value(evidence, each, question.of) for each in (hop, other))
    return WORDS["object"], "same" if one == two else "new", {}


def _outcome(evidence: Evidence, question: Question, hop: int) -> _Read:
    """How the call ended."""
    outcome = evidence.hop(hop).outcome
    if outcome == "yielded":
        raise QuestionError("a generator's hop has no end to ask for")
    return WORDS["outcome"], outcome, {}


def _told_value(evidence: Evidence, question: Question, hop: int) -> _Read:
    """What an argument was, or what was returned, as it was recorded."""
    right = _value(evidence, hop, question.of)
    return (right, *question.also), right, {}


def _value(evidence: Evidence, hop: int, of: str) -> str:
    facts = evidence.hop(hop)
    if of == "receiver":
        found = facts.receiver
    elif of == "returned":
        found = facts.value
    else:
        found = facts.arguments.get(of)
    if found is None:
        raise QuestionError(f"the recording has no {of} at {evidence.title(hop)}")
    return found


def _numbers(keys: set[str]) -> list[str]:
    if not all(key.isdecimal() for key in keys):
        raise QuestionError("also of a count is a list of numbers, as strings")
    return sorted(keys, key=int)


_READERS: dict[str, Callable[[Evidence, Question, int], _Read]] = {
    "class": _class,
    "resolve": _resolve,
    "super": _super,
    "lane": _lane,
    "object": _object,
    "outcome": _outcome,
    "value": _told_value,
}
