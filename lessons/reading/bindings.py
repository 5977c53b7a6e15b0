"""What a name in a source stands for, as far as the source alone can say.

A name may have several meanings: an import that is tried in two ways, a class
defined under ``if`` and again under ``else``. All are given; which of them holds
is decided later, by what is installed. What a loop, a call or a parameter binds is
:class:`Unclear`, with a reason in words.
"""

from __future__ import annotations

import ast
import builtins
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from lessons.source.syntax import ScopeNode, Syntax, own_nodes
from tracer.language import _

_BUILTINS = frozenset(dir(builtins))
_DEEPEST = 20
_SCOPES = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class ClassAt:
    """A class statement of the same source."""

    node: ast.ClassDef


@dataclass(frozen=True, slots=True)
class Imported:
    """Something of another module, by its dotted name from the root."""

    name: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """What only running it would tell."""

    reason: str


Meaning: TypeAlias = ClassAt | Imported | Unclear
_Bound: TypeAlias = tuple[ast.AST, Meaning | ast.expr]


class Bindings:
    """The names of one source and what they are bound to."""

    def __init__(self, syntax: Syntax, module: str, *, is_package: bool) -> None:
        self.syntax = syntax
        self.module = module
        self._package = module if is_package else module.rpartition(".")[0]
        self._known: dict[tuple[ast.expr, ast.AST], tuple[Meaning, ...]] = {}
        self._scopes: dict[ScopeNode, dict[str, list[_Bound]]] = {}

    def meanings(self, expression: ast.expr, at: ast.AST, depth: int = 0) -> tuple[Meaning, ...]:
        """What an expression written at ``at`` stands for; empty where it is bound in a circle."""
        if (expression, at) not in self._known:
            self._known[expression, at] = ()
            self._known[expression, at] = self._meanings(expression, at, depth)
        return self._known[expression, at]

    def _meanings(self, expression: ast.expr, at: ast.AST, depth: int) -> tuple[Meaning, ...]:
        if depth > _DEEPEST:
            return (Unclear(_("it is bound through too many names")),)
        match expression:
            case ast.Name(id=name):
                return self._name(name, at, depth)
            case ast.Attribute(value=value, attr=attribute):
                found = [
                    each
                    for owner in self.meanings(value, at, depth + 1)
                    for each in self.attribute(owner, attribute, depth)
                ]
                return tuple(found)
            case ast.Subscript(value=value):  # Generic[T] is made of Generic
                return self.meanings(value, at, depth + 1)
            case ast.IfExp(body=body, orelse=orelse):
                return (
                    *self.meanings(body, at, depth + 1),
                    *self.meanings(orelse, at, depth + 1),
                )
            case ast.Constant(value=None):  # in place of what could not be imported
                return (Imported("builtins.None"),)
            case _:
                text = self.syntax.text_of(expression)
                return (Unclear(_("{text} is known only when it runs").format(text=text)),)

    def exported(self, name: str) -> tuple[Meaning, ...]:
        """What another module gets that imports ``name`` of this one; empty where nothing binds it."""
        bound = self._bound(self.syntax.tree).get(name)
        if bound is not None:
            return self._all(_alternatives(bound, self.syntax, None), 0)
        return tuple(Imported(f"{module}.{name}") for module in self.stars)

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """The modules of which everything is imported."""
        return tuple(
            self.absolute(node)
            for node in own_nodes(self.syntax.tree)
            if isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names)
        )

    def absolute(self, node: ast.ImportFrom) -> str:
        """The absolute name of the module that something is imported from."""
        if not node.level:
            return node.module or ""
        parts = self._package.split(".") if self._package else []
        kept = parts[: len(parts) - (node.level - 1)]
        return ".".join([*kept, node.module] if node.module else kept)

    def _name(self, name: str, at: ast.AST, depth: int) -> tuple[Meaning, ...]:
        found: list[Meaning] = []
        for index, scope in enumerate(self.syntax.scopes(at)):
            if isinstance(scope, ast.ClassDef) and index:
                continue  # names of an outer class body are not seen further inside
            bound = self._bound(scope).get(name)
            if bound is not None:
                # A function runs later than what surrounds it: there all bindings count.
                kept = _alternatives(bound, self.syntax, None if index else at)
                found += self._all(kept, depth)
                if _is_always_bound(kept, self.syntax):
                    return tuple(dict.fromkeys(found))
        found += [Imported(f"{module}.{name}") for module in self.stars]
        if name in _BUILTINS:
            found.append(Imported(f"builtins.{name}"))
        return tuple(dict.fromkeys(found)) or (
            Unclear(_("nothing here binds {name}").format(name=name)),
        )

    def _all(self, bound: list[_Bound], depth: int) -> tuple[Meaning, ...]:
        found: list[Meaning] = []
        for node, meaning in bound:
            if isinstance(meaning, ast.expr):
                found += self.meanings(meaning, node, depth + 1)
            else:
                found.append(meaning)
        return tuple(dict.fromkeys(found))

    def attribute(self, owner: Meaning, name: str, depth: int = 0) -> tuple[Meaning, ...]:
        """What ``owner.name`` stands for."""
        match owner:
            case Imported(module):
                return (Imported(f"{module}.{name}"),)
            case ClassAt(node):
                bound = self._bound(node).get(name)
                if bound is not None:
                    return self._all(_alternatives(bound, self.syntax, None), depth)
                return (
                    Unclear(
                        _("{name} is not written in {owner}").format(name=name, owner=node.name)
                    ),
                )
            case _:
                return (owner,)

    def _bound(self, scope: ScopeNode) -> dict[str, list[_Bound]]:
        if scope not in self._scopes:
            found: dict[str, list[_Bound]] = {}
            for node in sorted(own_nodes(scope), key=_position):
                for name, meaning in self._binds(node):
                    found.setdefault(name, []).append((node, meaning))
            self._scopes[scope] = found
        return self._scopes[scope]

    def _binds(self, node: ast.AST) -> list[tuple[str, Meaning | ast.expr]]:
        match node:
            case ast.arg(arg=name):
                return [(name, Unclear(_("{name} is a parameter").format(name=name)))]
            case ast.ClassDef(name=name):
                return [(name, ClassAt(node))]
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                return [(name, Unclear(_("{name} is a function").format(name=name)))]
            case ast.Import(names=aliases):
                return [
                    (one.asname, Imported(one.name))
                    if one.asname
                    else (one.name.split(".")[0], Imported(one.name.split(".")[0]))
                    for one in aliases
                ]
            case ast.ImportFrom(names=aliases):
                module = self.absolute(node)
                return [
                    (one.asname or one.name, Imported(f"{module}.{one.name}"))
                    for one in aliases
                    if one.name != "*"
                ]
            case ast.Assign(targets=targets, value=value):
                return [(one.id, value) for one in targets if isinstance(one, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                return [(name, value)]
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) if not isinstance(
                self.syntax.parents.get(node), ast.Assign | ast.AnnAssign
            ):
                return [
                    (
                        name,
                        Unclear(
                            _("{name} is bound where only a run would tell to what").format(
                                name=name
                            )
                        ),
                    )
                ]
            case _:
                return []


def _position(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _alternatives(bound: list[_Bound], syntax: Syntax, at: ast.AST | None) -> list[_Bound]:
    """Those of a name's bindings, in order, that may hold at a place (None: at the end)."""
    end = len(bound)
    if at is not None:
        end = bisect_left(bound, _position(at), key=lambda one: _position(one[0]))
    for index in range(end - 1, -1, -1):
        if _is_always_run(bound[index][0], syntax):
            return bound[index:end]  # what was bound before is gone
    return bound[:end]


def _is_always_run(node: ast.AST, syntax: Syntax) -> bool:
    """Whether a binding stands straight in its scope, under no ``if`` and in no ``try``."""
    return isinstance(syntax.parents.get(node), (*_SCOPES, ast.arguments))


def _is_always_bound(bound: list[_Bound], syntax: Syntax) -> bool:
    """Whether one of these bindings is sure to have been made, whichever it is."""
    branches: set[tuple[ast.AST, bool]] = set()
    for inner, _rest in bound:
        node = inner
        while (outer := syntax.parents.get(node)) is not None:
            if isinstance(outer, (*_SCOPES, ast.arguments, ast.Try, ast.With)):
                return True
            if isinstance(outer, ast.If):
                branches.add((outer, node in outer.body))
                if (outer, node not in outer.body) in branches:
                    return True
                break
            if not isinstance(outer, ast.stmt):
                node = outer
                continue
            break
    return False
