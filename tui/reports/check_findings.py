"""``check --quiet``: what was found, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tracer.language import _
from tui.reports.page import Page, page_for
from tui.reports.text import printed
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from lessons.traps.checked import CheckedSource
    from lessons.traps.finding import Finding


def write(found: Sequence[CheckedSource], out: TextIO) -> None:
    """Write each finding; nothing at all where there is none."""
    page = page_for(out)
    parts = (part for one in found for part in findings(one, page))
    out.write(printed(parts, page, out))


def findings(found: CheckedSource, page: Page) -> Iterator[Text]:
    """What was found in one source, each with how it comes about and what to write instead."""
    for one in found.findings:
        yield from _finding(one, page)


def _finding(one: Finding, page: Page) -> Iterator[Text]:
    head = page.foreign(f"{one.place.file}:{one.place.line}: ")
    head.append(f"{one.id} {one.trap} ", "bold")
    yield head.append_text(page.foreign(one.subject, style="bold"))
    yield page.lines(visible(_("  {message}.").format(message=one.message)), hang=2)
    for line in one.details:
        yield page.lines(visible(f"    {line}"), style="dim", hang=4)
    if one.remedy:
        yield page.lines(visible(f"  {page.glyphs.arrow} {one.remedy}"), style="green", hang=4)
