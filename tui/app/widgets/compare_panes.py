"""Two runs as two aligned trees, and what there is to say of the row under the cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from lessons.compare.searches import search_of, short, tell_difference
from tracer.language import N_, _
from tui.app.glyphs import ASCII
from tui.app.spans import Role, Row, Span, columns, row, span, wrap
from tui.app.widgets.rows_view import RowsView
from tui.reports.compare_rows import Cell, cell, size, title, verdict

if TYPE_CHECKING:
    from textual import events

    from lessons.compare.align import Kind
    from lessons.compare.align import Row as Aligned
    from lessons.compare.comparison import Comparison
    from lessons.compare.run import Node, Run
    from lessons.compare.searches import Search
    from tui.app.glyphs import Glyphs

_SIGNS: dict[Kind, str] = {"same": " ", "lookup": "!", "outcome": "!", "left": "<", "right": ">"}
_ROLES: dict[Kind, Role] = {
    "same": "plain", "lookup": "bad", "outcome": "bad", "left": "lost", "right": "won",
}  # fmt: skip
_SAYING: dict[Kind, str] = {
    "same": N_("The same call in both, found in the same class."),
    "lookup": N_("Here the lookups part."),
    "outcome": N_("The same call in both, but it ended otherwise."),
    "left": N_("In A only."),
    "right": N_("In B only."),
}


class TreesPane(RowsView):
    """One row for both runs; equal subtrees are folded until they are asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "next row", show=False, id="trees.down"),
        Binding("up,k", "move(-1)", "previous row", show=False, id="trees.up"),
        Binding("pagedown", "page(1)", "page down", show=False, id="trees.page_down"),
        Binding("pageup", "page(-1)", "page up", show=False, id="trees.page_up"),
        Binding("home,g", "move(-1000000)", "first row", show=False, id="trees.first"),
        Binding("end,G", "move(1000000)", "last row", show=False, id="trees.last"),
        Binding("enter,l,right,h,left", "fold", "open or close", show=False, id="trees.fold"),
        Binding("n,s", "parting(1)", "next difference", show=False, id="trees.next"),
        Binding("N,S", "parting(-1)", "previous one", show=False, id="trees.previous"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

        row: Aligned

    def __init__(self, comparison: Comparison, glyphs: Glyphs) -> None:
        super().__init__(id="trees")
        self.comparison = comparison
        self.glyphs = glyphs
        self.set_class(glyphs is ASCII, "ascii")
        self.aligned: list[Aligned] = list(comparison.rows)
        self._opened: dict[int, Aligned] = {}
        """Rows that were opened, as they were, by the identity of the row that shows."""
        self.cursor = comparison.partings[0].row if comparison.partings else 0

    def is_filled(self) -> bool:
        """It has all from the start."""
        return True

    def on_mount(self) -> None:
        """Say what it is."""
        self.retitle(_("Calls: A on the left, B on the right"))

    def lay_out(self) -> None:
        """Keep the cursor in view."""
        super().lay_out()
        self.call_after_refresh(self._go, self.cursor)

    def row_count(self) -> int:
        """How many rows there are now."""
        return len(self.aligned)

    def cursor_index(self) -> int | None:
        """The row that the cursor is on."""
        return self.cursor

    def row_at(self, index: int) -> Row:
        """``!  process_request  BaseServer │ process_request  ThreadingMixIn``."""
        one = self.aligned[index]
        wide = max((self.columns - 5) // 2, 8)
        here = self.glyphs.here if index == self.cursor else " "
        sign = self.glyphs.folded if self._can_open(one) else " "
        if id(one) in self._opened:
            sign = self.glyphs.open
        left, right = (
            self._side(node, level, run, one)
            for node, level, run in (
                (one.left, one.left_level, self.comparison.left),
                (one.right, one.right_level, self.comparison.right),
            )
        )
        head = row((_SIGNS[one.kind], _ROLES[one.kind]), (here, "name"), (sign, "dim"), " ")
        middle: Row = ((self.glyphs.between, "dim"),)
        return columns([head, left, middle, right], [4, wide - 2, 2, wide - 2], gap=0)

    def _side(self, node: Node | None, level: int, run: Run, one: Aligned) -> Row:
        shown: Cell = cell(node, level, run, one.kind, whole=one.whole, count="x{count}")
        if not shown.name:
            return ()
        indent = "  " * level if level * 2 < self.columns // 5 else f"({level}) "
        role: Role = "name" if one.kind == "same" else _ROLES[one.kind]
        edge = f"{self.glyphs.hand_off} " if shown.is_lane else ""
        parts: list[Span] = [(indent + edge, "dim"), span(shown.name, "key" if edge else role)]
        owner, details = span(shown.owner, "class"), span(shown.details, "dim")
        # What differs comes first: it must not be cut off.
        for part in (details, owner) if one.kind == "outcome" else (owner, details):
            if part[0]:
                parts += [("  ", "plain"), part]
        return tuple(parts)

    def _can_open(self, one: Aligned) -> bool:
        return one.whole and one.left is not None and self.comparison.left.size(one.left) > 1

    def _go(self, index: int) -> None:
        self.cursor = min(max(index, 0), max(len(self.aligned) - 1, 0))
        self.redraw(self.top_showing(self.cursor, margin=4))
        if self.aligned:
            self.post_message(self.Moved(self.aligned[self.cursor]))

    def action_move(self, steps: int) -> None:
        """Move the cursor by rows."""
        self._go(self.cursor + steps)

    def action_page(self, pages: int) -> None:
        """Move the cursor by screenfuls."""
        self._go(self.cursor + pages * max(self.scrollable_content_region.height - 1, 1))

    def action_parting(self, steps: int) -> None:
        """To the next (previous) row that differs, past those beside this one."""
        at = self.cursor + steps
        while 0 <= at < len(self.aligned):
            before = self.aligned[at - 1].kind if at else "same"
            kind = self.aligned[at].kind
            if kind in ("lookup", "outcome") or (kind != "same" and before == "same"):
                self._go(at)
                return
            at += steps

    def action_fold(self) -> None:
        """Open a row that stands for equal subtrees; close it again."""
        if not self.aligned:
            return
        one = self.aligned[self.cursor]
        if id(one) in self._opened:
            end = self.cursor + 1
            while end < len(self.aligned) and self.aligned[end].left_level > one.left_level:
                end += 1
            self.aligned[self.cursor : end] = [self._opened.pop(id(one))]
        elif self._can_open(one):
            inside = self.comparison.alignment.unfold(one)
            shown = _without_count(one)
            self._opened[id(shown)] = one
            self.aligned[self.cursor : self.cursor + 1] = [shown, *inside]
        self._go(self.cursor)

    def on_click(self, event: events.Click) -> None:
        """Go to the row; on the row that the cursor is on: open or close it."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        index = offset.y + self.scroll_offset.y
        if index == self.cursor:
            self.action_fold()
        elif index < len(self.aligned):
            self._go(index)


def _without_count(one: Aligned) -> Aligned:
    return replace(one, whole=False)


class SayingPane(RowsView):
    """What there is to say of one row: why the lookups part, both searches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "scroll_down", "down", show=False, id="saying.down"),
        Binding("up,k", "scroll_up", "up", show=False, id="saying.up"),
    ]

    def __init__(self, comparison: Comparison, glyphs: Glyphs) -> None:
        super().__init__(id="saying")
        self.comparison = comparison
        self.glyphs = glyphs
        self.set_class(glyphs is ASCII, "ascii")
        self._at: Aligned | None = None
        self._rows: list[Row] = []

    def is_filled(self) -> bool:
        """Whether it was told of a row."""
        return self._at is not None

    def row_count(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def row_at(self, index: int) -> Row:
        """One of them."""
        return self._rows[index]

    def lay_out(self) -> None:
        """Lay the words out for the new width."""
        if self._at is not None:
            self._rows = self._build(self._at)
        super().lay_out()

    def tell(self, one: Aligned) -> None:
        """Tell of a row."""
        self._at = one
        self._rows = self._build(one)
        self.retitle(_("Why"))
        self.redraw(0)

    def _build(self, one: Aligned) -> list[Row]:
        width = self.columns
        parting = next(
            (p for p in self.comparison.partings if self.comparison.rows[p.row] is one), None
        )
        searches = [
            (letter, search_of(run, node.hop))
            for letter, run, node in (
                ("A", self.comparison.left, one.left), ("B", self.comparison.right, one.right),
            )
            if node is not None and node.hop
        ]  # fmt: skip
        rows = wrap(row(span(_(_SAYING[one.kind]), "title")), width)
        reasons = list(parting.reasons) if parting is not None else []
        if not reasons and one.kind == "lookup" and len(searches) == 2:
            reasons = tell_difference(searches[0][1], searches[1][1])
        for reason in reasons:
            rows += wrap(row(span(reason, "name")), width, indent=2)
        if one.kind == "same" and len(searches) == 2:
            searches = searches[:1]
        for letter, search in searches:
            rows += wrap(self._order(letter, search), width, indent=3)
            rows += wrap(row("   ", span(search.sentence, "dim")), width, indent=3)
        return rows

    def _order(self, letter: str, search: Search) -> Row:
        parts: list[Span] = [(f"{letter}  ", "key")]
        for at, cls in enumerate(search.order or search.mro):
            if at:
                parts.append((f" {self.glyphs.arrow} ", "dim"))
            if cls == search.owner:
                parts += [span(short(cls), "won"), (f" {self.glyphs.won}", "won")]
            elif cls in search.has:
                parts += [span(short(cls), "lost"), (f" {self.glyphs.shadowed}", "lost")]
            else:
                parts.append(span(short(cls), "dim"))
        return tuple(parts)


class FixedRows(RowsView, can_focus=False):
    """A few rows about the panes: no border, no focus."""

    DEFAULT_CSS = """
    FixedRows, FixedRows.ascii { height: 1; border: none; overflow-y: hidden; background: $panel; }
    """

    def is_filled(self) -> bool:
        """It has all from the start."""
        return True

    def rows(self) -> list[Row]:
        """All of them."""
        raise NotImplementedError

    def row_count(self) -> int:
        """How many there are."""
        return len(self.rows())

    def row_at(self, index: int) -> Row:
        """One of them."""
        return self.rows()[index]


class TopRows(FixedRows):
    """Which runs these are, and how they compare."""

    DEFAULT_CSS = """
    TopRows, TopRows.ascii { height: auto; min-height: 3; max-height: 4; }
    """

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(id="top")
        self._comparison = comparison

    def rows(self) -> list[Row]:
        """Two runs and the verdict."""
        runs = (("A", self._comparison.left), ("B", self._comparison.right))
        found: list[Row] = [
            ((f" {letter}  ", "key"), span(title(run), "title"), span(f"  {size(run)}", "dim"))
            for letter, run in runs
        ]
        said = row(" ", span(verdict(self._comparison), "name"))
        return found + wrap(said, self.columns, indent=1, limit=2)


class KeyRow(FixedRows):
    """The keys."""

    def rows(self) -> list[Row]:
        """One row."""
        keys = (
            ("n N", _("Differences")), ("enter", _("Open")), ("tab", _("Why")), ("q", _("Close")),
        )  # fmt: skip
        spans: list[Span] = []
        for key, words in keys:
            spans += [(f" {key}", "key"), (f" {words} ", "plain")]
        return [tuple(spans)]
