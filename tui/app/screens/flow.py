"""Lanes side by side, time downwards: who serves and who handles, at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tracer.language import _
from tui.app.keys import PLACES, bindings
from tui.app.model.live_words import doing, short_title
from tui.app.rows.spans import Row, Span, columns, span
from tui.app.screens.page import PageScreen

if TYPE_CHECKING:
    from textual.binding import BindingType

    from tui.app.scene import Scene

_NARROWEST = 24
_GAP_NS = 1_000_000_000
"""A pause of that length between two hops has a row of its own."""
_DEEPEST = 5


class FlowPage(PageScreen):
    """One column a lane; the time keys work on it too."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["flow"])]

    def title_words(self) -> str:
        """Which hop it is."""
        words = _("Lanes, time downwards  hop {hop}  (s, S, < >; esc closes)")
        return words.format(hop=self.scene.number)

    def rows(self, scene: Scene, width: int) -> list[Row]:
        """The hops about this one, each in the column of its lane."""
        tree = scene.story.tree
        height = max(self.size.height * 96 // 100 - 4, 6)
        rank = tree.rank(scene.state.hop)
        last = min(len(tree), max(rank + height // 3, height))
        hops = [tree.order[at] for at in range(max(last - height, 0), last)]
        lanes = _lanes_to_show(scene, hops, max(width // _NARROWEST, 1))
        wide = width // len(lanes) - 2
        rows = [columns([_title(scene, lane) for lane in lanes], [wide] * len(lanes))]
        before: int | None = None
        for hop in hops:
            start = tree.start(hop)
            if before is not None and start - before > _GAP_NS:
                later = _("{seconds:.1f} s later").format(seconds=(start - before) / 1e9)
                words = f"{scene.glyphs.stem} {later}"
                rows.append(_across(scene, lanes, wide, start, words))
            before = start
            rows.append(columns([_cell(scene, lane, hop) for lane in lanes], [wide] * len(lanes)))
        rows += _now(scene, lanes, wide) if last == len(tree) else []
        return rows[:1] + rows[1:][-height:]


def _lanes_to_show(scene: Scene, hops: list[int], most: int) -> list[int]:
    """Lanes of these hops, by number; this hop's own among them."""
    tree = scene.story.tree
    own = tree.lane(scene.state.hop)
    near = sorted({tree.lane(hop) for hop in hops} | {own})
    place = near.index(own)
    first = max(min(place - most // 2, len(near) - most), 0)
    return near[first : first + most]


def _title(scene: Scene, lane: int) -> Row:
    here = lane == scene.step.hop.lane
    return (span(short_title(scene.story, lane), "title" if here else "key"),)


def _is_open(scene: Scene, lane: int, time_ns: int) -> bool:
    """Whether a lane has begun at a time and not ended."""
    tree, facts = scene.story.tree, scene.story.lane(lane)
    first = tree.first_in_lane(lane)
    if facts is None or first is None or tree.start(first) > time_ns:
        return False
    return facts.end_ns is None or facts.end_ns >= time_ns


def _cell(scene: Scene, lane: int, hop: int) -> Row:
    tree, glyphs = scene.story.tree, scene.glyphs
    if tree.lane(hop) != lane:
        return ((glyphs.stem if _is_open(scene, lane, tree.start(hop)) else " ", "dim"),)
    here = hop == scene.state.hop
    parent = tree.parent(hop)
    came = parent is not None and tree.lane(parent) != lane
    indent = "  " * min(tree.depth(hop), _DEEPEST)
    parts: list[Span] = [
        (glyphs.here if here else glyphs.stem, "here" if here else "dim"), (f" {indent}", "dim"),
    ]  # fmt: skip
    if came and parent is not None:
        from_lane = scene.story.lane_title(tree.lane(parent)).partition(" ")[0]
        parts.append((f"{from_lane}{glyphs.hand_off} ", "key"))
    parts.append(span(scene.story.code(hop).name, "name" if here else "plain"))
    request = tree.request(hop)
    if request is not None:
        parts.append((f"  {request}", "dim"))
    return tuple(parts)


def _across(scene: Scene, lanes: list[int], wide: int, time_ns: int, words: str) -> Row:
    cells: list[Row] = [
        (((words if _is_open(scene, lane, time_ns) else ""), "dim"),) for lane in lanes
    ]
    return columns(cells, [wide] * len(lanes))


def _now(scene: Scene, lanes: list[int], wide: int) -> list[Row]:
    """What each lane does at this moment, in a live run."""
    live = scene.state.live
    if live is None or live.ended:
        return []
    cells: list[Row] = [(span(doing(scene.story, live, lane).words, "here"),) for lane in lanes]
    return [columns(cells, [wide] * len(lanes))]
