"""A hop in a few lines: what may be told of it while its question is open, and all of it. Pure."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from tracer.language import _
from tui.app.story import lane_letter
from tui.plain.markdown import plain

if TYPE_CHECKING:
    from lessons.course.scene import Scene

_SILENT = ("order", "happens", "count")
"""Questions that are about other hops than the one beside them."""


def open_lines(scene: Scene, kind: str) -> list[str]:
    """Where the call is written: nothing that would answer the question."""
    if kind in _SILENT or scene.source is None:
        return []
    return [_("Hop {number}. {written}").format(number=scene.hop, written=_written(scene))]


def hop_lines(scene: Scene, *, values: bool = False) -> list[str]:
    """All of a hop: function, object, lane, how it was found, where it was called, how it ended.

    Its ``values`` are read out only where a step is about them: they are long.
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
    if values and scene.arguments:
        told = ", ".join(f"{name} = {value}" for name, value in scene.arguments)
        lines.append(_("It was given {arguments}.").format(arguments=told))
    if values and scene.returned is not None:
        lines.append(_("It returned {value}.").format(value=scene.returned))
    if scene.outcome == "raised":
        lines.append(_("It ended with {error}.").format(error=scene.raised))
    elif scene.outcome == "unfinished":
        lines.append(_("It never ended."))
    return lines


def _written(scene: Scene) -> str:
    return _("Line {line} of {file}: {source}").format(
        line=scene.line, file=PurePath(scene.file or "?").name, source=scene.source
    )
