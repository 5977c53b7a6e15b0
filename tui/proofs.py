"""``hopscope learn --check`` and ``--new``: for those who write lessons."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from tracer.errors import HopscopeError
from tracer.language import _, ngettext
from tui.text import complain, visible
from tui.trusting import make_sure

if TYPE_CHECKING:
    from collections.abc import Sequence

_HERE = Path("catalog")
"""Where new lessons go, if nobody says otherwise."""
_AT_ONCE = 4
"""Programs for each core: they wait for clients, for timeouts and for one another most of the time."""


def check_lessons(catalog: Path | None, names: Sequence[str], *, trust: bool = False) -> int:
    """Prove the lessons of a catalogue, or some of them; what is wrong on stdout; 1 if anything is.

    ``trust``: their programs are run unasked. Raises HopscopeError where there is no such lesson,
    or its programs may not be run.
    """
    from lessons.course.places import PACKAGED
    from lessons.course.proving import prove_all, prove_course

    folders = _folders(PACKAGED if catalog is None else catalog, names)
    if catalog is not None:
        make_sure(catalog, trust=trust)
    wrong = 0
    for proof in prove_all(folders, _AT_ONCE * (os.cpu_count() or 1)):
        complain(
            f"{visible(proof.folder.name)}: {_count(len(proof.problems))}, {_tried(proof.mutants)}"
        )
        for each in proof.problems:
            print(visible(str(each)))
        wrong += len(proof.problems)
    if catalog is None and not names:
        between = prove_course(PACKAGED)
        for each in between:
            print(visible(str(each)))
        wrong += len(between)
    return 1 if wrong else 0


def new_lesson(catalog: Path | None, name: str) -> int:
    """Begin a lesson of one's own. Raises HopscopeError where that cannot be done."""
    from lessons.course.starting import start_lesson
    from lessons.course.trust import Trust

    catalog = _HERE if catalog is None else catalog
    is_mine = not catalog.exists()
    folder = start_lesson(catalog, name)
    if is_mine:  # nobody else has put anything there
        with contextlib.suppress(HopscopeError):
            Trust().add(catalog)
    print(visible(str(folder)))
    complain(_("Change what is there into your lesson, and prove it as often as you like:"))
    complain(f"  hopscope learn --check --catalog {visible(str(folder.parent))}")
    return 0


def _folders(catalog: Path, names: Sequence[str]) -> list[Path]:
    from lessons.course.format import is_called, lesson_folders

    known = lesson_folders(catalog)
    if not known:
        raise HopscopeError(
            _("there are no lessons in {folder}").format(folder=catalog),
            _("A lesson is a folder like 05-name; to begin one: hopscope learn --new NAME"),
        )
    for name in names:
        if not any(is_called(folder, name) for folder in known):
            raise HopscopeError(
                _("there is no lesson {name}").format(name=name),
                _("There are: {names}").format(names=", ".join(folder.name for folder in known)),
            )
    return [each for each in known if not names or any(is_called(each, n) for n in names)]


def _count(problems: int) -> str:
    if not problems:
        return _("nothing is wrong")
    return ngettext("{count} problem", "{count} problems", problems).format(count=problems)


def _tried(mutants: int) -> str:
    words = ngettext("{count} mutant tried", "{count} mutants tried", mutants)
    return words.format(count=mutants)
