"""Calls that do not name what ran: a method fetched earlier, or C code that called back."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from lessons.source.bindings import binding_of
from lessons.source.call_site import Dispatch, Reason, Why
from lessons.source.expressions import read_expression

if TYPE_CHECKING:
    from lessons.source.call_site import CallSite
    from lessons.source.expressions import Callee
    from lessons.source.syntax import Syntax

_CALLING_METHODS = frozenset({"sort"})


def read_unnamed_call(
    syntax: Syntax, site: CallSite, node: ast.expr, func: ast.expr, callee: Callee
) -> CallSite:
    """Whether ``func`` is what ran, under another name, or C code that called it."""
    verdict: Dispatch | Reason
    passed = isinstance(node, ast.Call) and any(
        loads_any(syntax, each, callee) for each in (*node.args, *node.keywords)
    )
    if passed:
        verdict = Dispatch.CALLBACK
    elif isinstance(func, ast.Name):
        verdict = _of_name(syntax, func, callee)
    elif isinstance(func, ast.Attribute):
        verdict = _of_attribute(syntax, func, node, callee)
    elif isinstance(func, ast.Lambda):
        verdict = Reason(Why.A_LAMBDA)
    elif isinstance(func, ast.Call) and not _is_getattr(func):
        verdict = Reason(Why.RETURNED, syntax.text_of(func))
    else:
        verdict = Dispatch.STORED
    if isinstance(verdict, Dispatch):
        return replace(site, dispatch=verdict, name=callee.name)
    return replace(site, dispatch=Dispatch.UNKNOWN, reason=verdict)


def loads_any(syntax: Syntax, node: ast.AST, callee: Callee) -> bool:
    """Whether the callee is loaded by its name (``self.rank``) somewhere in an expression."""
    return any(
        isinstance(each, ast.Attribute)
        and isinstance(each.ctx, ast.Load)
        and syntax.mangled(each.attr, each) in callee.names
        for each in ast.walk(node)
    )


def _is_getattr(func: ast.Call) -> bool:
    return isinstance(func.func, ast.Name) and func.func.id == "getattr"


def _of_name(syntax: Syntax, func: ast.Name, callee: Callee) -> Dispatch | Reason:
    bound = binding_of(syntax, func, func.id)
    if bound.kind == "import" and bound.name.rpartition(".")[2] == callee.function:
        return Dispatch.STORED  # the function itself, by the name that it has in its module
    match bound.kind:
        case "builtin" | "import":
            return Dispatch.CALLBACK
        case "unknown":
            return Reason(Why.UNKNOWN_NAME, func.id)
        case "class" | "none":
            return Reason(Why.NOT_WHAT_RAN, func.id)
        case _:
            return Dispatch.STORED


def _of_attribute(
    syntax: Syntax, func: ast.Attribute, node: ast.expr, callee: Callee
) -> Dispatch | Reason:
    if func.attr in _CALLING_METHODS:
        return Dispatch.CALLBACK
    root: ast.expr = func
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(root, ast.Name) and binding_of(syntax, root, root.id).kind == "import":
        passes = isinstance(node, ast.Call) and (node.args or node.keywords)
        if passes and func.attr != callee.function:
            return Dispatch.CALLBACK
    elif func.attr in syntax.stored_attributes or _is_first_parameter(syntax, func.value):
        return Dispatch.STORED
    elif isinstance(node, ast.Call) and any(_is_kept(syntax, each) for each in node.args):
        # asyncio's `self._context.run(self._callback, *self._args)` and its like.
        return Dispatch.CALLBACK
    return Reason(Why.FUNCTION_OR_C_CODE, syntax.text_of(func))


def _is_kept(syntax: Syntax, argument: ast.expr) -> bool:
    """Whether an argument is an attribute under which this source has stored something."""
    return isinstance(argument, ast.Attribute) and argument.attr in syntax.stored_attributes


def _is_first_parameter(syntax: Syntax, node: ast.expr) -> bool:
    return read_expression(syntax, node).is_self
