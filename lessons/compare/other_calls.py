"""A call that one run makes and the other does not: who makes it, and how the runs go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lessons.compare.apart import apart
from lessons.compare.callers import caller_of, tell_caller
from lessons.compare.searches import names_of
from lessons.compare.why_other_calls import tell_why
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.compare.align import AlignedRow
    from lessons.compare.apart import Apart, Side
    from lessons.compare.run import ComparedRun, Node


class OtherCall(NamedTuple):
    """What there is to say of such a row."""

    name: str
    """What was called."""
    hops: tuple[int | None, int | None]
    """The call of each run that is told of, A's first."""
    caller: str | None
    """Qualified name of the call of both runs around it, in A."""
    summary: str
    reasons: tuple[str, ...]


def tell_calls(
    rows: Sequence[AlignedRow], index: int, runs: tuple[ComparedRun, ComparedRun]
) -> OtherCall:
    """Tell of a call, or a lane, that only one run has."""
    place = apart(rows, index, runs)
    node, own, other = place.node, place.own, place.other
    name = _name(node)
    caller = runs[0].function_of(place.around[0]) if place.around[0] else None
    if not node.hop:
        return OtherCall(name, (None, None), caller, _tell_lane(place), ())
    if not _is_only_one(place):
        hops = [None if side.following is None else side.following.hop for side in place.sides]
        return OtherCall(
            name, (hops[0], hops[1]), caller, _tell_both(place), tuple(tell_why(place))
        )
    said = _("{caller} calls {name} in {run} only")
    summary = said.format(caller=_tell_actor(own, node.hop), name=name, run=own.letter)
    moved = _called_elsewhere(place)
    reasons = (*_tell_elsewhere(other, moved), *tell_why(place))
    elsewhere = None if moved is None else moved.hop
    told = (node.hop, elsewhere) if own is place.sides[0] else (elsewhere, node.hop)
    return OtherCall(name, told, caller, summary, reasons)


def _name(node: Node) -> str:
    return node.face.name or _("a lane of its own ({kind})").format(kind=node.face.lane)


def _name_around(side: Side) -> str:
    if side.around.hop:
        return side.run.function_of(side.around.hop)
    return _name(side.around) if side.around.face.lane else _("the program")


def _tell_actor(side: Side, hop: int) -> str:
    """Name who called a hop."""
    return tell_caller(side.run, caller_of(side.run, hop)) or _name_around(side)


def _is_only_one(place: Apart) -> bool:
    """Whether there is no more to say than that one run makes a call that the other does not."""
    other, following = place.other, place.other.following
    if place.node.face.name in other.run.names_inside(other.around):
        return False
    # Where the other makes a call of its own there, that is told with it.
    alone = (each for row in place.rows if _is_alone(row) for each in (row.left, row.right))
    return place.node.loose or following is None or not any(following is each for each in alone)


def _is_alone(row: AlignedRow) -> bool:
    return row.left is None or row.right is None


def _tell_both(place: Apart) -> str:
    """Say how each run goes on, where both have more to call."""
    node, own, other = place.node, place.own, place.other
    ours, theirs = (side.following for side in place.sides)
    caller = _name_around(place.sides[0])
    if ours and theirs and not node.loose and ours.face != theirs.face:
        said = _("{caller} goes on with {here} in A, with {there} in B")
        here, there = _names_apart(ours, theirs)
        return said.format(caller=caller, here=here, there=there)
    is_over = other.following is None and not _calls_loosely(other)
    said = (
        _("{caller} goes on with {name} in {run}, and calls nothing more in {other}")
        if is_over and not node.loose
        else _("{caller}: its call of {name} in {run} has no counterpart in {other}")
    )
    return said.format(caller=caller, name=_name(node), run=own.letter, other=other.letter)


def _calls_loosely(side: Side) -> bool:
    """Whether some of what is called there has no place among the other calls."""
    return any(each.loose for each in side.run.children(side.around))


def _names_apart(one: Node, other: Node) -> tuple[str, str]:
    """Name two calls: with their classes where they are called alike."""
    if one.face.name != other.face.name:
        return _name(one), _name(other)
    owners = names_of(one.face.owner, other.face.owner)
    here, there = (
        f"{owner}.{node.face.name}" if node.face.owner else node.face.function
        for owner, node in zip(owners, (one, other), strict=True)
    )
    return here, there


def _tell_lane(place: Apart) -> str:
    said = (
        _("{name} that {caller} starts is recorded in {run}, and none such in {other}")
        if place.own.around.hop
        else _("{name} is recorded in {run}, and none such in {other}")
    )
    return said.format(
        name=_name(place.node),
        caller=_name_around(place.own),
        run=place.own.letter,
        other=place.other.letter,
    )


def _called_elsewhere(place: Apart) -> Node | None:
    """The same call by another caller, in the run that does not make it here."""
    is_left = place.other is place.sides[0]
    for row in place.rows:
        node = row.left if is_left else row.right
        if _is_alone(row) and node and node.hop and node.face == place.node.face:
            return node
    return None


def _tell_elsewhere(side: Side, node: Node | None) -> list[str]:
    caller = node and tell_caller(side.run, caller_of(side.run, node.hop))
    if node is None or caller is None:
        return []
    said = _("In {run} {caller} calls {name}.")
    return [said.format(run=side.letter, caller=caller, name=_name(node))]
