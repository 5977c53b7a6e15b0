"""One moment as the widgets are handed it: data down, in one piece."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracer.language import _
from tui.app.model.frames import Frame, shown_frame

if TYPE_CHECKING:
    from lessons.explain.step import Step
    from tui.app.lesson.cover import Cover
    from tui.app.lesson.scene import LessonScene
    from tui.app.model.state import ViewState
    from tui.app.model.story import Story
    from tui.app.rows.glyphs import Glyphs


@dataclass(frozen=True, slots=True)
class Scene:
    """One moment for the widgets to show: data down, in one piece."""

    story: Story
    state: ViewState
    step: Step
    frame: Frame
    lesson: LessonScene | None = None
    """What a lesson has to say of it, where one is open."""

    @property
    def cover(self) -> Cover | None:
        """What the lesson's question keeps from being told, while it is open."""
        return None if self.lesson is None else self.lesson.cover

    @property
    def is_asked(self) -> bool:
        """Whether it is the hop here that an open question is about."""
        return self.cover is not None and self.cover.hop == self.state.hop

    @property
    def number(self) -> str:
        """The hop's number, where it may be told."""
        is_told = self.cover is None or not self.cover.hides_numbers
        return str(self.state.hop) if is_told else "?"

    def function_at(self, hop: int) -> str:
        """``ThreadingMixIn.process_request``: what a hop runs, as far as it may be told."""
        code, cover = self.story.code(hop), self.cover
        if cover is None or not cover.hides_owner(hop):
            return code.qualname
        return "?" if cover.hides_name(hop) else f"?.{code.name}"

    @property
    def glyphs(self) -> Glyphs:
        """The signs to draw with."""
        return self.story.glyphs


def scene_of(story: Story, state: ViewState) -> Scene:
    """What there is to show at a place."""
    return Scene(story, state, story.step(state.hop), shown_frame(story, state))


def with_lesson(scene: Scene, lesson: LessonScene) -> Scene:
    """A moment with what a lesson has to say of it, and without what the lesson asks."""
    frame = scene.frame
    is_asked = lesson.cover is not None and lesson.cover.hides_owner(frame.hop)
    if is_asked and frame.kind == "body":
        frame = replace(frame, file="?", line=None, function="?", place=None)
    return replace(scene, lesson=lesson, frame=frame)


def hop_words(scene: Scene, hop: int) -> str:
    """A hop on a line, as far as it may be told."""
    story, cover = scene.story, scene.cover
    lane = story.lane_title(story.tree.lane(hop))
    return _("hop {hop}  {function}  {lane}").format(
        hop="?" if cover is not None and cover.hides_numbers else hop,
        function=scene.function_at(hop),
        lane="?" if cover is not None and cover.hides_lanes else lane,
    )
