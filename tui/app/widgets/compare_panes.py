"""Two runs as two aligned trees, with a few rows above and below."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual.message import Message

from tracer.language import _
from tui.app.keys import PLACES, bindings
from tui.app.rows.glyphs import ASCII
from tui.app.rows.spans import Role, Row, Span, columns, row, span, wrap
from tui.app.widgets.rows_view import RowsView
from tui.reports.compare.rows import Cell, cell, shortcomings, size, title, verdict

if TYPE_CHECKING:
    from textual import events
    from textual.binding import BindingType
    from textual.geometry import Size

    from lessons.compare.align import AlignedRow, Kind
    from lessons.compare.comparison import Comparison
    from lessons.compare.run import ComparedRun, Node
    from tui.app.rows.glyphs import Glyphs

_SIGNS: dict[Kind, str] = {"same": " ", "lookup": "!", "outcome": "!", "left": "<", "right": ">"}
_ROLES: dict[Kind, Role] = {
    "same": "plain", "lookup": "bad", "outcome": "bad", "left": "lost", "right": "won",
}  # fmt: skip


class TreesPane(RowsView):
    """One row for both runs; equal subtrees are folded until they are asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["trees"])]

    @dataclass
    class RowMoved(Message):
        """The cursor is on another row."""

        row: AlignedRow

    def __init__(self, comparison: Comparison, glyphs: Glyphs) -> None:
        super().__init__(id="trees")
        self.comparison = comparison
        self.glyphs = glyphs
        self.set_class(glyphs is ASCII, "ascii")
        self.aligned: list[AlignedRow] = list(comparison.rows)
        self._opened: dict[int, AlignedRow] = {}
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

    def _side(self, node: Node | None, level: int, run: ComparedRun, one: AlignedRow) -> Row:
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

    def _can_open(self, one: AlignedRow) -> bool:
        return one.whole and one.left is not None and self.comparison.left.size(one.left) > 1

    def _go(self, index: int) -> None:
        self.cursor = min(max(index, 0), max(len(self.aligned) - 1, 0))
        self.redraw(self.top_showing(self.cursor, margin=4))
        if self.aligned:
            self.post_message(self.RowMoved(self.aligned[self.cursor]))

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


def _without_count(one: AlignedRow) -> AlignedRow:
    return replace(one, whole=False)


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
    TopRows, TopRows.ascii { height: auto; min-height: 3; max-height: 6; }
    """

    def __init__(self, comparison: Comparison) -> None:
        super().__init__(id="top")
        self._comparison = comparison

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - as Textual has it
        """As many rows as there are at that width: they are not laid out yet."""
        return len(self._wrapped(width))

    def rows(self) -> list[Row]:
        """Two runs, what their recordings lack, and the verdict."""
        return self._wrapped(self.columns)

    def _wrapped(self, width: int) -> list[Row]:
        runs = (("A", self._comparison.left), ("B", self._comparison.right))
        found: list[Row] = []
        for letter, run in runs:
            name, count = span(title(run), "title"), span(f"  {size(run)}", "dim")
            found.append(((f" {letter}  ", "key"), name, count))
            if lacks := " ".join(shortcomings(run)):
                found += wrap(row("    ", span(lacks, "dim")), width, indent=4, limit=1)
        said = row(" ", span(verdict(self._comparison), "name"))
        return found + wrap(said, width, indent=1, limit=2)


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
