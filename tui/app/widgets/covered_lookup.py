"""The lookup while its outcome is the question: as much of the machine as the lesson helps with.

Help fades from lesson to lesson: first the object, its MRO and who has the name; then
the object and its MRO; then the object alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from tracer.language import _
from tui.app.model.ladder import Rung, ladder
from tui.app.rows.spans import Row, Span, columns, row, span, wrap

if TYPE_CHECKING:
    from lessons.explain.step import Lookup
    from tui.app.lesson.cover import Cover
    from tui.app.scene import Scene


def covered_rows(
    scene: Scene, cover: Cover, lookup: Lookup, begins: list[Row], width: int
) -> list[Row]:
    """The rows in place of those that tell; ``begins``: the steps told anyhow."""
    rows = [line for part in begins for line in wrap(part, width, indent=2)]
    rows += _classes(scene, cover, lookup, width)
    first = _("first class whose __dict__ has the name: ?")
    rows += wrap(row(("3 ", "key"), first), width, indent=2)
    rows += wrap(row(("4 ", "key"), _("bind: ?")), width, indent=2)
    return rows


def _classes(scene: Scene, cover: Cover, lookup: Lookup, width: int) -> list[Row]:
    if cover.help == "object" and cover.kind != "resolve":
        return [row(("  ?", "name"))]
    story = scene.story
    rungs = ladder(story, scene.step, lookup)
    names = [story.class_name(each.class_id) for each in rungs]
    widest = min(max(map(cell_len, names), default=0), max(width - 24, 10))
    rest = max(width - widest - 4, 8)
    return [
        columns([(_named(scene, cover, name),), (_told(scene, cover, each, name),)],
                [widest + 2, rest])
        for each, name in zip(rungs, names, strict=True)
    ]  # fmt: skip


def _named(scene: Scene, cover: Cover, name: str) -> Span:
    if _is(cover.at, name):
        return span(f"{scene.glyphs.here} {name}", "here")
    return span(f"  {name}", "class")


def _told(scene: Scene, cover: Cover, rung: Rung, name: str) -> Span:
    """What is known of a class so far."""
    if rung.candidate is None:
        return (f"{scene.glyphs.between} {rung.reason}", "dim")
    if any(_is(passed, name) for passed in cover.passed):
        words = _("not here")
        return (f"{scene.glyphs.absent} {words}", "dim")
    if cover.kind == "resolve" or cover.help != "full":
        return ("?", "dim")
    return (_("has the name") if rung.candidate.has else _("does not have it"), "dim")


def _is(key: str | None, name: str) -> bool:
    """Whether an option's key, the last part of a name, means that class."""
    return key is not None and (key == name or name.endswith(f".{key}"))
