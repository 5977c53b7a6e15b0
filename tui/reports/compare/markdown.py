"""``compare --format markdown``: for an issue or a pull request."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len

from lessons.compare.searches import short
from tracer.language import _
from tui.reports.compare.rows import (
    MOST_ROWS,
    cell,
    how_called,
    how_often,
    rows_to_show,
    shortcomings,
    size,
    title,
    verdict,
)  # fmt: skip
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.compare.align import AlignedRow, Kind
    from lessons.compare.comparison import Comparison
    from lessons.compare.parting import Parting
    from lessons.compare.searches import Search
    from tui.reports.compare.rows import Cell

_TIMES = "\N{MULTIPLICATION SIGN}{count}"
_ACTIVE = re.compile(r"([\\`*_\[\]<>#|&~])")
_TICKS = re.compile(r"`+")
_SIGNS: dict[Kind, str] = {"same": " ", "lookup": "!", "outcome": "!", "left": "<", "right": ">"}


def write(comparison: Comparison, out: TextIO) -> None:
    """Write the whole comparison."""
    out.writelines(line + "\n" for line in _lines(comparison))


def _lines(comparison: Comparison) -> Iterator[str]:
    yield f"# {_plain(verdict(comparison))}"
    yield ""
    for letter, run in (("A", comparison.left), ("B", comparison.right)):
        yield f"- **{letter}** {_code(title(run))}: {_plain(size(run))}"
        for lack in shortcomings(run):
            yield f"  - {_plain(lack)}"
    for number, parting in enumerate(comparison.partings):
        yield ""
        if number:
            yield f"## {_plain(parting.summary)}"
            yield ""
        yield from _parting(parting)
        if not number:
            yield ""
            yield from _side_by_side(comparison)
    for number, count in enumerate(comparison.counts):
        if not number:
            yield ""
        yield "- " + _plain(how_often(count, _TIMES))
    if comparison.is_cut:
        yield ""
        yield _("There is more than is shown here.")


def _parting(parting: Parting) -> Iterator[str]:
    for reason in parting.reasons:
        yield f"- {_plain(reason)}"
    for run, search in (("A", parting.left), ("B", parting.right)):
        if search is None:
            continue
        order = f"; {_order(search)}" if parting.kind == "lookup" else ""
        yield f"- **{run}** {_plain(how_called(search))}{order}"


def _order(search: Search) -> str:
    names = []
    for cls in search.order or search.mro:
        name = _plain(short(cls))
        names.append(f"**{name}**" if cls == search.owner else name)
    return " → ".join(names)


def _side_by_side(comparison: Comparison) -> Iterator[str]:
    rows = [
        (_SIGNS[row.kind], *_cells(comparison, row))
        for row in islice(rows_to_show(comparison), MOST_ROWS)
    ]
    wide = max((cell_len(left) for _sign, left, _right in rows), default=0)
    lines = [
        f"{sign} {left}{' ' * (wide - cell_len(left))} | {right}" for sign, left, right in rows
    ]
    # Longer than every run of backticks inside: nothing of a recording ends the block.
    ticks = max((len(found) for line in lines for found in _TICKS.findall(line)), default=0)
    fence = "`" * max(3, ticks + 1)
    yield f"{fence}text"
    yield f"  {'A':<{wide}} | B"
    yield from (line.rstrip() for line in lines)
    yield fence


def _cells(comparison: Comparison, row: AlignedRow) -> tuple[str, str]:
    left = cell(row.left, row.left_level, comparison.left, row.kind, whole=row.whole, count=_TIMES)
    right = cell(
        row.right, row.right_level, comparison.right, row.kind, whole=row.whole, count=_TIMES
    )
    return _cell(left), _cell(right)


def _cell(one: Cell) -> str:
    sign = "⇢ " if one.is_lane else ""
    return "  " * min(one.level, 40) + "  ".join(
        visible(part) for part in (sign + one.name, one.owner, one.details) if part
    )


def _plain(text: str) -> str:
    """Foreign text that no reader of Markdown or HTML takes for more than text."""
    return _ACTIVE.sub(r"\\\1", visible(text))


def _code(text: str) -> str:
    """Foreign text as code."""
    shown = visible(text)
    fence = "`" * (max(map(len, _TICKS.findall(shown)), default=0) + 1)
    space = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{space}{shown}{space}{fence}"
