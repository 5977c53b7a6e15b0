"""What methods do with attributes of ``self``: which they set, which they read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.syntax import FunctionNode, first_parameter
from lessons.traps.chains import reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lessons.traps.hierarchy import Hierarchy

_DYNAMIC = frozenset({"setattr", "vars", "delattr"})


def of_self(function: FunctionNode) -> Iterator[ast.Attribute]:
    """Each ``self.name`` in a method, those in functions inside it included."""
    name = first_parameter(function)
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == name
        ):
            yield node


def stored_by(function: FunctionNode) -> dict[str, ast.Attribute]:
    """The attributes of ``self`` that a method sets, with the first place of each."""
    found: dict[str, ast.Attribute] = {}
    for node in of_self(function):
        if isinstance(node.ctx, ast.Store):
            found.setdefault(node.attr, node)
    return found


def read_by(function: FunctionNode) -> dict[str, ast.Attribute]:
    """The attributes of ``self`` that a method reads, with the first place of each.

    Where it asks first whether there is one (``hasattr``, ``except AttributeError``),
    reading it is no mistake: that does not count.
    """
    guarded = _guarded(function)
    found: dict[str, ast.Attribute] = {}
    added = {node.target for node in ast.walk(function) if isinstance(node, ast.AugAssign)}
    for node in of_self(function):
        if (isinstance(node.ctx, ast.Load) or node in added) and node.attr not in guarded:
            found.setdefault(node.attr, node)
    return found


def is_dynamic(hierarchy: Hierarchy, cls: int) -> bool:
    """Whether objects of a class may get attributes in ways that its source does not name."""
    for each in hierarchy.mro(cls):
        if hierarchy.is_standard(each):
            continue
        if {"__getattr__", "__getattribute__"} & hierarchy.classes[each].members.keys():
            return True
        source = hierarchy.source(each)
        for node in ast.walk(source[1]) if source else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in _DYNAMIC:
                    return True
            elif isinstance(node, ast.Attribute) and node.attr in {"__dict__", "__setattr__"}:
                return True
    return False


def effective_methods(
    hierarchy: Hierarchy, cls: int, names: Iterable[str] | None = None
) -> Iterator[tuple[int, str, FunctionNode]]:
    """The methods that run on objects of a class: owner, name and source of each definition."""
    if names is None:
        names = dict.fromkeys(n for e in hierarchy.mro(cls) for n in hierarchy.classes[e].members)
    for name in names:
        for owner in reach(hierarchy, cls, name).owners:
            function = hierarchy.method(owner, name)
            if function is not None:
                yield owner, name, function


def _guarded(function: FunctionNode) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="hasattr"), args=[_, ast.Constant(value=str() as name)]):
                found.add(name)
            case ast.Try(body=body, handlers=handlers) if any(
                "AttributeError" in ast.dump(each.type) or "id='Exception'" in ast.dump(each.type)
                if each.type is not None
                else True
                for each in handlers
            ):
                found |= {
                    each.attr
                    for statement in body
                    for each in ast.walk(statement)
                    if isinstance(each, ast.Attribute)
                }
    return found
