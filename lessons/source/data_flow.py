"""Whether what an expression loads reaches a call in the same function, by names alone."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from lessons.source.syntax import first_parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.source.syntax import Syntax

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_ROUNDS = 8
_Target: TypeAlias = ast.expr | ast.pattern


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

    Follows assignments, loops, ``with`` and what is put into a container of this function
    (``tasks.append(load)``); the order of statements does not count. A variable that may hold
    something else, too, carries nothing that is certain.
    """
    if is_inside(syntax, load, call):
        return True
    own = first_parameter(function) if isinstance(function, _FUNCTIONS) else None
    carriers: set[str | None] = set()
    moves = [move for node in ast.walk(function) if (move := _move(node)) is not None]
    bound = {name for _, targets in moves for target in targets for name in _bound(target)}
    moves = [
        (values, targets) for values, targets in moves if not _is_put_elsewhere(targets, bound)
    ]
    for _ in range(_ROUNDS):
        known = len(carriers)
        for values, targets in moves:
            if any(is_inside(syntax, load, v) or _mentions(v, carriers) for v in values):
                carriers |= {name for target in targets for name in _carried(target)} - {own}
        if len(carriers) == known:
            break
    given = _parameters(function) - {own}
    for values, targets in moves:
        names = {name for target in targets for name in _bound(target)} & carriers
        if names and not any(
            is_inside(syntax, load, v) or _mentions(v, carriers) or _is_empty(v) for v in values
        ):
            carriers -= names
    return _mentions(call, carriers - given)


def _move(node: ast.AST) -> tuple[list[ast.expr], Sequence[_Target]] | None:
    """What a node takes from where, and into what."""
    match node:
        case ast.Match(subject=value, cases=cases):
            return [value], [each.pattern for each in cases]
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


def _captured(pattern: ast.pattern) -> set[str | None]:
    """The variables that a pattern binds to what is matched, or to a part of it."""
    found: set[str | None] = set()
    for each in ast.walk(pattern):
        match each:
            case ast.MatchAs(name=str() as name) | ast.MatchStar(name=str() as name):
                found.add(name)
            case ast.MatchMapping(rest=str() as name):
                found.add(name)
    return found


def _bound(target: _Target) -> set[str | None]:
    """The variables and attributes that an assignment to a target gives a value of their own."""
    match target:
        case ast.pattern():
            return _captured(target)
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            return {name for part in parts for name in _bound(part)}
        case ast.Starred(value=inner):
            return _bound(inner)
        case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
            return {_dotted(target)}
        case _:
            return set()


def _is_put_elsewhere(targets: Sequence[_Target], bound: set[str | None]) -> bool:
    """Whether a value goes into a container that this function did not make."""
    return any(
        not (
            isinstance(each, ast.Tuple | ast.List | ast.pattern)
            or _bound(each)
            or _carried(each) & bound
        )
        for each in targets
    )


def _parameters(function: ast.AST) -> set[str | None]:
    if not isinstance(function, _FUNCTIONS):
        return set()
    args = function.args
    return {each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)}


def _is_empty(value: ast.expr) -> bool:
    """A constant, or a container that is made here: nothing in it could be called."""
    match value:
        case ast.Constant() | ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Tuple(elts=[]):
            return True
        case ast.Call(func=ast.Name(id="list" | "dict" | "set" | "deque" | "tuple"), args=[]):
            return True
        case _:
            return False


def _carried(target: _Target) -> set[str | None]:
    """The names that an assignment to a target lets carry a value."""
    match target:
        case ast.pattern():
            return _captured(target)
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
