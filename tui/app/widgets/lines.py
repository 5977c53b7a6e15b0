"""The fixed lines about the panes: header, sentence, status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.explain.subgoals import loop_words, subgoal_words
from tracer.language import N_, _, ngettext
from tui.app.model.live_words import live_words, short_title
from tui.app.model.state import BODY, SPEEDS
from tui.app.rows.spans import Row, Span, fit, row, span, told, wrap
from tui.app.widgets.rows_view import Panel
from tui.app.widgets.values_panel import duration, outcome_words

if TYPE_CHECKING:
    from tui.app.scene import Scene


ASKED = N_("? The lesson asks about this hop before it is told.")
"""What stands in place of what would answer a lesson's question."""


class Line(Panel, can_focus=False):
    """A line of the screen that is no pane: no border, no focus."""

    DEFAULT_CSS = """
    Line, Line.ascii { height: 1; border: none; overflow-y: hidden; }
    """


class HeaderLine(Line):
    """``hopscope  ThreadingTCPServer  hop 14/61  request 1  B Thread-2``."""

    DEFAULT_CSS = """
    HeaderLine { background: $panel; }
    """

    def build(self, scene: Scene, width: int) -> list[Row]:
        """One row."""
        state, story, hop = scene.state, scene.story, scene.step.hop
        request = (
            _("no request")
            if hop.request is None
            else _("request {number}").format(number=hop.request)
        )
        lane = short_title(story, hop.lane)
        if scene.cover is not None and scene.cover.hides_lanes:
            lane = "?"
        last = story.tree.skeleton.ids[-1] if scene.number != "?" else "?"
        number = _("hop {hop}/{last}").format(hop=scene.number, last=last)
        parts: list[Span] = [
            (" hopscope", "title"), *lesson_parts(scene), span(f"  {story.target}", "plain"),
            span(f"   {number}", "name"), *live_parts(scene),
            (f"   {request}   ", "plain"), span(lane, "key"),
        ]  # fmt: skip
        if state.live is None and state.playing:
            words = _("   playing, {speed:g} hops/s").format(speed=SPEEDS[state.speed])
            parts.append((words, "won"))
        elif state.returned_ns is not None:
            parts.append((_("   at its end"), "won"))
        return [fit(tuple(parts), width)]


def lesson_parts(scene: Scene) -> list[Span]:
    """``Lesson 5  step 3/12``, where a lesson is open."""
    if scene.lesson is None:
        return []
    return [span(f"  {scene.lesson.place_words()} ", "here")]


def live_parts(scene: Scene) -> list[Span]:
    """``HELD``, ``RUNS`` or ``ENDED``; and how far behind the present one looks."""
    state, tree = scene.state, scene.story.tree
    live = state.live
    if live is None:
        return []
    if live.ended:
        return [(_("   ENDED"), "dim")]
    parts: list[Span] = [(_("   RUNS"), "won") if live.is_free else (_("   HELD"), "here")]
    behind = len(tree) - 1 - tree.rank(state.hop)
    if state.behind and behind:
        words = _("  {count} behind live, G goes there").format(count=behind)
        parts.append((words, "lost"))
    return parts


class SentenceLine(Line):
    """The hop in one plain sentence, over at most two rows."""

    DEFAULT_CSS = """
    SentenceLine { height: 2; background: $boost; }
    """

    def build(self, scene: Scene, width: int) -> list[Row]:
        """Two rows at most."""
        if scene.is_asked:
            return wrap(row((f"{scene.glyphs.here} ", "won"), (_(ASKED), "name")), width, indent=2)
        words = ending_words(scene) if scene.state.returned_ns is not None else scene.step.sentence
        sentence = row((f"{scene.glyphs.here} ", "won"), *told(words, "name"))
        return wrap(sentence, width, indent=2, limit=max(self.size.height, 1))


def ending_words(scene: Scene) -> str:
    """The sentence at a hop's end."""
    hop, story = scene.step.hop, scene.story
    parent = story.tree.parent(hop.id)
    if parent is None or story.tree.lane(parent) != hop.lane:
        back = _("its lane has nothing further to return to")
    else:
        back = _("back in {function}").format(function=story.code(parent).qualname)
    words = (
        _("{function} {ended}; {back}.")
        if hop.end_ns is None
        else _("{function} {ended} after {time}; {back}.")
    )
    return words.format(
        function=story.code(hop.id).qualname,
        ended=outcome_words(hop, story.stop),
        time="" if hop.end_ns is None else duration(hop.end_ns - hop.start_ns),
        back=back,
    )


class StatusLine(Line):
    """Where this is, in words; or what the last move has to say."""

    def build(self, scene: Scene, width: int) -> list[Row]:
        """One row."""
        if scene.state.note:
            return [fit(row(span(f" {scene.state.note}", "lost")), width)]
        if scene.state.live is not None:
            words = live_words(scene.story, scene.state)
            return [fit(row(span(f" {words}", "key")), width)]
        return [fit(row(span(f" {place_words(scene)}", "dim")), width)]


def place_words(scene: Scene) -> str:
    """``DISPATCH, connection loop; at the call, depth 3 of lane A MainThread``."""
    state, step, story = scene.state, scene.step, scene.story
    moment = _("at its end") if state.returned_ns is not None else _("at the call")
    if state.frame == BODY:
        moment += _(", looking at the function it runs")
    elif state.frame > 0:
        words = ngettext(", looking {count} frame out", ", looking {count} frames out", state.frame)
        moment += words.format(count=state.frame)
    hides_lanes = scene.cover is not None and scene.cover.hides_lanes
    depth = _("depth {depth} of lane {lane}").format(
        depth="?" if hides_lanes else step.hop.depth,  # a lane begins at depth 0
        lane="?" if hides_lanes else story.lane_title(step.hop.lane),
    )
    marked = _("bookmarked") if state.hop in state.bookmarks else ""
    return _("; ").join(filter(None, (purpose_words(scene), moment, depth, marked)))


def purpose_words(scene: Scene) -> str:
    """``DISPATCH, connection loop``: what the hop is for."""
    step = scene.step
    return _(", ").join(filter(None, (subgoal_words(step.subgoal), loop_words(step.loop))))
