"""Whether what an expression loads reaches a call in the same function, by names alone."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.syntax import first_parameter

if TYPE_CHECKING:
    from lessons.syntax import Syntax

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_ROUNDS = 8


def is_inside(syntax: Syntax, node: ast.AST, outer: ast.AST) -> bool:
    """Whether a node is, or is a part of, another."""
    current: ast.AST | None = node
    while current is not None:
        if current is outer:
            return True
        current = syntax.parents.get(current)
    return False


def flows_into(syntax: Syntax, function: ast.AST, load: ast.AST, call: ast.AST) -> bool:
    """Whether ``load`` is a part of ``call``, or is carried there by variables and attributes.

    Follows assignments, loops, ``with`` and what is put into a container
    (``tasks.append(load)``); the order of statements does not count.
    """
    if is_inside(syntax, load, call):
        return True
    own = first_parameter(function) if isinstance(function, _FUNCTIONS) else None
    carriers: set[str | None] = set()
    moves = [move for node in ast.walk(function) if (move := _move(node)) is not None]
    for _ in range(_ROUNDS):
        known = len(carriers)
        for values, targets in moves:
            if any(is_inside(syntax, load, v) or _mentions(v, carriers) for v in values):
                carriers |= {name for target in targets for name in _carried(target)} - {own}
        if len(carriers) == known:
            break
    return _mentions(call, carriers)


def _move(node: ast.AST) -> tuple[list[ast.expr], list[ast.expr]] | None:
    """What a node takes from where, and into what."""
    match node:
        case ast.Assign(value=value, targets=targets):
            return [value], targets
        case ast.AnnAssign(value=ast.expr() as value, target=target):
            return [value], [target]
        case ast.NamedExpr(value=value, target=target):
            return [value], [target]
        case ast.For(iter=value, target=target) | ast.AsyncFor(iter=value, target=target):
            return [value], [target]
        case ast.comprehension(iter=value, target=target):
            return [value], [target]
        case ast.withitem(context_expr=value, optional_vars=ast.expr() as target):
            return [value], [target]
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=kept), args=args)) if args:
            return args, [kept]
        case _:
            return None


def _carried(target: ast.expr) -> set[str | None]:
    """The names that an assignment to a target lets carry a value."""
    match target:
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return {name for part in parts for name in _carried(part)}
        case ast.Starred(value=inner) | ast.Subscript(value=inner):
            return _carried(inner)
        case _:
            return {_dotted(target)}


def _mentions(node: ast.AST, names: set[str | None]) -> bool:
    return any(
        name in names
        for each in ast.walk(node)
        if isinstance(each, ast.Name | ast.Attribute) and (name := _dotted(each)) is not None
    )


def _dotted(node: ast.AST) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])
