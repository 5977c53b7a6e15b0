"""Everything that a check says of one source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.traps import find_traps
from lessons.traps.finding import Finding, View, place_of
from lessons.traps.hierarchy import Hierarchy, Share
from lessons.traps.shares import shares_of
from lessons.traps.silenced import is_silenced, silenced_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from lessons.reading.module import SourceModule
    from lessons.reading.program import Program
    from tracer.model import ClassFacts


@dataclass(frozen=True, slots=True)
class CheckedClass:
    """A class with several bases, and what each brings."""

    id: int
    line: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A class of which too little is known to judge it."""

    name: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class CheckedSource:
    """What a check says of one source."""

    file: str
    module: str
    classes: Mapping[int, ClassFacts]
    looked_at: int
    """How many classes it has."""
    several_bases: tuple[CheckedClass, ...]
    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...]
    """What a comment of the source says is meant so."""
    unjudged: tuple[Unjudged, ...]


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A target that could not be looked at: nothing is said of it but why."""

    target: str
    """As it was named."""
    file: str | None
    """The file that it is, or is found in; None where no file is known."""
    line: int | None
    """Where its parsing ended; None where that is not why."""
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """All that a check says."""

    sources: tuple[CheckedSource, ...]
    unchecked: tuple[Unchecked, ...]


def check_program(
    program: Program,
    text_of: Callable[[str], str | None],
    only: Mapping[str, Container[str]] | None = None,
) -> Iterator[CheckedSource]:
    """Check every source of a program.

    ``only`` gives, by file, the qualified names of the classes to look at, where it is not all.
    """
    hierarchy = Hierarchy(program, text_of)
    for source in program.sources:
        yield _check(program, hierarchy, source, (only or {}).get(source.file))


def _check(
    program: Program, hierarchy: Hierarchy, source: SourceModule, only: Container[str] | None
) -> CheckedSource:
    subjects = tuple(
        (program.class_id(source, node), node)
        for node in source.classes
        if only is None or source.qualname(node) in only
    )
    view = View(program, hierarchy, source, subjects)
    silenced = silenced_lines("\n".join(line.decode() for line in source.syntax.lines))
    found = [one for one in find_traps(view) if only is None or one.subject in only]
    told = [one for one in found if not is_silenced(one, silenced)]
    quiet = [one for one in found if is_silenced(one, silenced)]
    without_order = {one.subject for one in found if one.id == "M20"}
    return CheckedSource(
        source.file,
        source.name,
        program.classes,
        len(subjects),
        tuple(_several_bases(hierarchy, source, [cls for cls, _ in subjects])),
        tuple(told),
        tuple(quiet),
        tuple(
            Unjudged(hierarchy.name(cls), node.lineno, hierarchy.reasons[cls])
            for cls, node in subjects
            if cls in hierarchy.reasons and hierarchy.name(cls) not in without_order
        ),
    )


def _several_bases(
    hierarchy: Hierarchy, source: SourceModule, ids: Iterable[int]
) -> Iterator[CheckedClass]:
    for cls in ids:
        shares = shares_of(hierarchy, cls)
        statement = hierarchy.source(cls)
        if shares and statement is not None:
            yield CheckedClass(cls, place_of(source, statement[1]).line, shares)
