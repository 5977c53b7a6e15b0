"""What an expression in a source stands for, as far as the source alone can say.

A name may have several meanings: an import that is tried in two ways, a class
defined under ``if`` and again under ``else``. All are given; which of them holds
is decided later, by what is installed. What a loop, a call or a parameter binds is
:class:`Unclear`, with a reason in words.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from lessons.source.bindings import BUILTINS, NameBindings, position
from lessons.source.scopes import Scope
from tracer.language import _

if TYPE_CHECKING:
    from lessons.source.bindings import NameBinding
    from lessons.source.syntax import Syntax

_DEEPEST = 20
_STRAIGHT = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef, ast.arguments)


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


class Meanings:
    """What the names of one source stand for."""

    def __init__(self, syntax: Syntax, module: str, *, is_package: bool) -> None:
        self.syntax = syntax
        self.names = NameBindings(syntax)
        self.module = module
        self._package = module if is_package else module.rpartition(".")[0]
        self._top = Scope("module", syntax.tree)
        self._known: dict[tuple[ast.expr, ast.AST], tuple[Meaning, ...]] = {}

    def of(self, expression: ast.expr, at: ast.AST, depth: int = 0) -> tuple[Meaning, ...]:
        """What an expression written at ``at`` stands for; empty where it is bound in a circle."""
        if (expression, at) not in self._known:
            self._known[expression, at] = ()
            self._known[expression, at] = self._meanings(expression, at, depth)
        return self._known[expression, at]

    def _meanings(self, expression: ast.expr, at: ast.AST, depth: int) -> tuple[Meaning, ...]:
        if depth > _DEEPEST:
            return (Unclear(_("it is bound through too many names")),)
        match expression:
            case ast.Name():
                return self._name(expression, at, depth)
            case ast.Attribute(value=value, attr=attribute):
                found = [
                    each
                    for owner in self.of(value, at, depth + 1)
                    for each in self.attribute(owner, attribute, depth)
                ]
                return tuple(found)
            case ast.Subscript(value=value):  # Generic[T] is made of Generic
                return self.of(value, at, depth + 1)
            case ast.IfExp(body=body, orelse=orelse):
                return (
                    *self.of(body, at, depth + 1),
                    *self.of(orelse, at, depth + 1),
                )
            case ast.Constant(value=None):  # in place of what could not be imported
                return (Imported("builtins.None"),)
            case _:
                text = self.syntax.text_of(expression)
                return (Unclear(_("{text} is known only when it runs").format(text=text)),)

    def exported(self, name: str) -> tuple[Meaning, ...]:
        """What another module gets that imports ``name`` of this one; empty where nothing binds it."""
        if bound := self.names.in_scope(name, self._top):
            return self._all(name, _alternatives(bound, self.syntax, None), 0)
        return tuple(Imported(f"{module}.{name}") for module in self.stars)

    @cached_property
    def stars(self) -> tuple[str, ...]:
        """The modules of which everything is imported."""
        return tuple(self._absolute(node) for node in self.names.stars)

    def _absolute(self, node: ast.ImportFrom) -> str:
        """The absolute name of the module that something is imported from."""
        if not node.level:
            return node.module or ""
        parts = self._package.split(".") if self._package else []
        kept = parts[: len(parts) - (node.level - 1)]
        return ".".join([*kept, node.module] if node.module else kept)

    def _name(self, node: ast.Name, at: ast.AST, depth: int) -> tuple[Meaning, ...]:
        name = node.id
        home = self.names.scopes.home(name, node)
        is_looked_up = home is not None and home.kind in ("module", "class")
        if home is None or not (is_looked_up or self.names.in_scope(name, home)):
            return (Unclear(_("nothing tells what {text} stands for").format(text=name)),)
        found: list[Meaning] = []
        # What a class body has not bound is looked for in the module.
        for scope in dict.fromkeys((home, self._top) if is_looked_up else (home,)):
            if bound := self.names.in_scope(name, scope):
                # A function runs later than what surrounds it: there all bindings count.
                kept = _alternatives(bound, self.syntax, at if self._runs_in(scope, at) else None)
                found += self._all(name, kept, depth)
                if not is_looked_up or _is_always_bound(kept, self.syntax):
                    return tuple(dict.fromkeys(found))
        found += [Imported(f"{module}.{name}") for module in self.stars]
        if name in BUILTINS:
            found.append(Imported(f"builtins.{name}"))
        return tuple(dict.fromkeys(found)) or (
            Unclear(_("nothing here binds {name}").format(name=name)),
        )

    def _runs_in(self, scope: Scope, at: ast.AST) -> bool:
        """Whether no other function or class body of the scope is between it and a place."""
        around = self.names.scopes.around(at)
        return scope == next(one for one in around if one.kind in ("module", "class", "function"))

    def _all(self, name: str, bound: list[NameBinding], depth: int) -> tuple[Meaning, ...]:
        found: list[Meaning] = []
        for one in bound:
            if one.form == "assignment" and one.value is not None:
                found += self.of(one.value, one.node, depth + 1)
            else:
                found.append(self._meaning(name, one))
        return tuple(dict.fromkeys(found))

    def _meaning(self, name: str, bound: NameBinding) -> Meaning:
        match bound.node:
            case ast.ClassDef():
                return ClassAt(bound.node)
            case ast.Import():
                return Imported(bound.imported)
            case ast.ImportFrom():
                return Imported(f"{self._absolute(bound.node)}.{bound.imported}")
        if bound.form == "parameter":
            return Unclear(_("{name} is a parameter").format(name=name))
        if bound.form == "function":
            return Unclear(_("{name} is a function").format(name=name))
        words = _("{name} is bound where only a run would tell to what")
        return Unclear(words.format(name=name))

    def attribute(self, owner: Meaning, name: str, depth: int = 0) -> tuple[Meaning, ...]:
        """What ``owner.name`` stands for."""
        match owner:
            case Imported(module):
                return (Imported(f"{module}.{name}"),)
            case ClassAt(node):
                if bound := self.names.in_scope(name, Scope("class", node)):
                    return self._all(name, _alternatives(bound, self.syntax, None), depth)
                words = _("{name} is not written in {owner}")
                return (Unclear(words.format(name=name, owner=node.name)),)
            case _:
                return (owner,)


def _alternatives(
    bound: list[NameBinding], syntax: Syntax, at: ast.AST | None
) -> list[NameBinding]:
    """Those of a name's bindings, in order, that may hold at a place (None: at the end)."""
    kept: list[NameBinding] = []
    for one in bound:
        if one.is_inner:
            kept.append(one)
        elif at is None or position(one.node) < position(at):
            if _is_always_run(one.node, syntax):
                kept = [each for each in kept if each.is_inner]  # what was bound before is gone
            kept.append(one)
    return kept


def _is_always_run(node: ast.AST, syntax: Syntax) -> bool:
    """Whether a binding stands straight in its scope, under no ``if`` and in no ``try``."""
    return isinstance(syntax.parents.get(node), _STRAIGHT)


def _is_always_bound(bound: list[NameBinding], syntax: Syntax) -> bool:
    """Whether one of these bindings is sure to have been made, whichever it is."""
    branches: set[tuple[ast.AST, bool]] = set()
    for one in bound:
        node = one.node
        while not one.is_inner and (outer := syntax.parents.get(node)) is not None:
            if isinstance(outer, (*_STRAIGHT, ast.Try, ast.With)):
                return True
            if isinstance(outer, ast.If):
                branches.add((outer, node in outer.body))
                if (outer, node not in outer.body) in branches:
                    return True
                break
            if isinstance(outer, ast.stmt):
                break
            node = outer
    return False
