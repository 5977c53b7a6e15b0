"""Why one run makes a call that the other does not: other code, an early end, other values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.compare.callers import caller_of
from lessons.compare.ending_words import tell_ending
from lessons.compare.same_code import is_same_code, tell_other_code
from tracer.language import _

if TYPE_CHECKING:
    from lessons.compare.apart import Apart, Side

_PLAIN = frozenset({"True", "False", "None"})


def tell_why(place: Apart) -> list[str]:
    """Sentences on why a call is made in one run only."""
    if not all(place.around):
        if caller_of(place.own.run, place.node.hop).hop is not None:
            return []
        return [_("Nothing that was recorded calls it: that is up to the programs.")]
    changed = tell_other_code(place.runs, place.around)
    if changed is not None:
        return [changed]
    other = place.other
    if other.following is None and not _has_returned(other):
        said = _("In {run} {function} {ended}.")
        function = other.run.function_of(other.around.hop)
        ended = tell_ending(other.run, other.around.hop)
        return [said.format(run=other.letter, function=function, ended=ended)]
    return [*_tell_same_code(place), *_tell_arguments(place), *_tell_call_before(place)]


def _has_returned(side: Side) -> bool:
    return side.around.ending is not None and side.around.ending.outcome == "returned"


def _tell_same_code(place: Apart) -> list[str]:
    if not is_same_code(place.runs, place.around):
        return []
    # A function between them that is no hop may be other code, and what is not recorded may have run.
    is_direct = all(
        caller_of(side.run, side.following.hop).is_direct
        for side in place.sides
        if side.following is not None
    )
    said = (
        _("{function} is the same code in both: values decide here.")
        if is_direct and place.other.run.is_whole
        else _("{function} is the same code in both.")
    )
    return [said.format(function=place.runs[0].function_of(place.around[0]))]


def _tell_arguments(place: Apart) -> list[str]:
    """Arguments of the caller that are plain, and not the same."""
    if any(side.around.times > 1 for side in place.sides):
        return []
    here, there = (side.run.recording.hop(side.around.hop).arguments for side in place.sides)
    said = _("{argument} of {function} is {here} in A and {there} in B.")
    function = place.runs[0].function_of(place.around[0])
    return [
        said.format(argument=name, function=function, here=here[name], there=there[name])
        for name in here
        if name in there and here[name] != there[name] and {here[name], there[name]} <= _PLAIN
    ]


def _tell_call_before(place: Apart) -> list[str]:
    """What the caller had called before: other code, or another value."""
    before = place.call_before()
    if before is None:
        return []
    changed = tell_other_code(place.runs, (before[0].hop, before[1].hop))
    found = [] if changed is None else [changed]
    here, there = (
        run.recording.hop(node.hop) for run, node in zip(place.runs, before, strict=True)
    )
    values = here.value or "", there.value or ""
    is_plain = _PLAIN.issuperset(values) and values[0] != values[1]
    if is_plain and (here.outcome, there.outcome) == ("returned", "returned"):
        said = _("{name}, called before, returned {here} in A and {there} in B.")
        found.append(said.format(name=before[0].face.name, here=values[0], there=values[1]))
    return found
