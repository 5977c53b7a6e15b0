"""What an exercise's run must show: each check is a pure question to the evidence.

Beside the checks of its lesson, every exercise is asked whether each ``handle`` that began
has also returned (:data:`ALWAYS`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lessons.course.lesson import Check
from lessons.course.scene import raised_words
from lessons.course.sought import Sought

if TYPE_CHECKING:
    from collections.abc import Callable

    from lessons.course.evidence import Evidence
    from lessons.course.lesson import Exercise

_FOREVER = 1 << 63

ALWAYS: tuple[Check, ...] = tuple(
    Check(f"handle-{outcome}", 1, "none", Sought("handle", outcome=outcome))
    for outcome in ("raised", "unfinished")
)
"""Checks that no ``handle`` ended with an exception, and that none was going on at the end."""


@dataclass(frozen=True, slots=True)
class CheckVerdict:
    """Whether a recording passes one check, and the hops that show it."""

    check: Check
    passed: bool
    hops: tuple[int, ...]
    """Those that decided it, at most a few, to lead the eye to; empty where what was sought is missing."""
    raised: str = ""
    """``ValueError: message``, where an exception left the first of them: foreign text."""


def judge(exercise: Exercise, evidence: Evidence) -> list[CheckVerdict]:
    """Ask the evidence everything. The first that fails is told first."""
    return [check(each, evidence) for each in checks_of(exercise)]


def checks_of(exercise: Exercise) -> list[Check]:
    """All that is asked of an exercise.

    First what its lesson asks the recording, in the lesson's order: it has the better words for
    what goes wrong there. Then :data:`ALWAYS`; what the clients received comes last, since
    whatever went wrong before shows there, too.
    """
    asked = [each for each in exercise.checks if each.kind != "receive"]
    always = [replace(each, line=exercise.line) for each in ALWAYS if not _is_wanted(each, asked)]
    return [*asked, *always, *(each for each in exercise.checks if each.kind == "receive")]


def _is_wanted(unwanted: Check, asked: list[Check]) -> bool:
    """Whether a lesson asks for such a ``handle``: then its own checks judge those."""
    return any(
        each.kind != "none"
        and each.hop.function == unwanted.hop.function
        and each.hop.outcome == unwanted.hop.outcome
        for each in asked
    )


def check(check: Check, evidence: Evidence) -> CheckVerdict:
    """Hold one check against a recording."""
    hops = check.hop.all(evidence)
    others = check.other.all(evidence) if check.other is not None else []
    passed, shown = _KINDS[check.kind](check, evidence, hops, others)
    return CheckVerdict(check, passed, tuple(shown[:3]), _raised(evidence, shown))


def _raised(evidence: Evidence, hops: list[int]) -> str:
    if not hops or evidence.outcome(hops[0]) != "raised":
        return ""
    error = evidence.hop(hops[0]).exception
    return raised_words(error) if error is not None else ""


# One signature for every kind of check, so that the table below can name them.
# ruff: noqa: ARG001

_Result = tuple[bool, list[int]]


def _some(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """At least one hop is there."""
    return bool(hops), hops


def _none(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """No such hop is there."""
    return not hops, hops


def _every(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """There are such hops, and each of them is also what ``other`` says."""
    fitting = set(others)
    outside = [hop for hop in hops if hop not in fitting]
    return bool(hops) and not outside, outside or hops


def _count(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """As many as asked for; where there is none, ``other`` says which hops to look at instead."""
    return _is_asked_for(check, len(hops)), hops or others


def _lanes_of(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """Such hops run in as many lanes as asked for, however many hops there are."""
    first = {evidence.hop(hop).lane: hop for hop in reversed(hops)}
    return _is_asked_for(check, len(first)), sorted(first.values(), key=evidence.ranks.__getitem__)


def _before(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """The first of the hops begins before the first of the others."""
    if not hops or not others:
        return False, hops or others
    passed = evidence.ranks[hops[0]] < evidence.ranks[others[0]]
    return passed, [hops[0], others[0]]


def _overlap(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """Two of the hops (or ``at_least`` so many) are open at one moment; never more than ``at_most``."""
    open_now: list[tuple[int, int]] = []
    most: list[int] = []
    for hop in hops:
        start = evidence.hop(hop).start_ns
        open_now = [each for each in open_now if each[0] > start]
        end = evidence.hop(hop).end_ns
        open_now.append((_FOREVER if end is None else end, hop))
        if len(open_now) > len(most):
            most = [each for _, each in open_now]
    least = 2 if check.at_least is None and check.at_most is None else check.at_least or 0
    passed = len(most) >= least and (check.at_most is None or len(most) <= check.at_most)
    return passed, most


def _apart(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """Hops and others are there, and no lane runs both."""
    lanes = _lanes(evidence, others)
    shared = [hop for hop in hops if evidence.hop(hop).lane in lanes]
    return bool(hops and others) and not shared, shared or hops[:1] + others[:1]


def _together(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """Hops and others are there, and each hop runs in a lane of the others."""
    lanes = _lanes(evidence, others)
    outside = [hop for hop in hops if evidence.hop(hop).lane not in lanes]
    return bool(hops and others) and not outside, outside or hops[:1] + others[:1]


def _fresh(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """Two or more hops, each on an object of its own."""
    seen = {evidence.hop(hop).receiver for hop in hops}
    return len(hops) > 1 and len(seen) == len(hops), hops


def _shared(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """Two or more hops, all on one object."""
    seen = {evidence.hop(hop).receiver for hop in hops}
    return len(hops) > 1 and len(seen) == 1, hops


def _receive(check: Check, evidence: Evidence, hops: list[int], others: list[int]) -> _Result:
    """The clients received what ``texts`` says; the hops are where to look if they did not."""
    return evidence.received.fits(check.texts), hops


def _is_asked_for(check: Check, number: int) -> bool:
    return (
        check.equals in (None, number)
        and (check.at_least is None or number >= check.at_least)
        and (check.at_most is None or number <= check.at_most)
    )


def _lanes(evidence: Evidence, hops: list[int]) -> set[int]:
    return {evidence.hop(hop).lane for hop in hops}


_KINDS: dict[str, Callable[[Check, Evidence, list[int], list[int]], _Result]] = {
    "some": _some,
    "none": _none,
    "every": _every,
    "count": _count,
    "before": _before,
    "overlap": _overlap,
    "apart": _apart,
    "together": _together,
    "lanes": _lanes_of,
    "fresh": _fresh,
    "shared": _shared,
    "receive": _receive,
}
