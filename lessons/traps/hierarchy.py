"""The classes that are checked, with the source of their methods at hand."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.reading.module import body_of, last_name
from lessons.syntax import Syntax, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lessons.reading.program import Program
    from lessons.traps.chains import Reach
    from tracer.model import MemberKind

METHODS = frozenset({"function", "staticmethod", "classmethod", "property", "partialmethod"})


class Hierarchy:
    """Classes by id, and what their sources say of their methods.

    ``text_of`` gives the text of a source file, None where there is none.
    """

    def __init__(self, program: Program, text_of: Callable[[str], str | None]) -> None:
        self.classes = program.classes
        self.reasons = program.reasons
        self.own_ways = program.own_ways
        self._statements = program.statements
        self._text_of = text_of
        self._sources: dict[str, Syntax | None] = {}
        self._nodes: dict[int, tuple[Syntax, ast.ClassDef] | None] = {}
        self._functions: dict[int, dict[str, ast.FunctionDef | ast.AsyncFunctionDef]] = {}
        self.reached: dict[tuple[int, str], Reach] = {}
        """What was found out about calls, by class and name: see :mod:`lessons.traps.chains`."""

    def name(self, cls: int) -> str:
        """The short name of a class."""
        return self.classes[cls].qualname

    def mro(self, cls: int) -> tuple[int, ...]:
        """Its MRO; empty where that is not known."""
        return self.classes[cls].mro

    def kind(self, cls: int, name: str) -> MemberKind | None:
        """What a class's own entry of that name is."""
        member = self.classes[cls].members.get(name)
        return None if member is None else member.kind

    def owners(self, cls: int, name: str) -> list[int]:
        """Every class of an MRO that has the name, in order."""
        return [each for each in self.mro(cls) if name in self.classes[each].members]

    def find(self, module: str, qualname: str) -> int | None:
        """The class of that name, where it is among those known."""
        return self._index.get((module, qualname))

    def is_a(self, cls: int, module: str, qualname: str) -> bool:
        """Whether a class of that name is in an MRO."""
        found = self.find(module, qualname)
        return found is not None and found in self.mro(cls)

    def is_standard(self, cls: int) -> bool:
        """Whether a class is one of socketserver's own or of the modules built on it."""
        return self.classes[cls].module in {
            "socketserver", "http.server", "xmlrpc.server", "wsgiref.simple_server", "builtins",
        }  # fmt: skip

    def source(self, cls: int) -> tuple[Syntax, ast.ClassDef] | None:
        """The class statement and the source that it stands in; None where there is none."""
        if cls not in self._nodes:
            self._nodes[cls] = self._find_statement(cls)
        return self._nodes[cls]

    def method(self, cls: int, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """The function that a class statement defines under a name; None where it does not."""
        if cls not in self._functions:
            self._functions[cls] = dict(self.functions(cls))
        return self._functions[cls].get(name)

    def functions(self, cls: int) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
        """The functions that a class statement defines, by the names they are kept under."""
        source = self.source(cls)
        if source is None:
            return
        syntax, node = source
        for statement in body_of(node):
            if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef):
                yield syntax.mangled(statement.name, statement), statement

    def mentions(self, cls: int) -> set[tuple[str, str]]:
        """Every ``Name.attribute`` in a class statement: the last two names of each."""
        if cls not in self._mentions:
            source = self.source(cls)
            self._mentions[cls] = {
                (last_name(node.value), node.attr)
                for node in (ast.walk(source[1]) if source else ())
                if isinstance(node, ast.Attribute)
            }
        return self._mentions[cls]

    @cached_property
    def _mentions(self) -> dict[int, set[tuple[str, str]]]:
        return {}

    @cached_property
    def _index(self) -> dict[tuple[str, str], int]:
        return {(facts.module, facts.qualname): cls for cls, facts in self.classes.items()}

    def _find_statement(self, cls: int) -> tuple[Syntax, ast.ClassDef] | None:
        if cls in self._statements:
            module, node = self._statements[cls]
            return module.syntax, node
        facts = self.classes[cls]
        if facts.file is None or facts.line is None:
            return None
        if facts.file not in self._sources:
            text = self._text_of(facts.file)
            self._sources[facts.file] = None if text is None else parse(text)
        syntax = self._sources[facts.file]
        if syntax is None:
            return None
        for each in syntax.parents:
            if isinstance(each, ast.ClassDef) and each.lineno == facts.line:
                return syntax, each
        return None
