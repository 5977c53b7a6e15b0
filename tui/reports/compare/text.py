"""``compare``: the parting in words, and the two runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len
from rich.padding import Padding
from rich.text import Text

from lessons.compare.searches import short
from tracer.language import _
from tui.reports.compare.rows import (
    Cell,
    cell,
    how_called,
    how_often,
    rows_to_show,
    shortcomings,
    size,
    title,
    verdict,
)  # fmt: skip
from tui.reports.page import Page, page_for
from tui.reports.run.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lessons.compare.align import AlignedRow, Kind
    from lessons.compare.comparison import Comparison
    from lessons.compare.parting import Parting
    from lessons.compare.searches import Search

_SIGNS: dict[Kind, str] = {"same": " ", "lookup": "!", "outcome": "!", "left": "<", "right": ">"}
_STYLES: dict[Kind, str] = {
    "same": "", "lookup": "bold", "outcome": "bold", "left": "italic", "right": "italic",
}  # fmt: skip


_MOST_LINES = 2_000


def write(comparison: Comparison, out: TextIO) -> None:
    """Write the whole comparison."""
    page = page_for(out)
    out.write(printed(_parts(comparison, page), page, out))


def _parts(comparison: Comparison, page: Page) -> Iterator[RenderableType]:
    for letter, run in (("A", comparison.left), ("B", comparison.right)):
        line = Text(f"{letter}  ", "bold").append_text(page.foreign(title(run), style="bold"))
        yield line.append_text(page.foreign(f"  {size(run)}", style="dim"))
        for lack in shortcomings(run):
            yield Padding(page.foreign(lack), (0, 0, 0, 3), expand=False)
    yield Text()
    yield page.foreign(verdict(comparison), style="bold")
    first, *others = comparison.partings or [None]
    if first is not None:
        yield from _parting(first, page)
        yield Text()
        yield from _side_by_side(comparison, page)
    for number, other in enumerate(others):
        if other is not None:
            yield (
                Text() if number else Text("\n" + _("Further lookups that part"), "bold underline")
            )
            yield page.foreign(other.summary, style="bold")
            yield from _parting(other, page)
    for count in comparison.counts:
        yield page.foreign(how_often(count, page.glyphs.times + "{count}"))
    if comparison.is_cut:
        yield Text(_("There is more than is shown here."), "dim")


def _parting(parting: Parting, page: Page) -> Iterator[Padding]:
    """Why they part there: the call, the reasons, both searches."""
    for reason in parting.reasons:
        yield _indented(page.foreign(reason))
    searches = [(run, s) for run, s in (("A", parting.left), ("B", parting.right)) if s]
    places = [(run, how_called(search)) for run, search in searches]
    if len({words for _run, words in places}) == 1:
        yield _indented(page.foreign(places[0][1], style="dim"))
    else:
        for run, words in places:
            yield _indented(page.foreign(f"{run}: {words}", style="dim"))
    if parting.kind == "lookup":
        for run, search in searches:
            yield _indented(Text(f"{run}  ", "bold").append_text(_order(search, page)))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _order(search: Search, page: Page) -> Text:
    """The MRO searched: the class that answered in brackets, those that it shadows in round ones."""
    line = Text()
    for cls in search.order or search.mro:
        if line:
            line.append(f" {page.glyphs.arrow} ")
        name = page.clip(short(cls), 40)
        if cls == search.owner:
            line.append_text(page.foreign(f"[{name}]", style="bold"))
        elif cls in search.has:
            line.append_text(page.foreign(f"({name})"))
        else:
            line.append_text(page.foreign(name, style="dim"))
    return line


def _side_by_side(comparison: Comparison, page: Page) -> Iterator[Text]:
    wide = (page.width - 5) // 2
    yield Text(f"   {'A':<{wide}}  B", "bold underline", no_wrap=True)
    for index, row in enumerate(rows_to_show(comparison)):
        yield _line(comparison, row, wide, page)
        if index > _MOST_LINES:
            yield Text(_("There is more than is shown here."), "dim")
            break


def _line(comparison: Comparison, row: AlignedRow, wide: int, page: Page) -> Text:
    line = Text(f"{_SIGNS[row.kind]}  ", no_wrap=True)
    times = page.glyphs.times + "{count}"
    left = cell(row.left, row.left_level, comparison.left, row.kind, whole=row.whole, count=times)
    right = cell(
        row.right, row.right_level, comparison.right, row.kind, whole=row.whole, count=times
    )
    shown = _cell(left, wide, _STYLES[row.kind], page)
    line.append_text(shown).append(" " * (wide - shown.cell_len + 2))
    return line.append_text(_cell(right, wide, _STYLES[row.kind], page))


def _cell(one: Cell, wide: int, style: str, page: Page) -> Text:
    if not one.name:
        return Text()
    indent = "  " * one.level
    if cell_len(indent) > wide // 2:
        indent = f"({one.level}) "
    sign = f"{page.glyphs.hand_off} " if one.is_lane else ""
    name = Text(indent).append_text(page.foreign(sign + one.name, style=style))
    owner = page.foreign(one.owner, style="bold" if style else "")
    details = page.foreign(one.details, style="dim")
    # What differs comes first: it must not be cut off.
    for part in (details, owner) if one.is_outcome else (owner, details):
        if part:
            name.append("  ").append_text(part)
    if name.cell_len > wide:
        name.truncate(wide - len(page.glyphs.ellipsis))
        name.append(page.glyphs.ellipsis)
    return name
