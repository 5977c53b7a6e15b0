"""Asks once whether the programs of somebody else's lessons may be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _
from tui.consent import says_yes
from tui.text import complain, visible

if TYPE_CHECKING:
    from pathlib import Path


def make_sure(catalog: Path, *, trust: bool) -> None:
    """Have a yes to running the programs of a folder of lessons: given before, now, or by ``trust``.

    Raises HopscopeError where there is none. Of hopscope's own course nobody is asked.
    """
    from lessons.course.trust import Trust

    known = Trust()
    if known.covers(catalog):
        return
    folder = catalog.resolve()
    if not trust and not _is_wanted(folder):
        raise HopscopeError(
            _("nothing of {folder} was run").format(folder=folder),
            _("Read its programs first, if you do not know who wrote them."),
            exit_code=1,
        )
    try:
        known.add(folder)
    except HopscopeError as error:
        complain(error.message)  # the yes was said: it holds for this time


def _is_wanted(folder: Path) -> bool:
    warning = _("The lessons in {folder} are not hopscope's own, and their programs run as you")
    nobody = HopscopeError(
        warning.format(folder=folder), _("--trust says yes to that where nobody can be asked")
    )
    question = _("{warning}: they can do what you can. Run them, now and later? y, n ")
    return says_yes(visible(question.format(warning=nobody.message)), nobody)
