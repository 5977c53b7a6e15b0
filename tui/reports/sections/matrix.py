"""The override matrix: which class of an MRO defines a method, which one wins, what ran."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from lessons.step import Dispatch
from tui.reports.sections.class_map import mapped_classes
from tui.reports.sections.heading import heading
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from tracer.model import Member
    from tui.reports.page import Page
    from tui.reports.story import Story

_MOST_CLASSES = 6
_NAME_WIDTH = 24
_COLUMN_WIDTH = 12
_NOT_METHODS = frozenset({"value", "slot", "data_descriptor"})


@dataclass(frozen=True, slots=True)
class _Grid:
    """What is shown of one class: its MRO, and how often functions ran, by (owner, name)."""

    story: Story
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
            return Text("defined" + count)
        if having[0] == cls:
            return Text("wins" + count, "bold")
        if self.by_super[cls, name]:
            return Text("super" + count)
        if self.by_name[cls, name]:
            return Text("by name" + count)
        return Text("shadowed" + count, "dim")


def render(story: Story, page: Page) -> Iterator[RenderableType]:
    """Yield the legend and one matrix for each server and handler class."""
    yield from heading(
        "Override matrix",
        "Columns are the MRO from left to right, so the leftmost class that has a method wins.",
        page,
    )
    yield from _legend(page)
    for cls in mapped_classes(story)[:_MOST_CLASSES]:
        yield Text()
        yield page.foreign(story.class_name(cls), style="bold")
        yield from _matrix(_grid(story, cls, page))


def _legend(page: Page) -> Iterator[Text]:
    for cell, meaning in (
        (page.glyphs.absent, "absent: the class itself does not define it"),
        ("defined", "the only class of the MRO that defines it"),
        ("wins", "several define it, and self.name() finds this one"),
        ("shadowed", "defined, but a class further left wins"),
        ("super", "shadowed, and yet it ran: super().name() reached it"),
        ("by name", "shadowed, and yet it ran: called as Class.name(self)"),
        (page.count(2), "it ran twice"),
    ):
        yield Text(f"  {cell:<9} {meaning}", "dim")


def _grid(story: Story, cls: int, page: Page) -> _Grid:
    grid = _Grid(story, page, story.classes[cls].mro, Counter(), Counter(), Counter())
    for call in story.calls:
        hop = call.step.hop
        if hop.receiver_class != cls or hop.owner is None or hop.attribute is None:
            continue
        key = (hop.owner, hop.attribute)
        grid.ran[key] += call.hops
        if call.step.dispatch is Dispatch.SUPER:
            grid.by_super[key] += call.hops
        elif call.step.dispatch is Dispatch.CLASS:
            grid.by_name[key] += call.hops
    return grid


def _matrix(grid: _Grid) -> Iterator[Table]:
    """Yield as many tables as the width needs for all classes that define any of the rows."""
    names = grid.rows()
    columns = [c for c in grid.order if any(grid.member(c, name) for name in names)]
    fitting = max((grid.page.width - _NAME_WIDTH) // _COLUMN_WIDTH, 1)
    for start in range(0, len(columns), fitting):
        yield _table(grid, names, columns[start : start + fitting])


def _table(grid: _Grid, names: list[str], columns: list[int]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    table.add_column(Text("method"), width=_NAME_WIDTH - 2, no_wrap=True, vertical="bottom")
    for cls in columns:
        title = f"{grid.order.index(cls) + 1} {visible(grid.story.class_name(cls))}"
        table.add_column(
            Text("\n".join(_broken(title, _COLUMN_WIDTH - 1))),
            width=_COLUMN_WIDTH - 1,
            no_wrap=True,
            vertical="bottom",
        )
    for name in names:
        cells = [grid.cell(cls, name) for cls in columns]
        table.add_row(grid.page.foreign(name, _NAME_WIDTH - 2), *cells)
    return table


def _broken(name: str, width: int) -> list[str]:
    """Break a class's name at its capitals, so that it fits over a narrow column."""
    lines = [""]
    for part in re.findall(r"[^A-Z]+|[A-Z]+[^A-Z]*", name):
        if len(lines[-1]) + len(part) > width and lines[-1]:
            lines.append("")
        lines[-1] += part
    return [line[:width] for line in lines]
