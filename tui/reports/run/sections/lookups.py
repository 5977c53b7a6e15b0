"""The lookup of each distinct call: the sentence, and the classes asked in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.padding import Padding
from rich.text import Text

from tracer.language import _, listed
from tui.reports.run.sections.heading import heading
from tui.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType

    from lessons.explain.step import Candidate, Lookup, Step
    from tui.reports.page import Page
    from tui.reports.run.story import RunReading

_MOST_CALLS = 300


@dataclass(slots=True)
class _Found:
    """One lookup of the run, however often it was made."""

    step: Step
    ran: int = 0


def render(story: RunReading, page: Page) -> Iterator[RenderableType]:
    """Yield one block a distinct lookup, in the order in which the run first made it."""
    yield from heading(
        _("Lookups"),
        _("How Python found each function: the classes it asked, in MRO order, until one had it."),
        page,
    )
    distinct = _distinct(story)
    for found in distinct[:_MOST_CALLS]:
        yield from _block(story, found, page)
    if len(distinct) > _MOST_CALLS:
        words = _("{count:,} more are in: hopscope report --format json")
        yield Text(words.format(count=len(distinct) - _MOST_CALLS))


def _distinct(story: RunReading) -> list[_Found]:
    known: dict[tuple[object, ...], _Found] = {}
    for call in story.calls:
        step = call.step
        key = (step.hop.code, step.dispatch, step.lookup, step.place)
        known.setdefault(key, _Found(step)).ran += call.ran
    return list(known.values())


def _block(story: RunReading, found: _Found, page: Page) -> Iterator[RenderableType]:
    step = found.step
    name = page.foreign(story.function_name(step), style="bold")
    if step.hop.owner is not None:
        name.append(_(" of "), "not bold").append_text(
            page.foreign(story.class_name(step.hop.owner), style="bold")
        )
    words = _("   hop {hop}") if found.ran == 1 else _("   {count:,} times, first as hop {hop}")
    yield name.append(words.format(count=found.ran, hop=step.hop.id), "dim")
    if step.place is not None:
        where = visible(f"{PurePath(step.place.file).name}:{step.place.line}")
        where = page.clip(where, page.width // 2)
        room = max(page.width - cell_len(where) - 8, 20)
        yield (
            Text("    ")
            .append_text(page.foreign(step.place.text, room))
            .append(f"   {where}", "dim")
        )
    yield Padding(page.lines(visible(step.sentence), 4), (0, 0, 0, 4))
    if step.lookup is not None and step.lookup.candidates:
        yield Padding(_candidates(story, step.lookup, page), (0, 0, 0, 4))


def _candidates(story: RunReading, lookup: Lookup, page: Page) -> Text:
    """Write the search on one line: a class, what it answered, and on to the next."""
    shown = Text()
    for number, candidate in enumerate(lookup.candidates):
        if candidate.asked:
            shown.append(f" {page.glyphs.arrow} " if number else "", "dim")
        elif number and not lookup.candidates[number - 1].asked:
            shown.append(_(", "), "dim")
        else:
            shown.append(_(", not asked: ") if number else _("not asked: "), "dim")
        style = "bold" if candidate.chosen else "dim" if not candidate.asked else ""
        shown.append_text(page.foreign(story.class_name(candidate.class_id), style=style))
        shown.append(_answer(candidate, lookup), style)
    return shown


def _answer(candidate: Candidate, lookup: Lookup) -> str:
    if candidate.chosen:
        return _(" FOUND")
    if candidate.asked:
        return _(" no")
    words = []
    if candidate.has:
        words.append(_("shadowed"))
    if candidate.class_id == lookup.super:
        words.append(_("super() reaches it"))
    return _(" ({words})").format(words=listed(words)) if words else ""
