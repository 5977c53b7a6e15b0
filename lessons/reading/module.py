"""One source as it is read: its syntax, its names and its class statements."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.reading.bindings import Bindings
from lessons.source.syntax import parse, refusal
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
            raise refusal(source.text)
        self.file = source.file
        self.name = source.module
        self.syntax: Syntax = syntax
        self.bindings = Bindings(syntax, source.module, is_package=source.is_package)

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


def last_name(node: ast.AST) -> str:
    """The last part of a dotted name; empty for other expressions."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def read_members(node: ast.ClassDef) -> dict[str, Member]:
    """What a class statement puts into the class's ``__dict__``, by name."""
    found: dict[str, Member] = {}
    for statement in body_of(node):
        for name, kind in _binds(statement):
            found[_mangled(name, node)] = Member(kind)
    return found


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


def _binds(statement: ast.stmt) -> Iterator[tuple[str, MemberKind]]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name, _kind(statement)
        case ast.ClassDef(name=name):
            yield name, "value"
        case ast.Assign(targets=targets):
            for target in targets:
                for each in ast.walk(target):
                    if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                        yield each.id, "value"
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name, "value"
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.split(".")[0], "value"


def _kind(function: ast.FunctionDef | ast.AsyncFunctionDef) -> MemberKind:
    for decorator in function.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if last_name(called) in _KINDS:
            return _KINDS[last_name(called)]
    return "function"


def _mangled(name: str, node: ast.ClassDef) -> str:
    bare = node.name.lstrip("_")
    if name.startswith("__") and not name.endswith("__") and bare:
        return f"_{bare}{name}"
    return name
