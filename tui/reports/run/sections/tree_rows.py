"""The call tree as rows, walked in a loop: hops, loops entered, lanes begun, rounds folded."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tracer.language import N_, _
from tui.reports.run.sections.folding import Fold, fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.explain.step import Loop
    from tracer.model import Lane
    from tui.reports.page import Page
    from tui.reports.run.story import RunReading

_RECURSION = 4
_MOST_STRETCHES = 6


@dataclass(frozen=True, slots=True)
class HopRow:
    """A hop, with the lines of the tree that lead to it."""

    guides: str
    hop: int
    times: int = 1
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RemarkRow:
    """Something said between hops, standing at a place in the tree."""

    guides: str
    text: str
    lane: int | None = None


@dataclass(frozen=True, slots=True)
class LoopRow:
    """From here on the calls belong to this loop, or to none."""

    text: str


Row = HopRow | RemarkRow | LoopRow

_LOOPS: dict[Loop | None, str] = {
    "connection": N_("connection loop: the server takes one client after the other"),
    "communication": N_("communication loop: a handler talks with its one client"),
    None: N_("outside both loops"),
}
_LANES = {
    "main": N_("the main thread, {name}"),
    "thread": N_("thread {name}"),
    "fork": N_("forked process {pid}"),
    "process": N_("process {pid}"),
}


@dataclass(slots=True)
class _Waiting:
    """What is still to be walked, and where in the tree it stands."""

    fold: Fold
    lead: str
    """Drawn before the hop."""
    inner: str
    """Drawn before everything below it."""
    depth: int


@dataclass(slots=True)
class _Walk:
    story: RunReading
    page: Page
    queue_from: dict[int, int]
    loop: Loop | None = None
    begun: set[int] = field(default_factory=set)
    waiting: list[_Waiting] = field(default_factory=list)

    @property
    def deepest(self) -> int:
        """Levels drawn as a tree; deeper ones say their depth as a number."""
        return max((self.page.width - 52) // 2, 10)

    def push(self, folds: list[Fold], guides: str, depth: int) -> None:
        """Put what one hop called on the stack, so that the first comes off first."""
        glyphs = self.page.glyphs
        drawn = 0 < depth <= self.deepest
        for number, one in enumerate(reversed(folds)):
            last = number == 0
            lead = guides + (glyphs.corner if last else glyphs.tee) if drawn else guides
            inner = guides + ("  " if last else glyphs.pipe) if drawn else guides
            self.waiting.append(_Waiting(one, lead, inner, depth))

    def requests(self, one: Fold) -> str:
        """Name the requests that a fold stands for: ``1-3, 7`` (at most six stretches)."""
        numbers = sorted(self.story.request(hop) for hop in (*one.hops, *one.others))
        stretches: list[list[int]] = []
        for number in numbers:
            if stretches and number == stretches[-1][1] + 1:
                stretches[-1][1] = number
            else:
                stretches.append([number, number])
        to = self.page.glyphs.to
        shown = [str(a) if a == b else f"{a}{to}{b}" for a, b in stretches[:_MOST_STRETCHES]]
        if len(stretches) > _MOST_STRETCHES:
            shown.append(self.page.glyphs.ellipsis)
        words = _("{times}: so went requests {numbers}")
        return words.format(times=self.page.count(one.times), numbers=", ".join(shown))

    def remarks(self, hop: int, lead: str) -> Iterator[RemarkRow | LoopRow]:
        """Yield what is to be said before a hop: a loop entered, a lane begun."""
        step, lane = self.story.call(hop).step, self.story.lane_of(hop)
        if lane not in self.begun:
            self.begun.add(lane)
            facts = self.story.lane(lane)
            parent = self.story.parent(hop)
            sign = f"{self.page.glyphs.hand_off} " if parent else ""
            words = _("lane {letter}: {name}").format(
                letter=self.story.letter(lane), name=_named(facts)
            )
            yield RemarkRow(lead, sign + words, lane)
        if hop in self.queue_from:
            origin = self.queue_from[hop]
            words = _("over a queue from hop {hop}").format(hop=origin)
            yield RemarkRow(lead, f"{self.page.glyphs.hand_off} {words}")
        if step.loop != self.loop:
            self.loop = step.loop
            yield LoopRow(_(_LOOPS[step.loop]))


def _named(lane: Lane | None) -> str:
    if lane is None:
        return "?"
    return _(_LANES[lane.kind]).format(name=lane.name, pid=lane.pid)


def tree_rows(story: RunReading, page: Page) -> Iterator[Row]:
    """Walk the whole call tree, lanes hung in where a hop began them, equal shapes folded."""
    walk = _Walk(story, page, story.recording.queue_edges())
    walk.push(fold(story.children(0), story), "", 0)
    while walk.waiting:
        yield from _one(walk, walk.waiting.pop())


def _one(walk: _Walk, at: _Waiting) -> Iterator[Row]:
    first, *rest = at.fold.hops
    if rest or len(at.fold.hops) < 1:
        yield from _round(walk, at)
        return
    yield from walk.remarks(first, at.inner)
    yield HopRow(
        at.lead if at.depth <= walk.deepest else f"{at.lead}({at.depth}) ",
        first,
        at.fold.times,
        tuple(at.fold.others),
    )
    if at.fold.others and walk.story.request(first):
        yield RemarkRow(at.inner, walk.requests(at.fold))
    hop, levels = _innermost(walk.story, first)
    if levels >= _RECURSION:
        words = _("{count:,} more calls of itself, each in the one before")
        yield RemarkRow(at.inner, words.format(count=levels - 1))
        yield HopRow(f"{at.inner}({at.depth + levels}) ", hop)
    else:
        hop, levels = first, 0
    walk.push(fold(walk.story.children(hop), walk.story), at.inner, at.depth + levels + 1)


def _round(walk: _Walk, at: _Waiting) -> Iterator[Row]:
    """Walk a round of several calls: each of them, below a line that counts the rounds."""
    times = walk.page.count(at.fold.times)
    if at.fold.times > 1:
        words = _("{times}, these {count} calls:")
        yield RemarkRow(at.lead, words.format(times=times, count=len(at.fold.hops)))
    walk.push([Fold([hop]) for hop in at.fold.hops], at.inner, at.depth)


def _innermost(story: RunReading, hop: int) -> tuple[int, int]:
    """Follow a function that only calls itself: the last such hop, and how many levels down."""
    levels = 0
    code = story.call(hop).step.hop.code
    while True:
        inside = story.children(hop)
        if len(inside) != 1 or story.call(inside[0]).step.hop.code != code:
            return hop, levels
        hop, levels = inside[0], levels + 1
