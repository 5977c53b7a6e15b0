"""What binds a name, and to what: which binding belongs to which scope :mod:`.scopes` says."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from lessons.source.scopes import Scopes, mangled
from lessons.source.syntax import own_nodes

if TYPE_CHECKING:
    from lessons.source.scopes import Scope
    from lessons.source.syntax import Syntax

Form: TypeAlias = Literal[
    "parameter", "class", "function", "import", "assignment", "with", "except", "del", "other"
]
BindingKind: TypeAlias = Literal[
    "class", "import", "value", "made", "super", "parameter", "builtin", "none", "unknown"
]
BUILTINS = frozenset(dir(builtins))
_NAMING: dict[type[ast.AST], tuple[Form, str]] = {
    # What binds the name that one of its fields holds.
    ast.arg: ("parameter", "arg"),
    ast.ClassDef: ("class", "name"),
    ast.FunctionDef: ("function", "name"),
    ast.AsyncFunctionDef: ("function", "name"),
    ast.ExceptHandler: ("except", "name"),
    ast.MatchAs: ("other", "name"),
    ast.MatchStar: ("other", "name"),
    ast.MatchMapping: ("other", "rest"),
}
if hasattr(ast, "type_param"):  # 3.12 and later
    _NAMING |= dict.fromkeys(ast.type_param.__subclasses__(), ("other", "name"))


@dataclass(frozen=True, slots=True)
class NameBinding:
    """One place at which a name is bound.

    ``node`` is the statement, or the part of one, that binds it. ``value`` is what an assignment
    gives it or what a ``with`` enters, where one expression is that. ``imported`` is what an
    import names, dotted; what stands after ``from`` is not in it.
    """

    node: ast.AST
    form: Form
    value: ast.expr | None = None
    imported: str = ""
    is_inner: bool = False
    """It is bound from a scope inside its own (``global``, ``nonlocal``, ``:=``): at any time."""


class NameBindings:
    """The bindings of all names of one source."""

    def __init__(self, syntax: Syntax) -> None:
        self.scopes = Scopes(syntax)
        self._syntax = syntax
        self._known: dict[str, dict[Scope, list[NameBinding]]] = {}

    def in_scope(self, name: str, scope: Scope) -> list[NameBinding]:
        """What binds a name of a scope, in the order of the source."""
        if name not in self._known:
            found = self._known[name] = {}
            for each in self._written.get(name, ()):
                home = self.scopes.home(name, each.node)
                if home is not None:
                    is_inner = home != self.scopes.around(each.node)[0]
                    found.setdefault(home, []).append(replace(each, is_inner=is_inner))
        return self._known[name].get(scope, [])

    def of_scope(self, scope: Scope) -> dict[str, list[NameBinding]]:
        """Every name that a scope binds, as the compiler mangles it, with its bindings."""
        found: dict[str, list[NameBinding]] = {}
        for node in sorted(own_nodes(scope.node), key=position):
            for name, _binding in _bound_by(node):
                if bound := self.in_scope(name, scope):
                    found[mangled(name, (scope,))] = bound
        return found

    @cached_property
    def stars(self) -> list[ast.ImportFrom]:
        """The statements that import everything of a module: the source does not tell which names."""
        return [
            node
            for node in own_nodes(self._syntax.tree)
            if isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
        ]

    @cached_property
    def _written(self) -> dict[str, list[NameBinding]]:
        """All bindings by the name as it is written."""
        nodes = sorted(self._syntax.parents, key=position)
        assigned: dict[ast.AST, NameBinding | None] = {}
        for node in nodes:
            assigned.update(_assignments(node))
        found: dict[str, list[NameBinding]] = {}
        for node in nodes:
            for name, binding in _bound_by(node):
                if known := assigned.get(node, binding):
                    found.setdefault(name, []).append(known)
        return found


def position(node: ast.AST) -> tuple[int, int]:
    """Line and byte column at which a node begins."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _bound_by(node: ast.AST) -> list[tuple[str, NameBinding]]:
    match node:
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            return [
                (name, NameBinding(node, "import", imported=one.name if one.asname else name))
                for one in aliases
                if (name := one.asname or _top_name(node, one)) != "*"
            ]
        case ast.Name(id=name, ctx=ast.Store()):
            return [(name, NameBinding(node, "other"))]
        case ast.Name(id=name, ctx=ast.Del()):
            return [(name, NameBinding(node, "del"))]
    form, field = _NAMING.get(type(node), ("other", ""))
    given: str | None = getattr(node, field, None)
    return [] if given is None else [(given, NameBinding(node, form))]


