"""``report --format text``: a run told on paper, from the class map to the timing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.text import Text

from tui.reports.page import Page, encoding_of, page_for
from tui.reports.run.sections import (
    call_tree,
    class_map,
    headline,
    lookups,
    matrix,
    notes,
    timing,
)
from tui.reports.run.story import RunReading
from tui.text import visible

if TYPE_CHECKING:
    from tracer.recording import Recording

Section = Callable[[RunReading, Page], Iterator[RenderableType]]

SECTIONS: tuple[Section, ...] = (
    headline.render,
    class_map.render,
    matrix.render,
    call_tree.render,
    lookups.render,
    timing.render,
    notes.render,
)


def write(recording: Recording, out: TextIO) -> None:
    """Write the sections, one after the other."""
    page = page_for(out)
    story = RunReading(recording)
    out.writelines(printed(section(story, page), page, out) for section in SECTIONS)


@dataclass(frozen=True, slots=True)
class _Inert:
    """A part as it is, whatever a section forgot to make inert: the last look before it is out."""

    part: RenderableType

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for segment in console.render(self.part, options):
            text = "\n".join(map(visible, segment.text.split("\n")))
            yield segment if text == segment.text else Segment(text, segment.style)


def printed(parts: Iterator[RenderableType], page: Page, out: TextIO) -> str:
    """Render the parts as ``out`` can show them: colours on a terminal, escapes for what it lacks."""
    buffer = io.StringIO()
    console = Console(
        file=buffer,
        width=page.width,
        force_terminal=True if out.isatty() else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    for part in parts:
        console.print(_Inert(part), no_wrap=isinstance(part, Text) and part.no_wrap, crop=True)
    text = buffer.getvalue()
    if not out.isatty():  # tables pad their cells, which nobody wants in a file
        text = "".join(line.rstrip() + "\n" for line in text.split("\n")[:-1])
    encoding = encoding_of(out)
    return text.encode(encoding, "backslashreplace").decode(encoding)
