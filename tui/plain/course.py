"""The course as a list: each lesson on one line, with how far one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lessons.course.progress import accuracy
from tracer.language import _, listed, ngettext
from tui.plain.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.course.catalog import Catalog
    from lessons.course.lesson import Language
    from lessons.course.progress import LessonProgress, Progress


def course_lines(catalog: Catalog, progress: Progress, language: Language) -> Iterator[str]:
    """Lines to print."""
    kept = [progress.of(each.id) for each in catalog.lessons]
    for lesson, state in zip(catalog.lessons, kept, strict=True):
        title = lesson.title(language)
        yield _("{number}. {title}: {state}").format(
            number=lesson.number, title=plain(title), state=listed(_states(state))
        )
    yield ""
    right, asked = accuracy(*kept)
    if asked:
        yield _("First answers that were right: {right} of {asked}.").format(
            right=right, asked=asked
        )
    missed = list(dict.fromkeys(each for state in kept for each in state.misconceptions))
    if missed:
        yield _("To be asked again, since you believed:")
        words = catalog.misconceptions(language)
        for each in missed:
            belief = plain(words[each].belief) if each in words else ""
            yield f"  {each}  {belief}"
    if catalog.lessons:
        yield _("Open one by its number: hopscope learn {number}").format(
            number=_next(catalog, progress)
        )


def _states(state: LessonProgress) -> list[str]:
    if not state.begun:
        return [_("not begun")]
    found = [_("done") if state.done else _("begun")]
    right, asked = accuracy(state)
    if asked:
        found.append(_("right at first {right} of {asked}").format(right=right, asked=asked))
    if state.missed:
        again = ngettext("{count} question to ask again", "{count} questions to ask again",
            len(state.missed))  # fmt: skip
        found.append(again.format(count=len(state.missed)))
    return found


def _next(catalog: Catalog, progress: Progress) -> int:
    """The first lesson that is not done; the first of all where all are."""
    numbers = [each.number for each in catalog.lessons if not progress.of(each.id).done]
    return numbers[0] if numbers else catalog.lessons[0].number
