"""What came of a move, as lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.language import _, listed

if TYPE_CHECKING:
    from lessons.course.telling import FeedbackTold
    from tui.plain.streams import Talk


def say_feedback(told: FeedbackTold, talk: Talk) -> None:
    """Say its parts, each with a word for what it is."""
    if told.heading:
        talk.say("", told.heading)
    if told.belief:
        talk.read_out(_("What many believe: {belief}").format(belief=told.belief))
    if told.lacks:
        talk.read_out(told.lacks)
        talk.say(_names(told))
    if told.contradiction:
        talk.read_out(told.contradiction)
    if told.sentence and not told.is_right:
        talk.read_out(
            _("What the recording shows, at hop {number}: {sentence}").format(
                number=told.hop, sentence=told.sentence
            )
        )
    if told.rule:
        talk.read_out(_("The rule: {rule}").format(rule=told.rule))
    if told.told:
        talk.read_out(told.told)


def _names(told: FeedbackTold) -> str:
    shown = listed(told.names) or _("none")
    if not told.names_left_out:
        return _("Its names: {names}").format(names=shown)
    return _("Its names: {names} ({count} more are left out)").format(
        names=shown, count=told.names_left_out
    )
