"""Where two runs part, and what each of them does there.

What is said of a call comes from its own hop: its recorded outcome, its parent and call
site, its lookup. Where one of these cannot be told, its reason is said instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.compare.apart import next_call
from lessons.compare.ending_words import tell_ending, was_cut_short
from lessons.compare.other_calls import tell_calls
from lessons.compare.same_code import tell_other_code
from lessons.compare.searches import Search, names_of, search_of, tell_difference
from tracer.language import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lessons.compare.align import AlignedRow
    from lessons.compare.run import ComparedRun, Node

PartingKind: TypeAlias = Literal["lookup", "outcome", "calls"]


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
    """The call of both runs that made the calls of this row, by its qualified name in A."""
    summary: str
    """One sentence: what each run does."""
    reasons: tuple[str, ...]
    """Why, a sentence each."""


def find_partings(
    rows: Sequence[AlignedRow], left: ComparedRun, right: ComparedRun
) -> list[Parting]:
    """List where two runs part: the first place, then further lookups, each kind once."""
    first = _first(rows, left, right)
    if first is None:
        return []
    found = [_tell(rows, first, left, right)]
    known = {_kind_of_lookup(rows[first])}
    for index, row in enumerate(rows):
        if row.kind == "lookup" and (kind := _kind_of_lookup(row)) not in known:
            known.add(kind)
            found.append(_tell(rows, index, left, right))
    return found


def _kind_of_lookup(row: AlignedRow) -> tuple[object, object]:
    return row.left and row.left.face, row.right and row.right.face


def _first(rows: Sequence[AlignedRow], left: ComparedRun, right: ComparedRun) -> int | None:
    """The first row that differs; of calls that ended otherwise the one where that began.

    How far a daemon thread comes before the program ends may be chance: where something else
    differs, that is told.
    """
    differing = [index for index, row in enumerate(rows) if row.kind != "same"]
    cut_short: set[int] = set()
    for index in differing:
        if index not in cut_short and _was_cut_short(rows[index], left, right):
            cut_short.update((index, *_inside(rows, index)))
    certain = [index for index in differing if index not in cut_short]
    found = next(iter(certain or differing), None)
    while found is not None and rows[found].kind == "outcome":
        inner = next((at for at in _inside(rows, found) if rows[at].kind != "same"), None)
        if inner is None or _follows_from(rows, found, inner):
            break
        found = inner
    return found


def _was_cut_short(row: AlignedRow, left: ComparedRun, right: ComparedRun) -> bool:
    """Whether a daemon thread was in a call of one run when the program's end cut it short."""
    sides = ((left, row.left), (right, row.right))
    return row.kind == "outcome" and any(
        node and was_cut_short(run, node.hop) for run, node in sides
    )


def _inside(rows: Sequence[AlignedRow], outer: int) -> Iterator[int]:
    around = rows[outer]
    for index in range(outer + 1, len(rows)):
        row = rows[index]
        is_left = row.left is not None
        level, limit = (
            (row.left_level, around.left_level)
            if is_left
            else (row.right_level, around.right_level)
        )
        if level <= limit:
            return
        yield index


def _follows_from(rows: Sequence[AlignedRow], outer: int, inner: int) -> bool:
    """Whether a call is missing inside of one that ended before it came to that."""
    row, around = rows[inner], rows[outer]
    if row.kind not in ("left", "right"):
        return False
    is_left = row.kind == "right"
    ended = around.left if is_left else around.right
    levels = (
        (row.left_level, around.left_level) if is_left else (row.right_level, around.right_level)
    )
    if levels[0] != levels[1] + 1 or ended is None or ended.ending is None:
        return False
    return bool(ended.ending.key) and next_call(rows, inner, is_left=is_left) is None


def _tell(rows: Sequence[AlignedRow], index: int, left: ComparedRun, right: ComparedRun) -> Parting:
    row = rows[index]
    runs = left, right
    if row.left is None or row.right is None or row.kind not in ("lookup", "outcome"):
        told = tell_calls(rows, index, runs)
        here, there = (
            None if hop is None else search_of(run, hop)
            for run, hop in zip(runs, told.hops, strict=True)
        )
        return Parting(
            index, "calls", told.name, here, there, told.caller, told.summary, told.reasons
        )
    one, other = row.left, row.right
    here, there = search_of(left, one.hop), search_of(right, other.hop)
    name, caller = one.face.name, _caller(rows, index, here, there, left)
    if row.kind == "lookup":
        summary, reasons = _lookup_words(name, here, there), tell_difference(here, there)
    else:
        summary, reasons = tell_outcome(one, other, runs), _why_outcome(one, other, runs)
    return Parting(index, row.kind, name, here, there, caller, summary, tuple(reasons))


def _lookup_words(name: str, here: Search, there: Search) -> str:
    named = names_of(here.owner, there.owner)
    ours, theirs = (
        search.answer if search.owner is None else name
        for search, name in zip((here, there), named, strict=True)
    )
    return _("{name}: {here} in A, {there} in B").format(name=name, here=ours, there=theirs)


def tell_outcome(one: Node, other: Node, runs: tuple[ComparedRun, ComparedRun]) -> str:
    """Say how a call ended in each run."""
    here, there = tell_ending(runs[0], one.hop), tell_ending(runs[1], other.hop)
    said = _("{name}: in A it {here}, in B it {there}")
    return said.format(name=one.face.name, here=here, there=there)


def _why_outcome(one: Node, other: Node, runs: tuple[ComparedRun, ComparedRun]) -> list[str]:
    hops = one.hop, other.hop
    found = [tell_other_code(runs, hops)]
    for letter, run, hop in zip("AB", runs, hops, strict=True):
        if was_cut_short(run, hop):
            said = _(
                "In {run} it ran in a daemon thread, which ends with the program: how far it "
                "comes may differ from run to run."
            )
            found.append(said.format(run=letter))
    return [each for each in found if each]


def _caller(
    rows: Sequence[AlignedRow], index: int, here: Search, there: Search, left: ComparedRun
) -> str | None:
    """The call of both runs that made both calls, where there is one."""
    hops = here.caller.hop, there.caller.hop
    if None in hops:
        return None
    for row in reversed(rows[:index]):
        if row.left and row.right and (row.left.hop, row.right.hop) == hops:
            return left.function_of(row.left.hop)
    return None
