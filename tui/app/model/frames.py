"""Which piece of source a place in the recording shows: a call as written, or a function."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, TypeAlias

from tracer.language import N_, _, pgettext
from tui.app.model.state import BODY

if TYPE_CHECKING:
    from lessons.source.place import Place
    from tracer.model import Strike
    from tui.app.model.state import ViewState
    from tui.app.model.story import Story

FrameKind: TypeAlias = Literal["call", "body"]

_STRUCK: dict[Strike, str] = {
    "signal": N_("signal struck here, in"),
    "finalizer": N_("finalizer struck here, in"),
    "weakref": N_("weakref struck here, in"),
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A stretch of source and why it is shown."""

    kind: FrameKind
    hop: int
    """The hop whose call, or whose function, it is."""
    file: str
    line: int | None
    place: Place | None
    """The call expression to light, where it is known."""
    function: str
    """Qualified name of the function that holds the line."""
    heading: str
    """What the pane is called while it shows this, ``CALL SITE``."""
    why: str
    """How the line and the function belong together, ``in``."""

    @property
    def label(self) -> str:
        """``socketserver.py:697``, as short as it can be."""
        name = PurePath(self.file).name or self.file
        return name if self.line is None else f"{name}:{self.line}"


def shown_frame(story: Story, state: ViewState) -> Frame:
    """The frame that the source pane shows."""
    if state.frame == BODY:
        return body_frame(story, state.hop)
    chain = [state.hop, *story.tree.ancestors(state.hop)]
    depth = min(state.frame, len(chain) - 1)
    return call_frame(story, chain[depth], depth)


def call_frame(story: Story, hop: int, depth: int = 0) -> Frame:
    """The call of a hop in its caller; its function where the call has no place in a source."""
    step = story.step(hop)
    site = None if step.hop.site is None else story.recording.site(step.hop.site)
    if site is None or site.line is None:
        return body_frame(story, hop, why=_("(no Python code called it)"))
    code = story.recording.code(site.code)
    heading = _("CALL SITE") if depth == 0 else _("{depth} OUT").format(depth=depth)
    why = pgettext("source", "in") if step.hop.strike is None else _(_STRUCK[step.hop.strike])
    file, line = (step.place.file, step.place.line) if step.place else (code.file, site.line)
    return Frame("call", hop, file, line, step.place, code.qualname, heading, why)


def body_frame(story: Story, hop: int, why: str = "") -> Frame:
    """The definition of the function that a hop runs."""
    code = story.code(hop)
    return Frame("body", hop, code.file, code.first_line, None, code.qualname, _("RUNS"), why)
