"""``getattr(obj, "do_" + command)``: a load whose name is worked out while the program runs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.source.bindings import binding_of
from tracer.language import _

if TYPE_CHECKING:
    from lessons.explain.facts import Facts
    from lessons.source.syntax import Syntax
    from tracer.model import Hop

_COMPUTED = frozenset({"property", "data_descriptor", "descriptor"})
_HOOKS = ("__getattr__", "__getattribute__")


def computed_loads(syntax: Syntax, node: ast.AST, name: str) -> list[ast.Call]:
    """The ``getattr(obj, expression)`` in a function that may have asked for that name."""
    return [
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Call)
        and isinstance(each.func, ast.Name)
        and each.func.id == "getattr"
        and len(each.args) > 1
        and not isinstance(each.args[1], ast.Constant)
        and name.startswith(_prefix(syntax, each.args[1]))
    ]


def other_answer(
    facts: Facts, syntax: Syntax, load: ast.Call, name: str, *, hop: Hop, fetcher: Hop
) -> str | None:
    """As what else that ``getattr`` may have given the method; None where nothing fits.

    ``__getattr__``, a property or an entry of the object's own ``__dict__`` can
    give a method that its class holds under another name.
    """
    if fetcher.receiver_class is None:
        return None  # it is no method: what it loads from is not known either
    prefix = _prefix(syntax, load.args[1])
    for each in facts.class_at(fetcher.receiver_class, hop.revision).mro:
        of = facts.class_at(each, hop.revision)
        for hook in _HOOKS:
            if hook in of.members and (of.module, of.qualname) != ("builtins", "object"):
                return _("the answer of {qualname}.{hook}").format(qualname=of.qualname, hook=hook)
        for other, member in of.members.items():
            is_own = other.startswith("__") or other == name
            if member.kind in _COMPUTED and not is_own and other.startswith(prefix):
                return _("the value of {qualname}.{other}").format(
                    qualname=of.qualname, other=other
                )
    own = (*hop.instance_names, *fetcher.instance_names)
    held = [each for each in own if each != name and each.startswith(prefix)]
    return _("{name}, which the object's own __dict__ has").format(name=held[0]) if held else None


def _prefix(syntax: Syntax, node: ast.expr, depth: int = 4) -> str:
    """The text that whatever an expression gives begins with, as far as it is written there."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            return text
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod()):
            return text.partition("%")[0]
        case ast.BinOp(left=left, op=ast.Add()) if depth:
            return _prefix(syntax, left, depth - 1)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")):
            return text.partition("{")[0]
        case ast.Name() if depth:
            bound = binding_of(syntax, node, node.id)
            return "" if bound.expression is None else _prefix(syntax, bound.expression, depth - 1)
        case _:
            return ""
