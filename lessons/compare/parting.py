"""Why two runs part at a row: the lookup there, and what its two searches found.

What is said of a lookup comes from the two explained hops and the classes as
they saw them; where one of them cannot be told, its reason is said instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.compare.searches import Search, names_of, search_of, tell_difference
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.compare.align import Row
    from lessons.compare.run import Node, Run

PartingKind: TypeAlias = Literal["lookup", "outcome", "calls"]
_PLAIN = frozenset({"True", "False", "None"})


@dataclass(frozen=True, slots=True)
class Parting:
    """One place where two runs part."""

    row: int
    """Index of its row."""
    kind: PartingKind
    """Found in different classes, ended otherwise, or other calls."""
    name: str
    """What was called."""
    left: Search | None
    right: Search | None
    caller: str | None
    """The innermost call that both share, by its qualified name; None for the programs themselves."""
    summary: str
    """One sentence: what each run does."""
    reasons: tuple[str, ...]
    """Why, a sentence each."""


def find_partings(rows: Sequence[Row], left: Run, right: Run) -> list[Parting]:
    """List where two runs part: the first place, then further lookups, each kind once."""
    first = _first(rows)
    if first is None:
        return []
    found = [_tell(rows, first, left, right)]
    known = {_kind_of_lookup(rows[first])}
    for index, row in enumerate(rows):
        if row.kind == "lookup" and (kind := _kind_of_lookup(row)) not in known:
            known.add(kind)
            found.append(_tell(rows, index, left, right))
    return found


def _kind_of_lookup(row: Row) -> tuple[object, object]:
    return row.left and row.left.face, row.right and row.right.face


def _first(rows: Sequence[Row]) -> int | None:
    """The first row that differs; of calls that ended otherwise the one where that began."""
    found = next((index for index, row in enumerate(rows) if row.kind != "same"), None)
    while found is not None and rows[found].kind == "outcome":
        inner = _first_inside(rows, found)
        if inner is None or _follows_from(rows[found], rows[inner]):
            break
        found = inner
    return found


def _first_inside(rows: Sequence[Row], outer: int) -> int | None:
    for index in range(outer + 1, len(rows)):
        row, around = rows[index], rows[outer]
        inside = (
            row.left_level > around.left_level
            if row.left is not None
            else row.right_level > around.right_level
        )
        if not inside:
            return None
        if row.kind != "same":
            return index
    return None


def _follows_from(ended: Row, inner: Row) -> bool:
    """Whether a call is missing inside of one that an exception left before it came to that."""
    if ended.left is None or ended.right is None or inner.kind not in ("left", "right"):
        return False
    missing_in = ended.right if inner.kind == "left" else ended.left
    return bool(missing_in.raised)


def _tell(rows: Sequence[Row], index: int, left: Run, right: Run) -> Parting:
    row = rows[index]
    if row.kind == "lookup" and row.left is not None and row.right is not None:
        return _tell_lookup(index, row.left, row.right, (left, right), _caller(rows, index, left))
    if row.kind == "outcome" and row.left is not None and row.right is not None:
        return _tell_outcome(index, row.left, row.right, (left, right), _caller(rows, index, left))
    return _tell_calls(rows, index, left, right)


def _tell_lookup(
    index: int, one: Node, other: Node, runs: tuple[Run, Run], caller: str | None
) -> Parting:
    here, there = (search_of(run, node.hop) for run, node in zip(runs, (one, other), strict=True))
    name = one.face.name
    named = names_of(here.owner, there.owner)
    ours, theirs = (
        search.answer if search.owner is None else name
        for search, name in zip((here, there), named, strict=True)
    )
    summary = _("{name}: {here} in A, {there} in B").format(name=name, here=ours, there=theirs)
    reasons = tell_difference(here, there)
    return Parting(index, "lookup", name, here, there, caller, summary, tuple(reasons))


def _tell_outcome(
    index: int, one: Node, other: Node, runs: tuple[Run, Run], caller: str | None
) -> Parting:
    here, there = (search_of(run, node.hop) for run, node in zip(runs, (one, other), strict=True))
    ended = [
        _("raised {error}").format(error=node.raised) if node.raised else _("returned")
        for node in (one, other)
    ]
    name = one.face.name
    changed = _is_changed(runs, (one.hop, other.hop))
    reasons = [_changed_code(runs[0], one)] if changed else []
    summary = _("{name}: {here} in A, {there} in B").format(
        name=name, here=ended[0], there=ended[1]
    )
    return Parting(index, "outcome", name, here, there, caller, summary, tuple(reasons))


def _tell_calls(rows: Sequence[Row], index: int, left: Run, right: Run) -> Parting:
    """Tell of a call that one run makes and the other does not."""
    row = rows[index]
    one, other = _next_alone(rows, index)
    name = next(_call_name(node) for node in (one, other) if node is not None)
    outer = _outer(rows, index)
    here, there = (
        None if node is None or not node.hop else search_of(run, node.hop)
        for run, node in ((left, one), (right, other))
    )
    caller = None if outer is None else _caller_name(rows[outer], left)
    if one is not None and other is not None:
        said = _("{caller} goes on with {here} in A, with {there} in B")
    elif row.kind == "left":
        said = _("{caller} calls {name} in A only")
    else:
        said = _("{caller} calls {name} in B only")
    summary = said.format(
        caller=caller or _("the program"),
        name=name,
        here="" if one is None else _call_name(one),
        there="" if other is None else _call_name(other),
    )
    reasons = _why_calls(rows, index, outer, left, right)
    return Parting(index, "calls", name, here, there, caller, summary, tuple(reasons))


def _next_alone(rows: Sequence[Row], index: int) -> tuple[Node | None, Node | None]:
    """The calls that each run goes on with: they may stand in neighbouring rows."""
    row = rows[index]
    found: dict[str, Node | None] = {row.kind: row.left or row.right}
    for other in rows[index + 1 :]:
        inside = (other.left_level, other.right_level) > (row.left_level, row.right_level)
        if other.kind not in ("left", "right"):
            break
        if not inside:
            found.setdefault(other.kind, other.left or other.right)
    return found.get("left"), found.get("right")


def _why_calls(
    rows: Sequence[Row], index: int, outer: int | None, left: Run, right: Run
) -> list[str]:
    around = None if outer is None else rows[outer]
    if around is None or around.left is None or around.right is None or not around.left.hop:
        return [_("Nothing that was recorded calls it: that is up to the programs.")]
    runs = (left, right)
    if _is_changed(runs, (around.left.hop, around.right.hop)):
        return [_changed_code(left, around.left)]
    said = _("{function} is the same code in both: values decide here.")
    found = [said.format(function=_qualname(left, around.left))]
    before = _before(rows, index, around)
    if before is not None and before.left is not None and before.right is not None:
        hops = before.left.hop, before.right.hop
        if all(hops) and _is_changed(runs, hops):
            found.append(_changed_code(left, before.left))
        values = [
            run.recording.hop(node.hop).value
            for run, node in zip(runs, (before.left, before.right), strict=True)
            if node.hop
        ]
        if len(set(values)) > 1 and _PLAIN.issuperset(str(value) for value in values):
            said = _("{name}, called before, returned {here} in A and {there} in B.")
            found.append(said.format(name=before.left.face.name, here=values[0], there=values[1]))
    return found


def _before(rows: Sequence[Row], index: int, around: Row) -> Row | None:
    """The call before, of the same caller, that both runs share."""
    for row in reversed(rows[:index]):
        if row is around:
            return None
        if row.left_level == around.left_level + 1 and row.left and row.right:
            return row
    return None


def _outer(rows: Sequence[Row], index: int) -> int | None:
    """Index of the innermost shared call around a row; None for the programs themselves."""
    row = rows[index]
    left_level, right_level = row.left_level, row.right_level
    for at in range(index - 1, -1, -1):
        other = rows[at]
        if other.left is None or other.right is None:
            continue
        if other.left_level < left_level and other.right_level < right_level:
            return at
    return None


def _caller(rows: Sequence[Row], index: int, left: Run) -> str | None:
    outer = _outer(rows, index)
    return None if outer is None else _caller_name(rows[outer], left)


def _caller_name(row: Row, left: Run) -> str | None:
    return _qualname(left, row.left) if row.left is not None and row.left.hop else None


def _qualname(run: Run, node: Node) -> str:
    return run.recording.code(run.recording.hop(node.hop).code).qualname


def _call_name(node: Node) -> str:
    return node.face.name or _("a lane of its own ({kind})").format(kind=node.face.lane)


def _changed_code(run: Run, node: Node) -> str:
    said = _("{function} is written otherwise in A and in B.")
    return said.format(function=_qualname(run, node))


def _is_changed(runs: tuple[Run, Run], hops: tuple[int, int]) -> bool:
    """Whether two functions of one name are not the same code, where that can be told."""
    if len({run.recording.meta.magic for run in runs}) > 1:
        return False
    one, other = (
        run.recording.code(run.recording.hop(hop).code) for run, hop in zip(runs, hops, strict=True)
    )
    return one.digest != other.digest
