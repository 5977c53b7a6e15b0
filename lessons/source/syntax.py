"""A source text, parsed once: which syntax stands at a position, and what surrounds it.

Positions are the interpreter's: lines from 1, columns in UTF-8 bytes from 0.
:meth:`Syntax.place` turns them into :class:`~lessons.source.place.Place`, whose columns
count characters.
"""

from __future__ import annotations

import ast
import re
import warnings
from functools import cached_property, lru_cache
from symtable import SymbolTable, symtable
from typing import TypeAlias

from lessons.source.place import Place

Span: TypeAlias = tuple[int, int, int, int]
"""Line, end line, byte column, end byte column."""
FunctionNode: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
ScopeNode: TypeAlias = FunctionNode | ast.ClassDef | ast.Module

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_SCOPES = (*_FUNCTIONS, ast.ClassDef, ast.Module)
_REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)
_LINE_END = re.compile(r"\r\n|\r|\n")


@lru_cache(maxsize=128)
def parse(text: str) -> Syntax | None:
    """The syntax of a source; None where this interpreter would refuse it."""
    text = text.removeprefix("\ufeff")
    try:
        return Syntax(*_read(text), text)
    except _REFUSALS:
        return None


def refusal(text: str) -> Exception | None:
    """What this interpreter raises where it refuses a source: no SyntaxError if it is nested too deeply."""
    try:
        _read(text.removeprefix("\ufeff"))
    except _REFUSALS as error:
        return error
    return None


def _read(text: str) -> tuple[ast.Module, SymbolTable]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # The table is refused where the syntax alone is not: `nonlocal x` with no x outside.
        return ast.parse(text), symtable(text, "<source>", "exec")


class Syntax:
    """A parsed source with an index of its nodes by position."""

    def __init__(self, tree: ast.Module, table: SymbolTable, text: str) -> None:
        self.tree = tree
        self.table = table
        self.lines = [line.encode("utf-8", "surrogatepass") for line in _LINE_END.split(text)]
        self.parents: dict[ast.AST, ast.AST] = {}
        self._by_span: dict[Span, list[ast.AST]] = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node
            if (span := span_of(node)) is not None:
                self._by_span.setdefault(span, []).append(node)
                if isinstance(node, ast.Call | ast.Attribute):
                    self._index_moved(node, span)

    def _index_moved(self, node: ast.Call | ast.Attribute, span: Span) -> None:
        # Where `obj\n.name(...)` spans lines, the compiler lets the call begin at `name`.
        access = node.func if isinstance(node, ast.Call) else node
        if isinstance(access, ast.Attribute) and access.lineno != access.end_lineno:
            _, end_line, _, end = span_of(access) or span
            moved = (end_line, span[1], end - len(access.attr.encode()), span[3])
            self._by_span.setdefault(moved, []).append(node)

    def at(self, span: Span) -> list[ast.AST]:
        """The nodes of exactly that span, outer ones first."""
        return self._by_span.get(span, [])

    def place(self, file: str, span: Span) -> Place | None:
        """The place of a span; None where it lies outside the text."""
        line, end_line, column, end_column = span
        if not 1 <= line <= end_line <= len(self.lines):
            return None
        first, last = self.lines[line - 1], self.lines[end_line - 1]
        if not 0 <= column <= len(first) or not 0 <= end_column <= len(last):
            return None
        if line == end_line:
            parts = [first[column:end_column]]
        else:
            parts = [first[column:], *self.lines[line : end_line - 1], last[:end_column]]
        return Place(
            file,
            line,
            end_line,
            len(_decode(first[:column])),
            len(_decode(last[:end_column])),
            "\n".join(map(_decode, parts)),
        )

    def place_of(self, file: str, node: ast.AST) -> Place | None:
        """The place of a node."""
        span = span_of(node)
        return None if span is None else self.place(file, span)

    def text_of(self, node: ast.AST) -> str:
        """The text of a node on one line, its white space folded."""
        place = self.place_of("", node)
        return " ".join(place.text.split()) if place else ""

    def scopes(self, node: ast.AST) -> list[ScopeNode]:
        """The scopes around a node, innermost first; comprehensions do not count."""
        found: list[ScopeNode] = []
        outer = self.parents.get(node)
        while outer is not None:
            if isinstance(outer, _SCOPES):
                found.append(outer)
            outer = self.parents.get(outer)
        return found

    def function_of(self, node: ast.AST) -> FunctionNode | None:
        """The innermost function around a node; None in a module's or a class's body."""
        scope = next(iter(self.scopes(node)), None)
        return scope if isinstance(scope, _FUNCTIONS) else None

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The innermost class statement around a node, through functions and comprehensions."""
        return next((s for s in self.scopes(node) if isinstance(s, ast.ClassDef)), None)

    @cached_property
    def _classes(self) -> list[ast.ClassDef]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef)]

    def class_line(self, line: int) -> int | None:
        """The line of the innermost class statement that a line is below; None outside of all."""
        around = (c.lineno for c in self._classes if c.lineno < line <= (c.end_lineno or 0))
        return max(around, default=None)

    def qualname_of(self, scope: ScopeNode) -> str:
        """The ``__qualname__`` that the interpreter gives to what a scope defines."""
        names = [_own_name(scope)]
        for outer in self.scopes(scope):
            if isinstance(outer, _FUNCTIONS):
                names.append("<locals>")
            if not isinstance(outer, ast.Module):
                names.append(_own_name(outer))
        return ".".join(reversed(names))

    @cached_property
    def _definitions(self) -> dict[tuple[str, int], list[ast.AST]]:
        found: dict[tuple[str, int], list[ast.AST]] = {}
        for node in self.parents:
            if name := _code_name(node):
                found.setdefault((name, first_line(node)), []).append(node)
        return found

    @cached_property
    def stored_attributes(self) -> frozenset[str]:
        """The attribute names under which this source stores something."""
        return frozenset(
            node.attr
            for node in self.parents
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        )

    @cached_property
    def attribute_values(self) -> dict[str, list[ast.expr]]:
        """What this source assigns to attributes of each name, in class bodies and methods."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.parents:
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                if isinstance(target, ast.Attribute):
                    found.setdefault(target.attr, []).append(node.value)
                elif isinstance(target, ast.Name) and isinstance(self.parents[node], ast.ClassDef):
                    found.setdefault(target.id, []).append(node.value)
        return found

    def definitions(self, name: str, line: int) -> list[ast.AST]:
        """What defines a code of that name with that first line."""
        if name == "<module>":
            return [self.tree]
        return self._definitions.get((name, line), [])

    def definition(self, name: str, line: int) -> ast.AST | None:
        """What defines a code of that name with that first line, where just one thing does."""
        found = self.definitions(name, line)
        return found[0] if len(found) == 1 else None

    def mangled(self, name: str, node: ast.AST) -> str:
        """The attribute name that ``name`` written at ``node`` stands for (``__x`` in a class)."""
        if not name.startswith("__") or name.endswith("__"):
            return name
        cls = self.class_of(node)
        bare = cls.name.lstrip("_") if cls else ""
        return f"_{bare}{name}" if bare else name


