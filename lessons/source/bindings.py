"""What a name in a source may stand for: a class, something made from a class, or a variable."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from lessons.source.syntax import Syntax, own_nodes

BindingKind: TypeAlias = Literal[
    "class", "import", "value", "made", "super", "parameter", "builtin", "none"
]


@dataclass(frozen=True, slots=True)
class Binding:
    """How a name is bound.

    ``kind`` is ``class`` for a class statement, ``import`` for an imported
    name, ``made`` for a variable that only ever holds ``Class(...)``, ``super`` for
    one that only ever holds ``super()``, ``value`` for other variables, ``builtin``
    for a builtin's name, ``none`` where nothing binds it. ``expression`` is what
    a variable is bound to, when it is bound just once to an expression.
    """

    kind: BindingKind
    name: str
    expression: ast.expr | None = None
    is_global: bool = False


def binding_of(syntax: Syntax, node: ast.AST, name: str) -> Binding:
    """How ``name`` is bound where ``node`` stands."""
    seen_function = False
    for scope in syntax.scopes(node):
        if isinstance(scope, ast.ClassDef) and seen_function:
            continue
        seen_function = seen_function or not isinstance(scope, ast.ClassDef)
        found = _bindings(scope).get(name)
        if found is not None:
            return found
    return Binding("builtin" if hasattr(builtins, name) else "none", name)


@lru_cache(maxsize=4096)
def _bindings(scope: ast.AST) -> dict[str, Binding]:
    is_global = isinstance(scope, ast.Module)
    found: dict[str, list[Binding]] = {}

    def bind(kind: BindingKind, name: str, key: str, value: ast.expr | None = None) -> None:
        found.setdefault(key, []).append(Binding(kind, name, value, is_global))

    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for each in ast.walk(scope.args):
            if isinstance(each, ast.arg):
                bind("parameter", each.arg, each.arg)
    single: dict[ast.AST, ast.expr] = {}
    outside: set[str] = set()
    for node in own_nodes(scope):
        match node:
            case ast.Assign(targets=targets, value=value):
                single.update(each for target in targets for each in _assigned(target, value))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                single[target] = value
            case ast.NamedExpr(target=target, value=value):
                single[target] = value
            case ast.withitem(context_expr=value, optional_vars=ast.Name() as target):
                single[target] = value
            case ast.ClassDef(name=name):
                bind("class", name, name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                bind("value", name, name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                for alias in aliases:
                    key = alias.asname or alias.name.partition(".")[0]
                    bind("import", alias.name if alias.asname else key, key)
            case ast.ExceptHandler(name=str() as name):
                bind("value", name, name)
            case ast.Global(names=names) | ast.Nonlocal(names=names):
                outside.update(names)
            case _:
                pass
    for node in own_nodes(scope):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            given = single.get(node)
            bind(_kind_of(given), node.id, node.id, given)
    return {
        key: each[0] if len(each) == 1 else Binding("value", key, None, is_global)
        for key, each in found.items()
        if key not in outside
    }


def _assigned(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """The names that an assignment binds, each with its value: ``a, b = A(), B()`` binds two."""
    match target, value:
        case (ast.Tuple(elts=names), ast.Tuple(elts=values)) if len(names) == len(values):
            if not any(isinstance(each, ast.Starred) for each in (*names, *values)):
                return list(zip(names, values, strict=True))
    return [(target, value)]


def _kind_of(value: ast.expr | None) -> BindingKind:
    match value:
        case ast.Call(func=ast.Name(id="super")):
            return "super"
        case ast.Call():
            return "made"
        case _:
            return "value"


def class_names(syntax: Syntax, node: ast.expr, depth: int = 4) -> tuple[str, ...]:
    """The dotted name of the class that an expression may stand for, innermost part last.

    Aliases are followed: ``Base`` after ``from socketserver import TCPServer as Base`` gives
    ``("TCPServer",)``. Empty for expressions that are no (dotted) name, and for parameters.
    """
    after: list[str] = []
    while isinstance(node, ast.Attribute):  # nested deeper, maybe, than functions may be
        after.insert(0, node.attr)
        node = node.value
    return (*_class_name(syntax, node, depth), *after)


def _class_name(syntax: Syntax, node: ast.expr, depth: int) -> tuple[str, ...]:
    if not isinstance(node, ast.Name):
        return ()
    found = binding_of(syntax, node, node.id)
    if found.kind == "parameter":
        return ()
    if found.kind in ("class", "import"):
        return tuple(found.name.split("."))
    if isinstance(found.expression, ast.Name | ast.Attribute) and depth:
        return class_names(syntax, found.expression, depth - 1)
    return (node.id,) if found.kind in ("none", "builtin") or found.is_global else ()