def _top_name(node: ast.AST, alias: ast.alias) -> str:
    """What an import without ``as`` binds: ``import a.b`` binds ``a``."""
    return alias.name.partition(".")[0] if isinstance(node, ast.Import) else alias.name


def _assignments(node: ast.AST) -> list[tuple[ast.expr, NameBinding | None]]:
    """The targets of a statement whose value is written: None where there is an annotation alone."""
    match node:
        case ast.Assign(targets=targets, value=value):
            return [
                (name, NameBinding(node, "assignment", given))
                for target in targets
                for name, given in _pairs(target, value)
            ]
        case ast.AnnAssign(target=target, value=None):
            return [(target, None)]
        case ast.AnnAssign(target=target, value=given) | ast.NamedExpr(target=target, value=given):
            return [(target, NameBinding(node, "assignment", given))]
        case ast.withitem(context_expr=given, optional_vars=ast.Name() as target):
            return [(target, NameBinding(target, "with", given))]
        case _:
            return []


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """The names that an assignment binds, each with its value: ``a, b = A(), B()`` binds two."""
    match target, value:
        case (ast.Tuple(elts=names), ast.Tuple(elts=values)) if len(names) == len(values):
            if not any(isinstance(each, ast.Starred) for each in (*names, *values)):
                return list(zip(names, values, strict=True))
    return [(target, value)]


@lru_cache(maxsize=128)
def name_bindings(syntax: Syntax) -> NameBindings:
    """The bindings of a source, worked out once."""
    return NameBindings(syntax)


@dataclass(frozen=True, slots=True)
class Binding:
    """What a name is, where it is used.

    ``kind`` is ``class`` for a class statement, ``import`` for an imported
    name, ``made`` for a variable that only ever holds ``Class(...)``, ``super`` for
    one that only ever holds ``super()``, ``value`` for other variables, ``builtin``
    for a builtin's name, ``none`` where nothing binds it, ``unknown`` where that cannot
    be told. ``expression`` is what a variable is bound to, when it is bound just once
    to an expression.
    """

    kind: BindingKind
    name: str
    expression: ast.expr | None = None
    is_global: bool = False


def binding_of(syntax: Syntax, node: ast.AST, name: str) -> Binding:
    """What ``name`` is where ``node`` stands."""
    names = name_bindings(syntax)
    home = names.scopes.home(name, node)
    if home is None:
        return Binding("unknown", name)
    is_global = home.kind == "module"
    bound = [one for one in names.in_scope(name, home) if one.form != "del"]
    if not bound and not names.scopes.is_annotated(name, home):
        if not is_global:
            return Binding("unknown", name)  # of a comprehension, mixed with what is around it
        if name in BUILTINS:
            return Binding("builtin", name)
        return Binding("import" if names.stars else "none", name)
    if len(bound) != 1:
        return Binding("value", name, None, is_global)
    (only,) = bound
    kind = only.form if only.form in ("parameter", "class", "import") else _kind_of(only.value)
    return Binding(kind, only.imported or name, only.value, is_global)


def _kind_of(value: ast.expr | None) -> BindingKind:
    match value:
        case ast.Call(func=ast.Name(id="super")):
            return "super"
        case ast.Call():
            return "made"
        case _:
            return "value"


def class_names(syntax: Syntax, node: ast.expr, depth: int = 4) -> tuple[str, ...]:
    """The dotted name of the class that an expression may stand for, innermost part last.

    Aliases are followed: ``Base`` after ``from socketserver import TCPServer as Base`` gives
    ``("TCPServer",)``. Empty for expressions that are no (dotted) name, and for parameters.
    """
    after: list[str] = []
    while isinstance(node, ast.Attribute):  # nested deeper, maybe, than functions may be
        after.insert(0, node.attr)
        node = node.value
    return (*_class_name(syntax, node, depth), *after)


def _class_name(syntax: Syntax, node: ast.expr, depth: int) -> tuple[str, ...]:
    if not isinstance(node, ast.Name):
        return ()
    found = binding_of(syntax, node, node.id)
    if found.kind == "parameter":
        return ()
    if found.kind in ("class", "import"):
        return tuple(found.name.split("."))
    if isinstance(found.expression, ast.Name | ast.Attribute) and depth:
        return class_names(syntax, found.expression, depth - 1)
    return (node.id,) if found.kind in ("none", "builtin") or found.is_global else ()
