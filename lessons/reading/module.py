"""One source as it is read: its syntax, its names and its class statements."""

from __future__ import annotations

import ast
import sys
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.reading.meanings import Meanings
from lessons.source.scopes import Scope
from lessons.source.syntax import parse, refusal
from tracer.language import _
from tracer.model import Member

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.source.syntax import Syntax
    from tracer.classes.sources import SourceText
from tracer.model import MemberKind

_KINDS: dict[str, MemberKind] = {
    "property": "property",
    "cached_property": "descriptor",
    "setter": "property",
    "getter": "property",
    "deleter": "property",
    "staticmethod": "staticmethod",
    "classmethod": "classmethod",
}


class SourceModule:
    """A parsed source. Raises SyntaxError, with why and the line, where this Python cannot."""

    def __init__(self, source: SourceText) -> None:
        syntax = parse(source.text)
        if syntax is None:
            raise _refused(source.text)
        self.file = source.file
        self.name = source.module
        self.syntax: Syntax = syntax
        self.meanings = Meanings(syntax, source.module, is_package=source.is_package)

    @cached_property
    def classes(self) -> list[ast.ClassDef]:
        """Every class statement, in order."""
        found = [node for node in self.syntax.parents if isinstance(node, ast.ClassDef)]
        return sorted(found, key=lambda node: node.lineno)

    def qualname(self, node: ast.ClassDef) -> str:
        """The qualified name of a class statement."""
        return self.syntax.qualname_of(node)

    def bases(self, node: ast.ClassDef) -> list[ast.expr]:
        """What stands in a class statement's parentheses, keywords apart."""
        match node.bases:
            case [ast.Call(func=func, args=[_, *bases])] if last_name(func) == "with_metaclass":
                return bases  # six.with_metaclass(Meta, A, B) is A, B with a metaclass
            case _:
                return node.bases

    def metaclass(self, node: ast.ClassDef) -> ast.expr | None:
        """The metaclass that a class statement names; None where it leaves that to its bases."""
        match node.bases:
            case [ast.Call(func=func, args=[metaclass, *_])] if last_name(func) == "with_metaclass":
                return metaclass
        return next((each.value for each in node.keywords if each.arg == "metaclass"), None)

    def members(self, node: ast.ClassDef) -> dict[str, Member]:
        """What a class statement puts into the class's ``__dict__``, by name."""
        return {
            name: Member(_kind(bound[-1].node))
            for name, bound in self.meanings.names.of_scope(Scope("class", node)).items()
            if bound[-1].form not in ("del", "except")
        }


def _refused(text: str) -> SyntaxError:
    """Why this interpreter refuses a source: a message, and the line where it is known."""
    version = ".".join(map(str, sys.version_info[:2]))
    error, line = refusal(text), None
    if isinstance(error, SyntaxError | ValueError):
        words = _("it is not Python {version}: {error}")
        said, line = (
            (error.msg, error.lineno) if isinstance(error, SyntaxError) else (str(error), None)
        )
        reason = words.format(version=version, error=said)
    else:
        reason = _("it is nested too deeply for Python {version}").format(version=version)
    return SyntaxError(reason, ("", line or None, None, None))


def last_name(node: ast.AST) -> str:
    """The last part of a dotted name; empty for other expressions."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def body_of(node: ast.ClassDef) -> Iterator[ast.stmt]:
    """The statements that run in a class body, those under ``if`` and ``try`` included."""
    waiting: list[ast.AST] = list(node.body)
    while waiting:
        statement = waiting.pop(0)
        if isinstance(statement, ast.stmt):
            yield statement
        if isinstance(statement, ast.If | ast.Try | ast.With | ast.For | ast.While):
            waiting[:0] = list(ast.iter_child_nodes(statement))
        elif isinstance(statement, ast.ExceptHandler):
            waiting[:0] = statement.body


def _kind(node: ast.AST) -> MemberKind:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return "value"
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_name(called) in _KINDS:
            return _KINDS[last_name(called)]
    return "function"
