"""What there is to say of one row of a comparison: how it differs, why, and both searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from lessons.compare.parting import tell_outcome
from lessons.compare.searches import search_of, short, tell_difference
from tracer.language import N_, _
from tui.app.keys import PLACES, bindings
from tui.app.rows.glyphs import ASCII
from tui.app.rows.spans import Row, Span, row, span, told, wrap
from tui.app.widgets.rows_view import RowsView
from tui.reports.compare.rows import how_called

if TYPE_CHECKING:
    from textual.binding import BindingType

    from lessons.compare.align import AlignedRow, Kind
    from lessons.compare.comparison import Comparison
    from lessons.compare.parting import Parting
    from lessons.compare.searches import Search
    from tui.app.rows.glyphs import Glyphs

_SAYING: dict[Kind, str] = {
    "same": N_("The same call in both."),
    "lookup": N_("Here the lookups part."),
    "outcome": N_("The same call in both, but it ended otherwise."),
    "left": N_("At this place in A only."),
    "right": N_("At this place in B only."),
}
_SAME_CLASS = N_("The same call in both, found in the same class.")
_SAME_LANE = N_("In both a lane of its own begins here.")


class SayingPane(RowsView):
    """What there is to say of one row: why the lookups part, both searches."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(PLACES["saying"])]

    def __init__(self, comparison: Comparison, glyphs: Glyphs) -> None:
        super().__init__(id="saying")
        self.comparison = comparison
        self.glyphs = glyphs
        self.set_class(glyphs is ASCII, "ascii")
        self._at: AlignedRow | None = None
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

    def tell(self, one: AlignedRow) -> None:
        """Tell of a row."""
        self._at = one
        self._rows = self._build(one)
        self.retitle(_("Why"))
        self.redraw(0)

    def _build(self, one: AlignedRow) -> list[Row]:
        width = self.columns
        parting = next(
            (p for p in self.comparison.partings if self.comparison.rows[p.row] is one), None
        )
        searches = self._searches(one, parting)
        rows = wrap(row(span(_saying(one), "title")), width)
        for reason in self._reasons(one, parting):
            rows += wrap(told(reason, "name"), width, indent=2)
        if one.kind == "same" and len(searches) == 2:
            searches = searches[:1]
        for letter, search in searches:
            rows += wrap(self._order(letter, search), width, indent=3)
            said = [search.sentence, *{how_called(search)}.difference([search.sentence])]
            for words in said:
                rows += wrap(row("   ", *told(words, "dim")), width, indent=3)
        return rows

    def _searches(self, one: AlignedRow, parting: Parting | None) -> list[tuple[str, Search]]:
        """The searches of both runs: of the row's calls, or those that its parting tells of."""
        if parting is not None:
            both = ("A", parting.left), ("B", parting.right)
            return [(letter, search) for letter, search in both if search is not None]
        sides = (("A", self.comparison.left, one.left), ("B", self.comparison.right, one.right))
        return [
            (letter, search_of(run, node.hop)) for letter, run, node in sides if node and node.hop
        ]

    def _reasons(self, one: AlignedRow, parting: Parting | None) -> list[str]:
        runs = self.comparison.left, self.comparison.right
        found = list(parting.reasons) if parting is not None else []
        if one.left is None or one.right is None or one.kind == "same":
            return found
        if one.kind == "outcome":
            return [tell_outcome(one.left, one.right, runs), *found]
        here, there = search_of(runs[0], one.left.hop), search_of(runs[1], one.right.hop)
        return found or tell_difference(here, there)

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


def _saying(one: AlignedRow) -> str:
    node = one.left
    if one.kind == "same" and node is not None:
        if not node.hop:
            return _(_SAME_LANE)
        if node.face.owner:
            return _(_SAME_CLASS)
    return _(_SAYING[one.kind])