def span_of(node: ast.AST) -> Span | None:
    """The span of a node; None for nodes without one (operators, modules)."""
    line = getattr(node, "lineno", None)
    end_line = getattr(node, "end_lineno", None)
    column = getattr(node, "col_offset", None)
    end_column = getattr(node, "end_col_offset", None)
    if line is None or end_line is None or column is None or end_column is None:
        return None
    return (line, end_line, column, end_column)


def first_line(node: ast.AST) -> int:
    """``co_firstlineno`` of the code that a node is compiled to: decorators count."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([getattr(node, "lineno", 1), *(each.lineno for each in decorators)])


def own_nodes(scope: ast.AST) -> list[ast.AST]:
    """The nodes of a scope without those of functions and classes inside it."""
    found: list[ast.AST] = []
    waiting = list(ast.iter_child_nodes(scope))
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            # What is evaluated here and now: decorators, defaults, bases.
            waiting.extend(node.decorator_list)
        elif not isinstance(node, ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return found


def first_parameter(function: FunctionNode | None) -> str | None:
    """The name of a function's first positional parameter."""
    if function is None:
        return None
    found = [*function.args.posonlyargs, *function.args.args]
    return found[0].arg if found else None


def _own_name(scope: ScopeNode) -> str:
    if isinstance(scope, ast.Lambda):
        return "<lambda>"
    return "" if isinstance(scope, ast.Module) else scope.name


def _code_name(node: ast.AST) -> str | None:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return node.name
        case ast.Lambda():
            return "<lambda>"
        case ast.ListComp():
            return "<listcomp>"
        case ast.SetComp():
            return "<setcomp>"
        case ast.DictComp():
            return "<dictcomp>"
        case ast.GeneratorExp():
            return "<genexpr>"
        case _:
            return None


def _decode(part: bytes) -> str:
    return part.decode("utf-8", "replace")


def can_take(node: ast.AST, positional: int) -> bool:
    """Whether a function can take that many positional arguments."""
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return True
    if first_parameter(node) is None:
        return True
    taken = len(node.args.posonlyargs) + len(node.args.args)
    return node.args.vararg is not None or positional <= taken
