"""``check --quiet``: what was found, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tracer.language import _
from tui.reports.page import Page, encoding_of, page_for
from tui.reports.run.text import printed
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.text import Text

    from lessons.traps.checked import Checked, CheckedSource, Unchecked
    from lessons.traps.finding import Finding


def write(found: Checked, out: TextIO) -> None:
    """Write each finding, and what could not be checked; nothing at all where all is well."""
    page = page_for(out)
    parts = (part for one in found.sources for part in findings(one, page))
    out.write(printed(parts, page, out))
    out.writelines(unchecked(found.unchecked, out))


def findings(found: CheckedSource, page: Page) -> Iterator[Text]:
    """What was found in one source, each with how it comes about and what to write instead."""
    for one in found.findings:
        yield from _finding(one, page)


def unchecked(targets: Sequence[Unchecked], out: TextIO) -> Iterator[str]:
    """What could not be checked, a line each, however long."""
    encoding = encoding_of(out)
    for one in targets:
        place = one.target or "''"
        if one.line is not None:
            place = f"{one.file}:{one.line}"
        words = _("{place}: not checked: {reason}").format(place=place, reason=one.reason)
        yield visible(words).encode(encoding, "backslashreplace").decode(encoding) + "\n"


def _finding(one: Finding, page: Page) -> Iterator[Text]:
    head = page.foreign(f"{one.place.file}:{one.place.line}: ")
    head.append(f"{one.id} {one.trap} ", "bold")
    yield head.append_text(page.foreign(one.subject, style="bold"))
    yield page.lines(visible(_("  {message}.").format(message=one.message)), hang=2)
    for line in one.details:
        yield page.lines(visible(f"    {line}"), style="dim", hang=4)
    if one.remedy:
        yield page.lines(visible(f"  {page.glyphs.arrow} {one.remedy}"), style="green", hang=4)
