"""The calls: every hop of every lane, nested by who called whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from lessons.explain.endings import is_interruption
from tracer.language import N_, _
from tui.app.keys import PLACES, bindings
from tui.app.model.tree_rows import TreeRows
from tui.app.rows.spans import Row, Span, fit, span, width_of
from tui.app.widgets.lines import purpose_words
from tui.app.widgets.rows_view import RowsView
from tui.lane_letters import lane_letter

if TYPE_CHECKING:
    from collections.abc import Hashable

    from textual import events
    from textual.binding import BindingType

    from tracer.model import Hop
    from tui.app.scene import Scene

_DEEPEST_INDENT = 0.4
"""Part of the width that indentation may take; deeper levels are written as a number."""
_FEW = 4
"""Hops that are as quickly read one by one."""
_ROOMY = 60
"""Cells from which on a level is indented by two."""


class CallTreePane(RowsView):
    """A virtual list over :class:`TreeRows`; its cursor is the app's hop."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["calls"])]
    TITLE_WORDS = N_("Calls")
    ABOUT = N_(
        "Every recorded call, in order, nested by who called whom. The letter is the lane (thread "
        "or process); a lane hangs under the call that started it. Beside each function stands "
        "the class that owns it: the one whose code runs."
    )

    @dataclass
    class HopChosen(Message):
        """The person put the cursor on a hop."""

        hop: int

    @dataclass
    class FoldAsked(Message):
        """The person asked to fold (``out``), unfold (``in``) or ``toggle`` a hop."""

        way: str
        hop: int

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown_rows: TreeRows | None = None

    def place(self, scene: Scene) -> None:
        """Put the cursor where the scene is."""
        tree, state, old = scene.story.tree, scene.state, self.scene
        shown = self._shown_rows
        same = old is not None and old.story is scene.story
        if old is None or shown is None or not same or old.state.folded != state.folded:
            self._shown_rows = TreeRows(tree, state.folded)
            self.forget_drawn()
        elif shown.tree is not tree:  # it has grown: the rows' keys tell which look otherwise now
            self._shown_rows = TreeRows(tree, state.folded)
        self.scene = scene
        self.retitle(f"{_(self.TITLE_WORDS)}  {purpose_words(scene)}".rstrip())
        top = self.top_showing(self.cursor_index() or 0)
        self._look_ahead(top)
        self.redraw(top)

    def _look_ahead(self, top: int) -> None:
        """Read the hops that will be in view together, where most of them are new."""
        shown = self._shown_rows
        if self.scene is None or shown is None:
            return
        end = min(top + self.scrollable_content_region.height, len(shown))
        hops = [
            hop
            for hop in map(shown.hop, range(top, end))
            if (hop, False, False, False) not in self._drawn
        ]
        if len(hops) > _FEW:
            self.scene.story.recording.look_ahead(hops)

    def key_at(self, index: int) -> Hashable:
        """What a row depends on, without working out its words."""
        if self.scene is None or self._shown_rows is None:
            return None
        hop, state = self._shown_rows.hop(index), self.scene.state
        key = (hop, hop == state.hop, hop in state.bookmarks, hop in state.folded)
        return key if state.live is None else (*key, *self._live_key(hop))

    def _live_key(self, hop: int) -> tuple[Hashable, ...]:
        """What of a row may change while the program runs."""
        if self.scene is None:
            return ()
        story, facts = self.scene.story, self.scene.story.hop(hop)
        row = story.tree.row(hop)
        ends = story.tree.ends[row] - row if hop in self.scene.state.folded else 0
        return facts.outcome, facts.polls, story.tree.has_children(hop), ends, self._is_held(hop)

    def _is_held(self, hop: int) -> bool:
        live = None if self.scene is None else self.scene.state.live
        return live is not None and any(held.hop == hop for held in live.held)

    def row_count(self) -> int:
        """Rows that no fold hides."""
        return 0 if self._shown_rows is None else len(self._shown_rows)

    def cursor_index(self) -> int | None:
        """Where the scene's hop shows."""
        if self.scene is None or self._shown_rows is None:
            return None
        return self._shown_rows.index(self.scene.story.tree.row(self.scene.state.hop))

    def row_at(self, index: int) -> Row:
        """``B ► │ ┄► process_request_thread  ThreadingMixIn``."""
        if self.scene is None or self._shown_rows is None:
            return ()
        scene, row = self.scene, self._shown_rows.row(index)
        tree, glyphs, state = scene.story.tree, scene.glyphs, scene.state
        hop = tree.rows[row]
        here = glyphs.here if hop == state.hop else " "
        mark = glyphs.mark if hop in state.bookmarks else " "
        is_told = scene.cover is None or not scene.cover.hides_lanes
        lane = (lane_letter(tree.lane(hop)) if is_told else "?").ljust(2)
        head: Row = (
            (lane, "key"), (here, "name"), (mark, "mark"), (self._indent(row), "dim"),
            (self._sign(hop), "dim"), (" ", "plain"),
        )  # fmt: skip
        marks = self._marks(hop)
        room = max(self.columns - width_of(marks), self.columns // 3)
        *words, _padding = fit((*head, *self._words(hop)), room)
        return fit((*words, *marks), self.columns)

    def _indent(self, row: int) -> str:
        scene = self.scene
        if scene is None:
            return ""
        level = scene.story.tree.levels[row]
        stem = f"{scene.glyphs.stem} " if self.columns >= _ROOMY else scene.glyphs.stem
        room = int(self.columns * _DEEPEST_INDENT)
        if len(stem) * level <= room:
            return stem * level
        return f"{scene.glyphs.ellipsis}{level} ".rjust(room)

    def _sign(self, hop: int) -> str:
        scene = self.scene
        if scene is None:
            return ""
        tree, glyphs = scene.story.tree, scene.glyphs
        parent = tree.parent(hop)
        is_told = scene.cover is None or not scene.cover.hides_lanes
        handed = parent and tree.lane(parent) != tree.lane(hop)
        edge = glyphs.hand_off if handed and is_told else ""
        if not tree.has_children(hop):
            return edge or glyphs.unasked
        return edge + (glyphs.folded if hop in scene.state.folded else glyphs.open)

    def _words(self, hop: int) -> list[Span]:
        scene = self.scene
        if scene is None:
            return []
        story, cover = scene.story, scene.cover
        facts = story.hop(hop)
        if cover is not None and cover.hides_name(hop):
            return [("?", "name")]
        words = [span(story.code(hop).name, "name")]
        if hop in scene.state.folded:
            words.append(span(f" +{story.tree.end(hop) - story.tree.row(hop) - 1}", "key"))
        words.append(span("  "))
        later = scene.lesson is not None and facts.code in scene.lesson.asked_later
        if later or (cover is not None and cover.hides_owner(hop)):
            words.append(("?", "class"))
        elif facts.owner is not None:
            words.append(span(story.class_name(facts.owner), "class"))
        return words

    def _marks(self, hop: int) -> Row:
        """How the hop ended, or that it is held: names give way to that."""
        scene = self.scene
        if scene is None or (scene.cover is not None and scene.cover.hides_name(hop)):
            return ()
        facts = scene.story.hop(hop)
        if scene.cover is not None and not scene.cover.has_ended(facts):
            return ()
        return tuple(self._ended_words(scene, facts))

    def _ended_words(self, scene: Scene, facts: Hop) -> list[Span]:
        """How a hop ended, or why it has not."""
        words: list[Span] = []
        if facts.polls is not None and facts.polls > 1:
            words.append(span(_("  x{count} polls").format(count=facts.polls), "dim"))
        if is_interruption(facts, scene.story.stop):
            words.append(span(_("  interrupted"), "dim"))
        elif facts.exception is not None:
            words.append(span(f"  {scene.glyphs.raised} {facts.exception.type}", "bad"))
        elif self._is_held(facts.id):
            words.append(span(_("  held"), "here"))
        elif facts.outcome == "unfinished" and (scene.state.live is None or scene.state.live.ended):
            words.append(span(_("  unfinished"), "bad"))
        return words

    # What the person does in it

    def _choose(self, index: int) -> None:
        if self._shown_rows is not None and len(self._shown_rows):
            index = min(max(index, 0), len(self._shown_rows) - 1)
            self.post_message(self.HopChosen(self._shown_rows.hop(index)))

    def action_move(self, steps: int) -> None:
        """Move the cursor by rows."""
        self._choose((self.cursor_index() or 0) + steps)

    def action_page(self, pages: int) -> None:
        """Move the cursor by screenfuls."""
        self.action_move(pages * max(self.scrollable_content_region.height - 1, 1))

    def action_fold(self, way: str) -> None:
        """Fold, unfold or toggle at the cursor."""
        if self.scene is not None:
            self.post_message(self.FoldAsked(way, self.scene.state.hop))

    def on_click(self, event: events.Click) -> None:
        """Choose the row; a click on its fold sign folds."""
        offset = event.get_content_offset(self)
        if offset is None or self._shown_rows is None:
            return
        index = offset.y + self.scroll_offset.y
        if not 0 <= index < len(self._shown_rows):
            return
        row = self._shown_rows.row(index)
        sign = 4 + len(self._indent(row))
        hop = self._shown_rows.hop(index)
        if sign <= offset.x < sign + 3 and offset.x < sign + len(self._sign(hop)):
            self.post_message(self.FoldAsked("toggle", hop))
        else:
            self.post_message(self.HopChosen(hop))
