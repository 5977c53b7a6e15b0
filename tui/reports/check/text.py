"""``check``: what was found, and for each class with several bases what each of them brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from rich.table import Table
from rich.text import Text

from tracer.language import _, ngettext
from tui.reports.check.findings import findings, unchecked
from tui.reports.page import Page, page_for
from tui.reports.run.text import printed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from lessons.traps.checked import Checked, CheckedClass, CheckedSource
    from lessons.traps.hierarchy import Share

_MOST_NAMED = 6


def write(found: Checked, out: TextIO) -> None:
    """Write the findings of each source, its classes with several bases, and a count."""
    page = page_for(out)
    parts = (part for one in found.sources for part in _source(one, page))
    out.write(printed(parts, page, out))
    out.writelines(unchecked(found.unchecked, out))
    out.write(printed(iter([_count(found)]), page, out))


def _source(found: CheckedSource, page: Page) -> Iterator[RenderableType]:
    yield from findings(found, page)
    if found.findings:
        yield Text()
    for one in found.several_bases:
        yield from _bases(found, one, page)
        yield Text()
    for unjudged in found.unjudged:
        yield page.foreign(
            f"{found.file}:{unjudged.line}: "
            + _("{name} is not judged: {reason}").format(
                name=unjudged.name, reason=unjudged.reason
            ),
            style="dim",
        )


def _bases(found: CheckedSource, one: CheckedClass, page: Page) -> Iterator[RenderableType]:
    title = page.foreign(found.classes[one.id].qualname, style="bold").append(" ", "not bold")
    yield title.append_text(page.foreign(f"{found.file}:{one.line}", style="dim"))
    table = Table(box=None, pad_edge=False, padding=(0, 1))
    for heading in (_("base"), _("gives"), _("loses to an earlier base")):
        table.add_column(Text(heading, "bold"), overflow="fold")
    for share in one.shares:
        name = found.classes[share.base].qualname
        table.add_row(
            page.foreign(name),
            page.foreign(_named(share.gives, page)),
            page.foreign(_lost(found, share, page)),
        )
    yield table


def _lost(found: CheckedSource, share: Share, page: Page) -> str:
    to: dict[str, list[str]] = {}
    for name, winner in share.loses.items():
        to.setdefault(found.classes[winner].qualname, []).append(name)
    lost = _("; ").join(
        _("{names} to {winner}").format(names=_named(names, page), winner=winner)
        for winner, names in to.items()
    )
    if share.comes_too_late:
        lost += _(" (all that it overrides)")
    if share.unknown:
        lost += _(" (not known: {names})").format(names=_named(share.unknown, page))
    return lost


def _named(names: Sequence[str], page: Page) -> str:
    if len(names) <= _MOST_NAMED:
        return ", ".join(names)
    shown = f"{', '.join(names[: _MOST_NAMED - 1])} {page.glyphs.ellipsis}"
    count = len(names) - _MOST_NAMED + 1
    return _("{names} and {count} more").format(names=shown, count=count)


def _count(found: Checked) -> Text:
    looked = sum(one.looked_at for one in found.sources)
    several = sum(len(one.several_bases) for one in found.sources)
    told = sum(len(one.findings) for one in found.sources)
    silenced = sum(len(one.silenced) for one in found.sources)
    unjudged = sum(len(one.unjudged) for one in found.sources)
    missed = len(found.unchecked)
    counts = [
        ngettext("{count} class", "{count} classes", looked).format(count=looked),
        _("{count} with several bases").format(count=several),
        ngettext("{count} finding", "{count} findings", told).format(count=told),
    ]
    counts += [_("{count} silenced").format(count=silenced)] if silenced else []
    counts += [_("{count} not judged").format(count=unjudged)] if unjudged else []
    counts += (
        [
            ngettext("{count} target not checked", "{count} targets not checked", missed).format(
                count=missed
            )
        ]
        if missed
        else []
    )
    return Text(_(", ").join(counts), "bold")
