"""Which scope a name belongs to, where it is written: what :mod:`symtable` says of a source.

Two kinds of scope are read off the syntax, since their tables cannot be relied on.
A comprehension has none where the interpreter puts it into the code around it (3.12
and later), and the names of that code's table are then mixed with its own. Type
parameters (``class A[T]``) are a scope between a definition and what surrounds it.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from symtable import SymbolTable

    from lessons.source.syntax import Syntax

ScopeKind: TypeAlias = Literal["module", "class", "function", "comprehension", "type parameters"]
_Standing: TypeAlias = Literal["here", "outside", "module"]
_Key: TypeAlias = tuple[str, str, int]
"""Kind, name and line of a function or class."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_COMPREHENSION_TABLES = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope, by the syntax that opens it. A definition may open two: its type parameters' and its own."""

    kind: ScopeKind
    node: ast.AST


class Scopes:
    """The scopes of one source."""

    def __init__(self, syntax: Syntax) -> None:
        self._syntax = syntax
        self._tables: dict[ast.AST, tuple[SymbolTable, ...]] = {syntax.tree: (syntax.table,)}
        self._opened: dict[SymbolTable, Mapping[_Key, list[SymbolTable]]] = {}

    def around(self, node: ast.AST) -> tuple[Scope, ...]:
        """The scopes in which a node is evaluated, innermost first: its own is not among them.

        Decorators, defaults and bases are evaluated outside of what they belong to.
        """
        found: list[Scope] = []
        way = [node]
        while (outer := self._syntax.parents.get(way[-1])) is not None:
            found += _opened(outer, way)
            way.append(outer)
        return tuple(found) or (Scope("module", self._syntax.tree),)

    def home(self, name: str, node: ast.AST) -> Scope | None:
        """The scope that ``name`` belongs to where ``node`` stands; None where that cannot be told.

        The module's is given for builtins, too, and for names that nothing binds.
        """
        scopes = self.around(node)
        name = mangled(name, scopes)
        for index, scope in enumerate(scopes):
            if scope.kind == "class" and not _sees_class(scopes[:index]):
                continue
            standing = self._standing(name, scope)
            if standing is None or standing == "here":
                return scope if standing else None
            if standing == "module":
                break
        return scopes[-1]

    def is_annotated(self, name: str, scope: Scope) -> bool:
        """Whether an annotation stands at a name of a module, class or function."""
        tables = self._tables.get(scope.node, ())
        return any(
            name in table.get_identifiers() and table.lookup(name).is_annotated()
            for table in tables
        )

    def _inner(self, table: SymbolTable) -> Mapping[_Key, list[SymbolTable]]:
        """The tables of functions and classes in a table, by what is known of their syntax."""
        if table not in self._opened:
            self._opened[table] = found = defaultdict(list)
            for each in _opened_by(table):
                found[str(each.get_type()), _bare(each), each.get_lineno()].append(each)
        return self._opened[table]

    def _standing(self, name: str, scope: Scope) -> _Standing | None:
        if scope.kind == "module":
            return "here"
        if scope.kind in ("comprehension", "type parameters"):
            return "here" if name in _own_names(scope.node) else "outside"
        # Two lambdas on a line have tables that nothing tells apart: they count where they agree.
        standings = {_in_table(table, name) for table in self._tables_of(scope.node)}
        return standings.pop() if len(standings) == 1 else None

    def _tables_of(self, node: ast.AST) -> tuple[SymbolTable, ...]:
        """The tables that may be those of a function or class: one, if nothing like it is beside it."""
        waiting = [node]
        while waiting[-1] not in self._tables:
            waiting.append(
                next(
                    scope.node
                    for scope in self.around(waiting[-1])
                    if scope.kind in ("module", "class", "function")
                )
            )
        outer = self._tables[waiting.pop()]
        for inner in reversed(waiting):
            outer = tuple(table for each in outer for table in self._inner(each)[_key(inner)])
            self._tables[inner] = outer
        return outer


def mangled(name: str, scopes: tuple[Scope, ...]) -> str:
    """The name that ``name`` stands for in these scopes (``__x`` in a class)."""
    if not name.startswith("__") or name.endswith("__"):
        return name
    for scope in scopes:
        if isinstance(scope.node, ast.ClassDef) and scope.kind == "class":
            bare = scope.node.name.lstrip("_")
            return f"_{bare}{name}" if bare else name
    return name


def _opened(outer: ast.AST, way: list[ast.AST]) -> Iterator[Scope]:
    """The scopes that a node opens for the last of its parts on the way up to it."""
    if (kind := _opened_kind(outer, way)) is not None:
        yield Scope(kind, outer)
    part = way[-1]
    outside = (*getattr(outer, "decorator_list", ()), getattr(outer, "name", None))
    is_default = isinstance(part, ast.arguments) and not any(
        isinstance(each, ast.arg) for each in way[-2:-1]
    )
    if _type_parameters(outer) and not is_default and part not in outside:
        yield Scope("type parameters", outer)


def _opened_kind(outer: ast.AST, way: list[ast.AST]) -> ScopeKind | None:
    """The kind of a node's own scope, where what the way comes from is evaluated in it."""
    part = way[-1]
    match outer:
        case ast.Module():
            return "module"
        case ast.ClassDef() if isinstance(part, ast.stmt):
            return "class"
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            is_parameter = len(way) == 2 and isinstance(way[0], ast.arg)
            if is_parameter or part is outer.body or isinstance(part, ast.stmt):
                return "function"
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            first = outer.generators[0]
            if not (part is first and way[-2:-1] == [first.iter]):
                return "comprehension"
    return None


def _type_parameters(node: ast.AST) -> list[ast.AST]:
    found: list[ast.AST] = getattr(node, "type_params", [])  # Python 3.12 and later
    return found


def _own_names(node: ast.AST) -> set[str]:
    """What a comprehension's targets bind; the names of type parameters."""
    if isinstance(node, _COMPREHENSIONS):
        return {
            each.id
            for generator in node.generators
            for each in ast.walk(generator.target)
            if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
        }
    return {each.name for each in _type_parameters(node)}  # type: ignore[attr-defined]


def _sees_class(inner: tuple[Scope, ...]) -> bool:
    """Whether the names of a class body are seen in the scopes inside it: in type parameters only."""
    return all(scope.kind == "type parameters" for scope in inner)


def _in_table(table: SymbolTable, name: str) -> _Standing:
    try:
        symbol = table.lookup(name)
    except KeyError:
        return "outside"
    if symbol.is_local():
        return "here"
    return "module" if symbol.is_global() else "outside"


def _opened_by(table: SymbolTable) -> Iterator[SymbolTable]:
    """The tables of the functions and classes in a table: those of comprehensions are looked into."""
    for each in table.get_children():
        if each.get_type() in ("function", "class"):
            yield each
        if each.get_type() not in ("function", "class") or _bare(each) in _COMPREHENSION_TABLES:
            yield from _opened_by(each)


def _bare(table: SymbolTable) -> str:
    """A table's name: from Python 3.15 on ``<lambda>`` is written as in the name of a code."""
    return table.get_name().strip("<>")


def _key(node: ast.AST) -> _Key:
    kind = "class" if isinstance(node, ast.ClassDef) else "function"
    name: str = getattr(node, "name", "lambda")
    return kind, name, getattr(node, "lineno", 0)
