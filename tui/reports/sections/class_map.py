"""The class map: bases as they are written, and the order in which Python looks through them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from tui.reports.sections.heading import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.reports.page import Page
    from tui.reports.story import Story

_MOST_CLASSES = 6
_FAMILY = (
    ("servers", ("BaseServer", "TCPServer", "UnixStreamServer"), ()),
    ("", ("TCPServer", "UDPServer", "UnixDatagramServer"), ()),
    (
        "by threads",
        ("ThreadingMixIn",),
        (
            "ThreadingTCPServer",
            "ThreadingUDPServer",
            "ThreadingUnixStreamServer",
            "ThreadingUnixDatagramServer",
        ),
    ),
    (
        "by processes",
        ("ForkingMixIn",),
        (
            "ForkingTCPServer",
            "ForkingUDPServer",
            "ForkingUnixStreamServer",
            "ForkingUnixDatagramServer",
        ),
    ),
    ("handlers", ("BaseRequestHandler",), ("StreamRequestHandler", "DatagramRequestHandler")),
)
"""socketserver's own classes: a chain of subclasses, then several of the last one's."""


def render(story: Story, page: Page) -> Iterator[Text]:
    """Yield the map of each server and handler class, then socketserver's whole family."""
    yield from heading(
        "Class map",
        "Left, the bases as written. Right, the MRO: an attribute is looked for in this order, "
        "and the first class that has it wins.",
        page,
    )
    mapped = mapped_classes(story)
    for cls in mapped[:_MOST_CLASSES]:
        yield from _map(story, cls, page)
        yield Text()
    if len(mapped) > _MOST_CLASSES:
        others = ", ".join(story.class_name(cls) for cls in mapped[_MOST_CLASSES:])
        yield page.foreign(f"Not drawn: {others}")
        yield Text()
    yield from _family(story, page)


def mapped_classes(story: Story) -> list[int]:
    """List the classes of servers and handlers, in order of appearance, servers first."""
    objects = [o for o in story.recording.objects() if o.role in {"server", "handler"}]
    objects.sort(key=lambda o: (o.role == "handler", int(o.id.rpartition("#")[2])))
    return list(dict.fromkeys(o.class_id for o in objects))


def _map(story: Story, id: int, page: Page) -> Iterator[Text]:
    facts = story.classes[id]
    numbers = {other: number for number, other in enumerate(facts.mro, 1)}
    left = _drawn_bases(story, id, numbers, page)
    right = [f"{number} {story.class_name(other)}" for other, number in numbers.items()]
    column = max(len(line) for line in left) + 4
    for row in range(max(len(left), len(right))):
        drawn = left[row] if row < len(left) else ""
        order = right[row] if row < len(right) else ""
        line = page.foreign(f"  {drawn:<{column}}", style="bold" if row == 0 else "")
        yield line.append_text(page.foreign(order))


def _drawn_bases(story: Story, top: int, numbers: dict[int, int], page: Page) -> list[str]:
    """Draw the bases as a tree; a class met again is named, and not drawn again below."""
    glyphs = page.glyphs
    lines: list[str] = []
    drawn: set[int] = set()
    waiting = [(top, "", "")]
    while waiting:
        cls, lead, inner = waiting.pop()
        again = cls in drawn
        drawn.add(cls)
        mark = " (as above)" if again else ""
        lines.append(f"{lead}{numbers.get(cls, '?')} {story.class_name(cls)}{mark}")
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


def _is_object(story: Story, id: int) -> bool:
    facts = story.classes.get(id)
    return facts is not None and (facts.module, facts.qualname) == ("builtins", "object")


def _family(story: Story, page: Page) -> Iterator[Text]:
    met = {f.qualname for f in story.classes.values() if f.module == "socketserver"}
    arrow = f" {page.glyphs.arrow} "
    yield Text("socketserver's own classes, those of this run in [brackets]:")
    for label, chain, fan in _FAMILY:
        line = Text(f"  {label:<14}")
        shown = [f"[{name}]" if name in met else name for name in chain]
        line.append(arrow.join(shown))
        if fan:
            line.append(arrow)
            line.append(", ".join(f"[{name}]" if name in met else name for name in fan))
        yield line
