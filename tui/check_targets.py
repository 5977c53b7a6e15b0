"""What the words of ``check`` name: files, modules and their classes, or nothing that can be read."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lessons.traps.checked import Unchecked
from tracer.classes.importing import ImportedModule, import_module
from tracer.classes.sources import SourceText, UnreadableError, read_source
from tracer.errors import HopscopeError
from tracer.language import _, listed
from tui.text import error_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from lessons.reading.module import SourceModule


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How to look."""

    imported: bool = False
    """Import files, too, in a child process; else they are only read."""
    python: str | None = None
    """The interpreter whose standard library and packages count."""
    timeout: float = 30.0
    """Seconds for the imports of one child process."""


@dataclass(slots=True)
class Target:
    """A source that is to be checked, all of it or some of its classes.

    ``module`` is what its import gave, where it was imported.
    """

    spec: str
    """As it was named."""
    source: SourceText
    module: ImportedModule | None
    only: dict[str, str] = field(default_factory=dict)
    """The classes that are asked for by qualified name, each as it was named."""
    whole: bool = False
    """Whether all of it is asked for."""


def find_targets(
    targets: Sequence[str], options: CheckOptions
) -> tuple[list[Target], list[Unchecked]]:
    """The sources that are asked for, each once, and what cannot be read."""
    found: dict[str, Target] = {}
    unchecked: list[Unchecked] = []
    for spec in dict.fromkeys(targets):
        name, cls = _parted(spec)
        file = name if _is_file(name) else None
        try:
            target = _find(spec, name, options)
        except UnreadableError as error:
            unchecked.append(Unchecked(spec, file, None, str(error)))
        except HopscopeError as error:
            unchecked.append(Unchecked(spec, file, None, error_words(error)))
        else:
            target = found.setdefault(target.source.file, target)
            if cls:
                target.only[cls] = spec
            else:
                target.whole = True
    return list(found.values()), unchecked


def _parted(spec: str) -> tuple[str, str]:
    """The file or module that a target names, and the class; empty where it is all of them."""
    name, colon, cls = spec.rpartition(":")
    return (spec, "") if not colon or os.path.lexists(spec) else (name, cls)


def _is_file(name: str) -> bool:
    return name.endswith(".py") or "/" in name or os.path.lexists(name)


def _find(spec: str, name: str, options: CheckOptions) -> Target:
    if not name:
        raise UnreadableError(_("the name is empty"))
    if _is_file(name):
        source = read_source(Path(name))  # before it is imported: to import a pipe is to wait
        module = _imported(name, options) if options.imported else None
        return Target(spec, source, module)
    module = _imported(name, options)
    if module.file is None or not module.file.endswith(".py"):
        raise HopscopeError(
            _("{name} has no Python source to check").format(name=name),
            _("see where its classes are found with: hopscope mro MODULE:CLASS"),
        )
    return Target(spec, read_source(Path(module.file)), module)


def _imported(name: str, options: CheckOptions) -> ImportedModule:
    return import_module(name, python=options.python, timeout=options.timeout)


def missing_classes(target: Target, module: SourceModule) -> Iterator[Unchecked]:
    """The classes that are asked for and that the source does not have."""
    names = [module.qualname(node) for node in module.classes]
    for name, spec in target.only.items():
        if name not in names:
            words = (
                _("it has no class {name}; its classes are {names}")
                if names
                else _("it has no classes")
            )
            reason = words.format(name=name, names=listed(names[:8]))
            yield Unchecked(spec, target.source.file, None, reason)
