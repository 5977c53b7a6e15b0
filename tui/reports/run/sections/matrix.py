"""The override matrix: which class of an MRO defines a method, which one wins, what ran."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from lessons.source.call_site import Dispatch
from tracer.language import _
from tui.reports.page import padded
from tui.reports.run.sections.class_map import mapped_classes
from tui.reports.run.sections.heading import heading
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from tracer.model import Member
    from tui.reports.page import Page
    from tui.reports.run.story import RunReading

_MOST_CLASSES = 6
_NAME_WIDTH = 24
_TITLE_WIDTH = 10
_TITLE_WIDEST = 16
_NOT_METHODS = frozenset({"value", "slot", "data_descriptor"})


@dataclass(frozen=True, slots=True)
class _Grid:
    """What is shown of one class: its MRO, and how often functions ran, by (owner, name)."""

    story: RunReading
    page: Page
    order: tuple[int, ...]
    ran: Counter[tuple[int, str]]
    by_super: Counter[tuple[int, str]]
    by_name: Counter[tuple[int, str]]

    def member(self, cls: int, name: str) -> Member | None:
        """What the class's own ``__dict__`` holds under the name."""
        facts = self.story.classes.get(cls)
        return facts.members.get(name) if facts is not None else None

    def rows(self) -> list[str]:
        """List the methods that ran, in the order they first did, then those defined twice."""
        names = dict.fromkeys(name for _owner, name in self.ran)
        definitions: Counter[str] = Counter()
        for cls in self.order:
            members = self.story.classes[cls].members if cls in self.story.classes else {}
            definitions.update(n for n, m in members.items() if m.kind not in _NOT_METHODS)
        names.update(dict.fromkeys(name for name, count in definitions.items() if count > 1))
        return list(names)

    def cell(self, cls: int, name: str) -> Text:
        """Say what the method is in that class; see the legend."""
        if self.member(cls, name) is None:
            return Text(self.page.glyphs.absent, "dim")
        ran = self.ran[cls, name]
        count = f" {self.page.count(ran)}" if ran else ""
        having = [other for other in self.order if self.member(other, name)]
        if having == [cls]:
            return Text(_("defined") + count)
        if having[0] == cls:
            return Text(_("wins") + count, "bold")
        if self.by_super[cls, name]:
            return Text("super" + count)
        if self.by_name[cls, name]:
            return Text(_("by name") + count)
        return Text(_("shadowed") + count, "dim")


def render(story: RunReading, page: Page) -> Iterator[RenderableType]:
    """Yield the legend and one matrix for each server and handler class."""
    yield from heading(
        _("Override matrix"),
        _("Columns are the MRO from left to right, so the leftmost class that has a method wins."),
        page,
    )
    yield from _legend(page)
    for cls in mapped_classes(story)[:_MOST_CLASSES]:
        yield Text()
        yield page.foreign(story.class_name(cls), style="bold")
        yield from _matrix(_grid(story, cls, page))


def _legend(page: Page) -> Iterator[Text]:
    for cell, meaning in (
        (page.glyphs.absent, _("absent: the class itself does not define it")),
        (_("defined"), _("the only class of the MRO that defines it")),
        (_("wins"), _("several define it, and self.name() finds this one")),
        (_("shadowed"), _("defined, but a class further left wins")),
        ("super", _("shadowed, and yet it ran: super().name() reached it")),
        (_("by name"), _("shadowed, and yet it ran: called as Class.name(self)")),
        (page.count(2), _("it ran twice")),
    ):
        yield Text(f"  {padded(cell, 9)} {meaning}", "dim")


def _grid(story: RunReading, cls: int, page: Page) -> _Grid:
    grid = _Grid(story, page, story.classes[cls].mro, Counter(), Counter(), Counter())
    for call in story.calls:
        hop = call.step.hop
        if hop.receiver_class != cls or hop.owner is None or hop.attribute is None:
            continue
        key = (hop.owner, hop.attribute)
        grid.ran[key] += call.ran
        if call.step.dispatch is Dispatch.SUPER:
            grid.by_super[key] += call.ran
        elif call.step.dispatch is Dispatch.CLASS:
            grid.by_name[key] += call.ran
    return grid


def _matrix(grid: _Grid) -> Iterator[Table]:
    """Yield as many tables, side by side in the MRO, as the width asks for."""
    names = grid.rows()
    shown = [grid.page.clip(visible(name), _NAME_WIDTH) for name in names]
    room = grid.page.width - max(map(cell_len, shown), default=0)
    columns: list[_Column] = []
    for cls in grid.order:
        column = _column(grid, cls, names)
        if columns and sum(c.width + 2 for c in [*columns, column]) > room:
            yield _table(shown, columns)
            columns = []
        columns.append(column)
    yield _table(shown, columns)


@dataclass(frozen=True, slots=True)
class _Column:
    title: list[str]
    cells: list[Text]

    @property
    def width(self) -> int:
        """How wide its widest cell or piece of the title is."""
        texts = [*self.title, *(cell.plain for cell in self.cells)]
        return max(map(cell_len, texts))


def _column(grid: _Grid, cls: int, names: list[str]) -> _Column:
    name = visible(grid.story.class_name(cls))
    title = _broken(f"{grid.order.index(cls) + 1} {name}", grid.page)
    return _Column(title, [grid.cell(cls, name) for name in names])


def _table(names: list[str], columns: list[_Column]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(Text(_("method")), no_wrap=True, vertical="bottom")
    for column in columns:
        title = Text("\n".join(column.title))
        table.add_column(title, width=column.width, no_wrap=True, vertical="bottom")
    for number, name in enumerate(names):
        table.add_row(Text(name), *(column.cells[number] for column in columns))
    return table


def _broken(name: str, page: Page) -> list[str]:
    """Break a class's name at its capitals, so that it fits over a narrow column."""
    lines = [""]
    for part in re.findall(r"[^A-Z]+|[A-Z]+[^A-Z]*", name):
        if cell_len(lines[-1]) + cell_len(part) > _TITLE_WIDTH and lines[-1]:
            lines.append("")
        lines[-1] += part
    return [page.clip(line, _TITLE_WIDEST) for line in lines]
