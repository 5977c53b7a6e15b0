"""From the targets of ``check`` to what is said of each: reads, asks a child process, checks."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lessons.reading.module import SourceModule
from lessons.reading.program import Installed, Program
from lessons.traps.checked import Checked, Unchecked, check_program
from tracer.classes.importing import ImportedClasses, import_names, join_classes
from tracer.classes.sources import package_folders, source_beside, text_of
from tracer.errors import HopscopeError
from tracer.language import _
from tui.check_targets import CheckOptions, Target, find_targets, missing_classes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from lessons.traps.checked import CheckedSource

_AS_IS = CheckOptions()
_AT_ONCE = 1_000_000
"""Characters of sources that are checked together: their syntax is in memory, a hundred times that."""
_MOST_ASKED = 500
_LONGEST = 500
"""How many names one child process is asked for, and of how many characters each."""


def check(targets: Sequence[str], options: CheckOptions = _AS_IS) -> Checked:
    """Check each target; one that cannot be looked at takes nothing from the others.

    Raises HopscopeError where the interpreter that counts cannot be asked.
    """
    folders = package_folders(options.python)
    found, unchecked = find_targets(targets, options)
    sources: list[CheckedSource] = []
    for some in _portions(found):
        parsed: list[tuple[Target, SourceModule]] = []
        for target in some:
            module = _parsed(target)
            if isinstance(module, Unchecked):
                unchecked.append(module)
                continue
            missing = list(missing_classes(target, module))
            unchecked += missing
            if target.whole or len(missing) < len(target.only):
                parsed.append((target, module))
        if parsed:
            sources += _check_some(parsed, folders, options)
    order = {spec: at for at, spec in enumerate(targets)}
    unchecked.sort(key=lambda one: order[one.target])
    return Checked(tuple(sources), tuple(unchecked))


def _portions(targets: Sequence[Target]) -> Iterator[list[Target]]:
    some: list[Target] = []
    room = _AT_ONCE
    for target in targets:
        if some and len(target.source.text) > room:
            yield some
            some, room = [], _AT_ONCE
        some.append(target)
        room -= len(target.source.text)
    yield some


def _parsed(target: Target) -> SourceModule | Unchecked:
    try:
        return SourceModule(target.source)
    except SyntaxError as error:
        return Unchecked(target.spec, target.source.file, error.lineno, error.msg)


def _check_some(
    parsed: Sequence[tuple[Target, SourceModule]],
    folders: Sequence[Path],
    options: CheckOptions,
) -> Iterator[CheckedSource]:
    targets = [target for target, _module in parsed]
    program = Program(
        [module for _target, module in parsed],
        lambda module, file: source_beside(module, file, folders),
        lambda names: _installed(names, targets, options),
    )
    yield from check_program(
        program, text_of, {one.source.file: one.only for one in targets if not one.whole}
    )


def _installed(names: list[str], targets: Sequence[Target], options: CheckOptions) -> Installed:
    """Look names up in what is installed, beside the modules that were imported already."""
    all_classes = ImportedClasses((), "", {}, {})
    known: dict[tuple[str, str, int], int] = {}
    for target in targets:
        if target.module is None:
            continue
        all_classes, ids = join_classes(all_classes, target.module.classes)
        for root in target.module.classes.roots:
            facts = all_classes.classes[ids[root]]
            if facts.line is not None:
                known[target.source.file, facts.qualname, facts.line] = facts.id
    found: dict[str, int | str] = {}
    for some, answer in _asked(names, options):
        all_classes, ids = join_classes(all_classes, answer)
        found |= {name: ids[one] if isinstance(one, int) else one for name, one in some.items()}
    return Installed(all_classes.classes, found, known)


def _asked(
    names: list[str], options: CheckOptions
) -> Iterator[tuple[dict[str, int | str], ImportedClasses]]:
    # They go to the child process as its arguments, whose length is limited.
    short = [name for name in names if len(name) <= _LONGEST]
    reason = _("its name is too long to be looked up")
    yield dict.fromkeys(set(names).difference(short), reason), ImportedClasses((), "", {}, {})
    for start in range(0, len(short), _MOST_ASKED):
        yield from _asked_at_once(short[start : start + _MOST_ASKED], options)


def _asked_at_once(
    names: list[str], options: CheckOptions
) -> Iterator[tuple[dict[str, int | str], ImportedClasses]]:
    try:
        answer = import_names(names, python=options.python, timeout=options.timeout)
    except HopscopeError as error:
        # Some package does not let itself be imported: the standard library does.
        standard = [name for name in names if name.split(".")[0] in sys.stdlib_module_names]
        if len(standard) == len(names):
            raise
        reason: dict[str, int | str] = {
            name: error.message for name in names if name not in standard
        }
        answer = import_names(standard, python=options.python, timeout=options.timeout)
        yield reason | answer.found, answer.classes
    else:
        yield answer.found, answer.classes
