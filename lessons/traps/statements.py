"""In which order statements of a function run, where its source alone tells."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.source.expressions import read_expression

if TYPE_CHECKING:
    from lessons.source.syntax import FunctionNode, Syntax


def base_init_call(syntax: Syntax, function: FunctionNode) -> ast.Call | None:
    """The one call of a base's ``__init__`` that always runs; None where there is none, or several."""
    calls = [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "__init__"
        and _is_base(syntax, node)
    ]
    if len(calls) != 1 or syntax.function_of(calls[0]) is not function:
        return None
    node: ast.AST = calls[0]
    while node is not function:
        node = syntax.parents[node]
        if isinstance(
            node, ast.If | ast.For | ast.While | ast.ExceptHandler | ast.IfExp | ast.Match
        ):
            return None
    return calls[0]


def _is_base(syntax: Syntax, call: ast.Call) -> bool:
    base = read_expression(syntax, call.func.value)  # type: ignore[attr-defined]
    if base.is_super:
        return True
    return bool(call.args) and read_expression(syntax, call.args[0]).is_self


def follows(syntax: Syntax, node: ast.AST, earlier: ast.AST) -> bool:
    """Whether a node runs after another of the same function has, if it runs at all."""
    if syntax.function_of(node) is not syntax.function_of(earlier):
        return False
    return _start(node) > _start(earlier) and not _is_other_branch(syntax, node, earlier)


def _start(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _is_other_branch(syntax: Syntax, node: ast.AST, earlier: ast.AST) -> bool:
    """Whether they stand in two branches of which only one runs."""
    above: dict[ast.AST, ast.AST] = {}
    inner = node
    while (outer := syntax.parents.get(inner)) is not None:
        above[outer] = inner
        inner = outer
    inner = earlier
    while (outer := syntax.parents.get(inner)) is not None:
        if outer in above:
            other = above[outer]
            return isinstance(outer, ast.If) and (inner in outer.body) != (other in outer.body)
        inner = outer
    return False
