"""Which definitions of a method run when an object's method is called: the way through ``super()``.

The search finds the first; each one that says ``super().name`` reaches the next,
and one that says ``Class.name`` reaches that class's. Where a definition's source
is not at hand, or it goes a way that only a run would show, the answer is
uncertain, and no trap is built on it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.expressions import read_expression
from lessons.lookup import start_after
from lessons.reading.module import last_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lessons.syntax import Syntax
    from lessons.traps.hierarchy import Hierarchy

_WAYS_ROUND = frozenset({"__bases__", "__mro__", "mro", "__subclasses__"})


@dataclass(frozen=True, slots=True)
class Reach:
    """The definitions of one name that a call of it runs."""

    owners: tuple[int, ...]
    """The classes whose definitions run, the one found first; empty where no class has it."""
    certain: bool
    """Whether no other can run."""


def reach(hierarchy: Hierarchy, cls: int, name: str) -> Reach:
    """Follow a call of ``name`` on an object of a class."""
    known = hierarchy.reached.get((cls, name))
    if known is None:
        known = hierarchy.reached[cls, name] = _follow(hierarchy, cls, name)
    return known


def _follow(hierarchy: Hierarchy, cls: int, name: str) -> Reach:
    owners = hierarchy.owners(cls, name)
    reached: list[int] = []
    certain = True
    waiting = owners[:1] + _mentioned(hierarchy, cls, name, owners)
    while waiting:
        owner = waiting.pop(0)
        if owner in reached:
            continue
        reached.append(owner)
        following = _following(hierarchy, cls, name, owner)
        if following is None:
            certain = False
        else:
            waiting += following
    return Reach(tuple(reached), certain)


def _mentioned(hierarchy: Hierarchy, cls: int, name: str, owners: list[int]) -> list[int]:
    """The owners that some class of the MRO calls, or takes the method of, by name."""
    if len(owners) < 2:
        return []
    found = []
    for each in hierarchy.mro(cls):
        short = hierarchy.name(each).rpartition(".")[2]
        if any((short, name) in hierarchy.mentions(one) for one in hierarchy.mro(cls)):
            found += hierarchy.owners(each, name)[:1]
    return [each for each in found if each in owners]


def _following(hierarchy: Hierarchy, cls: int, name: str, owner: int) -> list[int] | None:
    """The owners that one definition goes on to; None where only a run would tell."""
    function = hierarchy.method(owner, name)
    source = hierarchy.source(owner)
    if function is None or source is None:
        # What is written in C knows nothing of super().
        builtin = (
            hierarchy.classes[owner].file is None and hierarchy.kind(owner, name) != "function"
        )
        return [] if builtin else None
    syntax, _ = source
    found: list[int] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in _WAYS_ROUND:
            return None
        if isinstance(node, ast.Attribute) and node.attr == name:
            step = _step(hierarchy, cls, owner, syntax, node)
            if step is None:
                return None
            found += step
        elif _is_bare_super(syntax, node):
            return None
    return found


def _step(
    hierarchy: Hierarchy, cls: int, owner: int, syntax: Syntax, node: ast.Attribute
) -> list[int] | None:
    """Where ``expression.name`` goes on to, if it goes on at all."""
    mro, name = hierarchy.mro(cls), node.attr
    base = read_expression(syntax, node.value)
    if base.is_super:
        written_in = owner
        if base.super_names:
            short = hierarchy.name(owner).rpartition(".")[2]
            if base.super_names[-1] != short:
                named = _named(hierarchy, cls, base.super_names[-1])
                if named is None:
                    return None
                written_in = named
        start = start_after(mro, written_in) or len(mro)
        return [each for each in mro[start:] if name in hierarchy.classes[each].members][:1]
    if base.is_self or base.of_self or base.made_of:
        return []
    if base.names and (named := _named(hierarchy, cls, base.names[-1])) is not None:
        return hierarchy.owners(named, name)[:1]
    # `base.__init__(self)` in a loop over bases: whose it is, only a run would tell.
    return None if _gives_self(syntax, node) else []


def _named(hierarchy: Hierarchy, cls: int, short: str) -> int | None:
    """The class of an MRO that has that short name."""
    return next(
        (e for e in hierarchy.mro(cls) if hierarchy.name(e).rpartition(".")[2] == short), None
    )


def _gives_self(syntax: Syntax, node: ast.Attribute) -> bool:
    call = syntax.parents.get(node)
    return (
        isinstance(call, ast.Call)
        and call.func is node
        and bool(call.args)
        and read_expression(syntax, call.args[0]).is_self
    )


def _is_bare_super(syntax: Syntax, node: ast.AST) -> bool:
    """Whether ``super()`` is used otherwise than as ``super().name`` or kept in a variable."""
    if not (isinstance(node, ast.Call) and last_name(node.func) == "super"):
        return False
    return not isinstance(syntax.parents.get(node), ast.Attribute | ast.Assign)


def calls_super(hierarchy: Hierarchy, owner: int, name: str) -> bool:
    """Whether a class's own definition of ``name`` calls ``super().name``."""
    function, source = hierarchy.method(owner, name), hierarchy.source(owner)
    if function is None or source is None:
        return False
    return any(
        read_expression(source[0], node.value).is_super
        for node in attributes(function, name)
        if isinstance(source[0].parents.get(node), ast.Call)
    )


def attributes(node: ast.AST, name: str) -> Iterator[ast.Attribute]:
    """Each ``expression.name`` inside a node."""
    for each in ast.walk(node):
        if isinstance(each, ast.Attribute) and each.attr == name:
            yield each
