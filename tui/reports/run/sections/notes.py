"""What the reader should know about the recording itself."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.text import Text

from lessons.source.call_site import Dispatch
from tracer.language import _
from tracer.notes import note_words
from tui.reports.run.sections.heading import heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.reports.page import Page
    from tui.reports.run.story import RunReading


def render(story: RunReading, page: Page) -> Iterator[Text]:
    """Yield the recording's own notes, then why some hops are not explained."""
    found = list(map(note_words, story.meta.notes))
    reasons: Counter[str] = Counter()
    for call in story.calls:
        if call.step.dispatch is Dispatch.UNKNOWN:
            lookup = call.step.lookup
            reasons[(lookup and lookup.reason) or _("no reason known")] += call.hops
    found += [
        _("not explained, {count:,} hops: {reason}").format(count=hops, reason=reason)
        for reason, hops in reasons.most_common()
    ]
    if not found:
        return
    yield from heading(_("Notes"), "", page)
    for note in found:
        yield Text("  - ").append_text(page.foreign(note))
