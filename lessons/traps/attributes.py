"""What methods do with attributes of ``self``: which they set, which they read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from lessons.reading.module import last_name
from lessons.source.syntax import FunctionNode, first_parameter
from lessons.traps.chains import reach
from lessons.traps.once import once_a_node

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

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


@once_a_node
def stored_by(function: FunctionNode) -> Mapping[str, ast.Attribute]:
    """The attributes of ``self`` that a method sets, with the first place of each."""
    found: dict[str, ast.Attribute] = {}
    for node in of_self(function):
        if isinstance(node.ctx, ast.Store):
            found.setdefault(node.attr, node)
    return found


@once_a_node
def read_by(function: FunctionNode) -> Mapping[str, ast.Attribute]:
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
        if source is not None and _sets_unnamed(source[1]):
            return True
    return False


@once_a_node
def _sets_unnamed(node: ast.ClassDef) -> bool:
    """Whether a class statement sets attributes by names that only a run would tell."""
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
            if each.func.id in _DYNAMIC:
                return True
        elif isinstance(each, ast.Attribute) and each.attr in {"__dict__", "__setattr__"}:
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


def methods_about(
    hierarchy: Hierarchy, cls: int, attributes: Iterable[str]
) -> Iterator[tuple[int, str, FunctionNode]]:
    """Those of them whose class writes one of these attributes, in the same order.

    What reads or sets an attribute is among them; a long MRO has far more.
    """
    writing = {each for name in attributes for each in hierarchy.writing(cls, name)}
    names = {name for each in writing for name in hierarchy.classes[each].members}
    order = {name: _order(hierarchy, cls, name) for name in names}
    for owner, name, function in effective_methods(
        hierarchy, cls, sorted(names, key=order.__getitem__)
    ):
        if owner in writing:
            yield owner, name, function


def _order(hierarchy: Hierarchy, cls: int, name: str) -> tuple[int, int]:
    """Where a name is met first in an MRO: at which class, and as which of its names."""
    first = hierarchy.owners(cls, name)[0]
    return hierarchy.places(cls)[first], list(hierarchy.classes[first].members).index(name)


def _guarded(function: FunctionNode) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="hasattr"), args=[_, ast.Constant(value=str() as name)]):
                found.add(name)
            case ast.Try(body=body, handlers=handlers) if any(map(_catches_missing, handlers)):
                found |= {
                    each.attr
                    for statement in body
                    for each in ast.walk(statement)
                    if isinstance(each, ast.Attribute)
                }
    return found


def _catches_missing(handler: ast.ExceptHandler) -> bool:
    """Whether an ``except`` is for an attribute that is not there, too."""
    if handler.type is None:
        return True
    return any(
        "AttributeError" in last_name(each)
        or (isinstance(each, ast.Name) and each.id == "Exception")
        for each in ast.walk(handler.type)
    )
