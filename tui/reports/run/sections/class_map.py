"""The class map: bases as they are written, and the order in which Python looks through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from tracer.language import N_, _, listed
from tui.reports.page import padded
from tui.reports.run.sections.heading import heading
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from tui.reports.page import Page
    from tui.reports.run.story import RunReading

_MOST_CLASSES = 6
_FAMILY = (
    (N_("servers"), ("BaseServer", "TCPServer", "UnixStreamServer"), ()),
    ("", ("TCPServer", "UDPServer", "UnixDatagramServer"), ()),
    (
        N_("by threads"),
        ("ThreadingMixIn",),
        (
            "ThreadingTCPServer",
            "ThreadingUDPServer",
            "ThreadingUnixStreamServer",
            "ThreadingUnixDatagramServer",
        ),
    ),
    (
        N_("by processes"),
        ("ForkingMixIn",),
        (
            "ForkingTCPServer",
            "ForkingUDPServer",
            "ForkingUnixStreamServer",
            "ForkingUnixDatagramServer",
        ),
    ),
    (N_("handlers"), ("BaseRequestHandler",), ("StreamRequestHandler", "DatagramRequestHandler")),
)
"""socketserver's own classes: a chain of subclasses, then several of the last one's."""


def render(story: RunReading, page: Page) -> Iterator[RenderableType]:
    """Yield the map of each server and handler class, then socketserver's whole family."""
    yield from heading(
        _("Class map"),
        _(
            "Left, the bases as they are written. Right, the MRO that Python makes of them: a "
            "class before its bases, bases in the order written. An attribute is looked for in "
            "this order."
        ),
        page,
    )
    mapped = mapped_classes(story)
    for cls in mapped[:_MOST_CLASSES]:
        yield from _map(story, cls, page)
        yield Text()
    if len(mapped) > _MOST_CLASSES:
        others = listed(story.class_name(cls) for cls in mapped[_MOST_CLASSES:])
        yield page.foreign(_("Not drawn: {names}").format(names=others))
        yield Text()
    yield from _family(story, page)


def mapped_classes(story: RunReading) -> list[int]:
    """List the classes of servers and handlers, in order of appearance, servers first."""
    recording = story.recording
    return list(dict.fromkeys((*recording.classes_of("server"), *recording.classes_of("handler"))))


def _map(story: RunReading, id: int, page: Page) -> Iterator[Text]:
    facts = story.classes[id]
    numbers = {other: number for number, other in enumerate(facts.mro, 1)}
    left = _drawn_bases(story, id, numbers, page)
    names = [visible(f"{number} {story.class_name(other)}") for other, number in numbers.items()]
    modules = [story.classes[other].module if other in story.classes else "" for other in facts.mro]
    inner = max(map(cell_len, names)) + 2
    right = [padded(name, inner) + module for name, module in zip(names, modules, strict=True)]
    column = max(map(cell_len, left)) + 4
    for row in range(max(len(left), len(right))):
        drawn = left[row] if row < len(left) else ""
        order = right[row] if row < len(right) else ""
        line = page.foreign(f"  {padded(drawn, column)}", style="bold" if row == 0 else "")
        yield line.append_text(page.foreign(order))


def _drawn_bases(story: RunReading, top: int, numbers: dict[int, int], page: Page) -> list[str]:
    """Draw the bases as a tree; a class met again is named, and not drawn again below."""
    glyphs = page.glyphs
    lines: list[str] = []
    drawn: set[int] = set()
    waiting = [(top, "", "")]
    while waiting:
        cls, lead, inner = waiting.pop()
        again = cls in drawn
        drawn.add(cls)
        mark = _(" (as above)") if again else ""
        name = visible(story.class_name(cls))
        lines.append(f"{lead}{numbers.get(cls, '?')} {name}{mark}")
        bases = [] if again or cls not in story.classes else list(story.classes[cls].bases)
        bases = [base for base in bases if not _is_object(story, base)]
        for base in reversed(bases):
            last = base == bases[-1]
            waiting.append(
                (
                    base,
                    inner + (glyphs.corner if last else glyphs.tee),
                    inner + ("  " if last else glyphs.pipe),
                )
            )
    return lines


def _is_object(story: RunReading, id: int) -> bool:
    facts = story.classes.get(id)
    return facts is not None and (facts.module, facts.qualname) == ("builtins", "object")


def _family(story: RunReading, page: Page) -> Iterator[RenderableType]:
    """Show where the run's classes stand among socketserver's own."""
    met = {
        story.classes[other].qualname
        for cls in mapped_classes(story)
        for other in story.classes[cls].mro
        if other in story.classes and story.classes[other].module == "socketserver"
    }
    yield Text(_("socketserver's own classes, base to subclass; those of this run in [brackets]:"))
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column()
    for label, chain, fan in _FAMILY:
        shown = [[f"[{name}]" if name in met else name for name in names] for names in (chain, fan)]
        parts = [*shown[0], ", ".join(shown[1])] if fan else shown[0]
        table.add_row(Text(f"  {_(label)}"), Text(f" {page.glyphs.arrow} ".join(parts)))
    yield table
