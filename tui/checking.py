"""From the targets of ``check`` to what is said of each: reads, asks a child process, checks."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.reading.module import SourceModule
from lessons.reading.program import Installed, Program
from lessons.traps.checked import check_program
from tracer.class_import import (
    ImportedClasses,
    ImportedModule,
    import_module,
    import_names,
    join_classes,
)
from tracer.errors import HopscopeError
from tracer.language import _
from tracer.module_files import (
    SourceText,
    package_folders,
    read_source,
    source_beside,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lessons.traps.checked import CheckedSource

_AT_ONCE = 40
"""Sources that are checked together: each has its syntax in memory, and one child process."""


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How to look."""

    imported: bool = False
    """Import files, too, in a child process; else they are only read."""
    python: str | None = None
    """The interpreter whose standard library and packages count."""
    timeout: float = 30.0
    """Seconds for the imports of one child process."""


@dataclass(frozen=True, slots=True)
class _Target:
    source: SourceText
    only: str | None
    module: ImportedModule | None


def check(
    targets: Sequence[str],
    options: CheckOptions = CheckOptions(),
) -> Iterator[CheckedSource]:
    """Check each target. Raises HopscopeError where one is not there or cannot be imported."""
    found: dict[str, _Target] = {}
    only: dict[str, set[str] | None] = {}
    for spec in targets:
        target = _find(spec, options)
        found.setdefault(target.source.file, target)
        wanted = only.setdefault(target.source.file, set())
        if target.only is None:
            only[target.source.file] = None
        elif wanted is not None:
            wanted.add(target.only)
    for start in range(0, len(found), _AT_ONCE):
        some = list(found.values())[start : start + _AT_ONCE]
        yield from _check_some(some, {file: one for file, one in only.items() if one}, options)


def _find(spec: str, options: CheckOptions) -> _Target:
    name, colon, cls = spec.rpartition(":")
    if not colon or Path(spec).exists():
        name, cls = spec, ""
    if name.endswith(".py") or "/" in name or Path(name).exists():
        module = (
            import_module(_file(name), python=options.python, timeout=options.timeout)
            if (options.imported)
            else None
        )
        return _Target(read_source(Path(_file(name))), cls or None, module)
    module = import_module(name, python=options.python, timeout=options.timeout)
    if module.file is None or not module.file.endswith(".py"):
        raise HopscopeError(
            _("{name} has no Python source to check").format(name=name),
            _("see where its classes are found with: hopscope mro MODULE:CLASS"),
        )
    return _Target(read_source(Path(module.file)), cls or None, module)


def _file(name: str) -> str:
    if Path(name).is_dir():
        raise HopscopeError(
            _("{name} is a folder").format(name=name),
            _("name its files: {pattern}").format(pattern=Path(name) / "*.py"),
        )
    return name


def _check_some(
    targets: Sequence[_Target], only: dict[str, set[str]], options: CheckOptions
) -> Iterator[CheckedSource]:
    sources = [_parsed(target.source) for target in targets]
    for target, source in zip(targets, sources, strict=True):
        for name in only.get(target.source.file, set()):
            if name not in (names := list(map(source.qualname, source.classes))):
                raise HopscopeError(
                    _("{file} has no class {name}").format(file=target.source.file, name=name),
                    _("its classes are {names}").format(names=", ".join(names[:8]))
                    if names
                    else _("it has no classes"),
                )
    folders = package_folders(options.python)
    program = Program(
        sources,
        lambda module, file: source_beside(module, file, folders),
        lambda names: _installed(names, targets, options),
    )
    yield from check_program(program, text_of, only)


def _parsed(source: SourceText) -> SourceModule:
    try:
        return SourceModule(source)
    except SyntaxError:
        version = ".".join(map(str, sys.version_info[:2]))
        raise HopscopeError(
            _("{file} is not Python {version}").format(file=source.file, version=version),
            _("is it Python at all, and of this version?"),
        ) from None


def _installed(names: list[str], targets: Sequence[_Target], options: CheckOptions) -> Installed:
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
