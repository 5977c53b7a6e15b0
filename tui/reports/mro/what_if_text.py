"""``mro A,B``: the class that these bases make, and what other orders of them change."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.table import Table
from rich.text import Text

from lessons.mro.other_bases import compare_orders
from tracer.language import _
from tui.reports.mro.c3_text import conflict_lines
from tui.reports.page import Page, page_for
from tui.reports.run.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from lessons.mro.other_bases import Change, WhatIf
    from tracer.classes.importing import Built, BuiltOrders


def write(answer: BuiltOrders, orders: Sequence[WhatIf], out: TextIO, name: str = "") -> None:
    """Write the order given, then each other one: its MRO, and the lookups that change.

    With ``name`` only that lookup is told.
    """
    page = page_for(out)
    out.write(printed(_orders(answer, orders, page, name), page, out))


def _orders(
    answer: BuiltOrders, orders: Sequence[WhatIf], page: Page, name: str
) -> Iterator[RenderableType]:
    here = orders[0]
    yield from _order(answer, here, answer.built[0], page)
    if here.mro is not None:
        yield from _lookups(answer, here, page, name)
    for order, built in zip(orders[1:], answer.built[1:], strict=True):
        yield Text()
        yield from _order(answer, order, built, page)
        if order.mro is not None and here.mro is not None:
            changes = [one for one in compare_orders(here, order) if name in ("", one.name)]
            yield from _changes(answer, changes, page)


def _order(answer: BuiltOrders, order: WhatIf, built: Built, page: Page) -> Iterator[Text]:
    yield page.foreign(f"({', '.join(_names(answer, order.bases))})", style="bold")
    if built.mro is not None:
        arrow = f" {page.glyphs.arrow} "
        yield page.foreign(f"  MRO: {arrow.join(_names(answer, built.mro))}")
        if order.merge.order != built.mro:
            yield Text(_("  (C3 alone would give another: a metaclass decides)"), "dim")
        return
    yield page.foreign(_("  Python refuses it: {error}").format(error=built.error))
    if order.merge.order is None:
        for line in conflict_lines(answer.classes.classes, order.bases, order.merge, page):
            yield Text("  ").append_text(line)


def _lookups(answer: BuiltOrders, here: WhatIf, page: Page, name: str) -> Iterator[RenderableType]:
    """The lookups that more than one class could answer: the others are the same in any order."""
    contested = [
        one for one in here.found.values() if (one.shadowed if not name else one.name == name)
    ]
    if not contested:
        return
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for title in (_("method"), _("found in"), _("it shadows"), _("its super() reaches")):
        table.add_column(Text(title, "bold"), overflow="fold")
    for one in contested:
        table.add_row(
            page.foreign(one.name),
            *(
                page.foreign(", ".join(_names(answer, each)))
                for each in (
                    (one.found_in,),
                    one.shadowed,
                    () if one.super is None else (one.super,),
                )
            ),
        )
    yield table


def _changes(answer: BuiltOrders, changes: Sequence[Change], page: Page) -> Iterator[Text]:
    if not changes:
        yield Text(_("  no lookup changes"))
    for one in changes:
        here, there = (
            _("nowhere") if each is None else _names(answer, (each,))[0]
            for each in (one.here, one.there)
        )
        yield page.foreign(
            _("  {name}: {there}, not {here}").format(name=one.name, there=there, here=here)
        )


def _names(answer: BuiltOrders, ids: Sequence[int]) -> list[str]:
    return [answer.classes.classes[each].qualname for each in ids]
