"""What a trap found, and where."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from lessons.source.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.reading.module import SourceModule
    from lessons.reading.program import Program
    from lessons.traps.hierarchy import Hierarchy


@dataclass(frozen=True, slots=True)
class Finding:
    """One trap that a class or a piece of code falls into."""

    id: str
    """The misconception behind it, ``M1``."""
    trap: str
    """The trap's short name, ``late-mixin``."""
    subject: str
    """Qualified name of the class, or of the function; ``<module>`` at the top of a source."""
    place: Place
    message: str
    """What is wrong, in one sentence."""
    details: tuple[str, ...]
    """How it comes about, a line each; may be empty."""
    remedy: str
    """What to write instead; empty where there is no one thing to write."""


@dataclass(frozen=True, slots=True)
class View:
    """What a trap looks at: one source, among the classes that it is made of."""

    program: Program
    hierarchy: Hierarchy
    source: SourceModule
    subjects: tuple[tuple[int, ast.ClassDef], ...]
    """The classes of the source by id, with their statements."""

    def place(self, node: ast.AST) -> Place:
        """The place of a node of this source; a class's or a function's is its first line."""
        return place_of(self.source, node)

    def resolve(self, expression: ast.expr) -> int | None:
        """The class that an expression of this source stands for; None where that is not known."""
        found = self.program.resolve(self.source, expression, expression)
        return found if isinstance(found, int) else None


class Trap(Protocol):
    """What a file of this folder offers."""

    ID: str
    NAME: str
    TITLE: str
    """One line: the belief that is wrong, and what is so."""

    def find(self, view: View, /) -> Iterator[Finding]:
        """Find every such trap of a source; nothing where it cannot be known."""


def place_of(source: SourceModule, node: ast.AST) -> Place:
    """The place of a node; of a class or a function its head, up to the colon."""
    syntax = source.syntax
    found = syntax.place_of(source.file, node)
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        body = set(node.body)
        inside = [each for each in ast.iter_child_nodes(node) if each not in body]
        ends = [getattr(each, "end_lineno", 0) or 0 for each in inside]
        last = min(max([node.lineno, *ends]), max(node.body[0].lineno - 1, node.lineno))
        width = len(syntax.lines[last - 1].rstrip())
        found = syntax.place(source.file, (node.lineno, last, node.col_offset, width))
    line = getattr(node, "lineno", 1)
    return found or Place(source.file, line, line, 0, 0, "")
