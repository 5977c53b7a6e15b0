"""A hop in a few lines: what may be told of it while its question is open, and all of it. Pure."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from tracer.language import _, listed
from tui.lane_letters import lane_letter
from tui.plain.markdown import plain

if TYPE_CHECKING:
    from lessons.course.lesson import Lead
    from lessons.course.scene import ClassRow, HopScene, Span

_SILENT = ("order", "happens", "count")
"""Questions that are about other hops than the one beside them."""


def open_lines(scene: HopScene, kind: str) -> list[str]:
    """Where the call is written: nothing that would answer the question."""
    if kind in _SILENT or scene.source is None:
        return []
    return [_("Hop {number}. {written}").format(number=scene.hop, written=_written(scene))]


def hop_lines(scene: HopScene, lead: Lead) -> list[str]:
    """All of a hop: function, object, lane, where it was called, how it was found, how it ended.

    Last comes what the pane would show that a step leads to.
    """
    lines = [_("Hop {number}: {title}").format(number=scene.hop, title=scene.title)]
    if scene.receiver is not None:
        message = (
            _("Object: {object} ({cls}). The code lives in {owner}.")
            if scene.owner
            else _("Object: {object} ({cls}).")
        )
        lines.append(
            message.format(object=scene.receiver, cls=scene.receiver_class, owner=scene.owner)
        )
    lines.append(
        _("Lane {letter}: {name}.").format(
            letter=lane_letter(scene.lane), name=scene.lane_name or "?"
        )
    )
    if scene.source is not None:
        lines.append(_written(scene))
    lines.append(_("How it was found: {sentence}").format(sentence=plain(scene.sentence)))
    if scene.interrupted:
        lines.append(_("It was interrupted: the run was ended from outside."))
    elif scene.outcome == "raised":
        lines.append(_("It ended with {error}.").format(error=scene.raised))
    elif scene.outcome == "unfinished":
        lines.append(_("It never ended."))
    return [*lines, *_led_to(scene, lead)]


def _led_to(scene: HopScene, lead: Lead) -> list[str]:
    match lead:
        case "calls":
            found = []
            if scene.around:
                around = listed(scene.around)
                found.append(_("Inside, from near to far: {calls}").format(calls=around))
            if scene.calls:
                found.append(_("It calls: {calls}").format(calls=listed(scene.calls)))
            return found
        case "lanes":
            return [_("When {name} ran:").format(name=scene.function), *map(_span, scene.spans)]
        case "classes" | "lookup":
            return [_class_line(row, scene.function) for row in scene.classes]
        case "values":
            found = [f"  {name} = {value}" for name, value in scene.arguments]
            if found:
                found.insert(0, _("It was given:"))
            if scene.returned is not None:
                found.append(_("It returned {value}.").format(value=scene.returned))
            return found
        case "source":
            return []


def _span(span: Span) -> str:
    told = {"hop": span.hop, "lane": lane_letter(span.lane), "begin": span.begin, "end": span.end}
    if span.end is None:
        return _("  hop {hop} in lane {lane}: from {begin} ms on").format(**told)
    return _("  hop {hop} in lane {lane}: from {begin} to {end} ms").format(**told)


def _class_line(row: ClassRow, name: str) -> str:
    if row.has:
        return _("  {cls}: has {name}").format(cls=row.name, name=name)
    return f"  {row.name}"


def _written(scene: HopScene) -> str:
    return _("Line {line} of {file}: {source}").format(
        line=scene.line, file=PurePath(scene.file or "?").name, source=scene.source
    )
