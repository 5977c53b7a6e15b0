"""Which definitions of a method run when an object's method is called: the way through ``super()``.

The search finds the first; each one that says ``super().name`` reaches the next,
and one that says ``Class.name`` reaches that class's. Where a definition's source
is not at hand, or it goes a way that only a run would show, the answer is
uncertain, and no trap is built on it.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lessons.reading.module import last_name
from lessons.source.expressions import read_expression
from lessons.traps.hierarchy import GoesOn, Reach

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from lessons.source.expressions import Expression
    from lessons.source.syntax import Syntax
    from lessons.traps.hierarchy import Hierarchy

_WAYS_ROUND = frozenset({"__bases__", "__mro__", "mro", "__subclasses__"})


def reach(hierarchy: Hierarchy, cls: int, name: str) -> Reach:
    """Follow a call of ``name`` on an object of a class."""
    known = hierarchy.reached.get((cls, name))
    if known is None:
        known = _from_base(hierarchy, cls, name) or _follow(hierarchy, cls, name)
        hierarchy.reached[cls, name] = known
    return known


def _from_base(hierarchy: Hierarchy, cls: int, name: str) -> Reach | None:
    """What is known of the only base with one step before it; None where that does not tell.

    So a chain of classes is followed once, and not anew from each of them.
    """
    bases = hierarchy.classes[cls].bases
    above = hierarchy.reached.get((bases[0], name)) if len(bases) == 1 else None
    if above is None or hierarchy.mro(cls)[1:] != hierarchy.mro(bases[0]):
        return None
    names = above.names | hierarchy.mentions(cls, name)
    if hierarchy.short_name(cls) in names:
        return None
    way = _Way(hierarchy, cls, name, hierarchy.owners(cls, name))
    if any(each not in above.owners for each in way.mentioned(hierarchy.mentions(cls, name))):
        return None
    if name not in hierarchy.classes[cls].members:
        return Reach(above.owners, above.certain, names)
    goes_on = _goes_on(hierarchy, cls, name)
    following = way.following(cls)
    if following and set(following) == {*above.owners[:1]}:
        return Reach((cls, *above.owners), above.certain, names | goes_on.names)
    if following or names:
        return None
    return Reach((cls,), following is not None, names)


def _follow(hierarchy: Hierarchy, cls: int, name: str) -> Reach:
    way = _Way(hierarchy, cls, name, hierarchy.owners(cls, name))
    names = hierarchy.mentioned(cls, name)
    reached: dict[int, None] = {}
    certain = True
    for root in [*way.owners[:1], *way.mentioned(names)]:
        waiting = deque([root])
        while waiting:
            owner = waiting.popleft()
            if owner in reached:
                continue
            reached[owner] = None
            following = way.following(owner)
            certain = certain and following is not None
            names |= _goes_on(hierarchy, owner, name).names
            waiting += following or []
    return Reach(tuple(reached), certain, names)


def _goes_on(hierarchy: Hierarchy, owner: int, name: str) -> GoesOn:
    known = hierarchy.goes_on.get((owner, name))
    if known is None:
        known = hierarchy.goes_on[owner, name] = _read(hierarchy, owner, name)
    return known


def _read(hierarchy: Hierarchy, owner: int, name: str) -> GoesOn:
    function = hierarchy.method(owner, name)
    source = hierarchy.source(owner)
    if function is None or source is None:
        # What is written in C knows nothing of super().
        builtin = hierarchy.classes[owner].file is None
        return GoesOn(builtin and hierarchy.kind(owner, name) != "function")
    syntax, _ = source
    steps: list[tuple[Expression, bool]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute) and node.attr in _WAYS_ROUND:
            return GoesOn(certain=False)
        if isinstance(node, ast.Attribute) and node.attr == name:
            base, gives_self = read_expression(syntax, node.value), _gives_self(syntax, node)
            if base.is_super or _may_name(hierarchy, base):
                steps.append((base, gives_self))
            elif gives_self and not (base.is_self or base.of_self or base.made_of):
                # `base.__init__(self)` in a loop over bases: whose it is, only a run would tell.
                return GoesOn(certain=False)
        elif _is_bare_super(syntax, node):
            return GoesOn(certain=False)
    short = hierarchy.short_name(owner)
    names = {
        each
        for base, _self in steps
        for each in ((base.super_names or ()) if base.is_super else base.names)[-1:]
        if not (base.is_super and each == short)
    }
    return GoesOn(True, tuple(steps), frozenset(names))


def _may_name(hierarchy: Hierarchy, base: Expression) -> bool:
    """Whether an expression may be the name of a class that is known."""
    if base.is_self or base.of_self or base.made_of or not base.names:
        return False
    return base.names[-1] in hierarchy.short_names


@dataclass(frozen=True, slots=True)
class _Way:
    """The way of one call through the MRO of an object's class."""

    hierarchy: Hierarchy
    cls: int
    name: str
    owners: list[int]

    def mentioned(self, shorts: AbstractSet[str]) -> list[int]:
        """The owners that classes of the MRO call, or take the method of, by these names."""
        if not shorts:
            return []
        mro, of_this = self.hierarchy.mro(self.cls), set(self.owners)
        named = [each for each in mro if self.hierarchy.short_name(each) in shorts]
        found = [self.hierarchy.first_owner(each, self.name) for each in named]
        return [each for each in found if each in of_this]

    def following(self, owner: int) -> list[int] | None:
        """The owners that one definition goes on to; None where only a run would tell."""
        goes_on = _goes_on(self.hierarchy, owner, self.name)
        if not goes_on.certain:
            return None
        found: list[int] = []
        for base, gives_self in goes_on.steps:
            step = self._step(owner, base, gives_self=gives_self)
            if step is None:
                return None
            found += step
        return found

    def _step(self, owner: int, base: Expression, *, gives_self: bool) -> list[int] | None:
        """Where ``base.name`` goes on to, if it goes on at all."""
        if base.is_super:
            return self._above(owner, base)
        if base.names and (named := self.hierarchy.named(self.cls, base.names[-1])) is not None:
            first = self.hierarchy.first_owner(named, self.name)
            return [] if first is None else [first]
        return None if gives_self else []

    def _above(self, owner: int, base: Expression) -> list[int] | None:
        """The owner after the class that ``super()`` is written in, or that is named in it."""
        written_in = owner
        if base.super_names and base.super_names[-1] != self.hierarchy.short_name(owner):
            named = self.hierarchy.named(self.cls, base.super_names[-1])
            if named is None:
                return None
            written_in = named
        places = self.hierarchy.places(self.cls)
        if written_in not in places:
            return []
        at = bisect_right(self.owners, places[written_in], key=places.__getitem__)
        return self.owners[at : at + 1]


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
