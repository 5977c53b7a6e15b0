"""How a call was written: decided by the syntax, the opcode and the name of what ran.

The position alone does not tell: in ``with A(1) as a:`` the calls of
``__init__``, ``__enter__`` and ``__exit__`` may all have the position of ``A(1)``.

This module reads text only. What an expression like ``x`` in ``x.name()`` held
(an object or a class) it leaves open; what explains the hop decides that by
the facts of the classes.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lessons.source.bindings import binding_of
from lessons.source.call_site import Arguments, CallSite, Dispatch, Reason, Why
from lessons.source.expressions import Callee, constant_getattr, read_expression
from lessons.source.special_methods import is_special, special_name
from lessons.source.syntax import Syntax, own_nodes
from lessons.source.unnamed_calls import loads_any, read_unnamed_call

if TYPE_CHECKING:
    from lessons.source.place import Place
    from lessons.source.syntax import Span

_ACCESS = ("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_", "STORE_ATTR", "DELETE_ATTR")
_CALLS = ("CALL", "PRECALL")
_BEGINNINGS = ("FOR_ITER", "SEND", "GET_", "UNPACK_", "LIST_", "SET_", "YIELD_", "CONTAINS_OP")
"""Instructions that may let a generator's body begin."""
_WITH_METHODS = frozenset({"__enter__", "__exit__", "__aenter__", "__aexit__"})
_MAKERS = frozenset({"__init__", "__new__"})
_CALLING_FUNCTIONS = frozenset({"reduce", "starmap", "accumulate", "groupby"})


def read_site(
    syntax: Syntax, file: str, span: Span | None, opcode: str, callee: Callee
) -> CallSite:
    """What the call at a position is, given the instruction and the function that ran there."""
    if span is None:
        return _unknown(None, Reason(Why.NO_POSITION))
    place = syntax.place(file, span)
    if place is None:
        return _unknown(None, Reason(Why.OUTSIDE))
    nodes = [node for node in syntax.at(span) if not isinstance(node, ast.Expr)]
    reader = _Reader(syntax, file, opcode, callee, place)
    if opcode.startswith(_ACCESS):
        return reader.access(nodes)
    if opcode.startswith(_CALLS):
        return reader.call(nodes)
    return reader.operation(nodes)


def _unknown(place: Place | None, reason: Reason) -> CallSite:
    return CallSite(Dispatch.UNKNOWN, place, reason=reason)


@dataclass(frozen=True, slots=True)
class _Reader:
    syntax: Syntax
    file: str
    opcode: str
    callee: Callee
    place: Place

    def access(self, nodes: list[ast.AST]) -> CallSite:
        """An instruction that gets, sets or deletes an attribute."""
        node = next((n for n in nodes if isinstance(n, ast.Attribute)), None)
        if node is None:
            return self._special(None) or self._indirect(None)
        name = self.syntax.mangled(node.attr, node)
        site = CallSite(
            Dispatch.PROPERTY,
            self.syntax.place_of(self.file, node),
            name,
            self.syntax.text_of(node),
            read_expression(self.syntax, node.value),
        )
        if name in self.callee.names:
            is_super = site.base is not None and site.base.is_super
            return replace(site, dispatch=Dispatch.SUPER) if is_super else site
        if "__getattr__" in self.callee.names:
            return replace(site, dispatch=Dispatch.GETATTR)
        return self._special(node) or replace(
            site,
            dispatch=Dispatch.UNKNOWN,
            reason=Reason(Why.NOT_WHAT_RAN, site.text),
        )

    def call(self, nodes: list[ast.AST]) -> CallSite:
        """An instruction that calls."""
        if _WITH_METHODS & self.callee.names and (block := self._of_block(nodes)):
            return block
        node = next((n for n in nodes if isinstance(n, ast.Call)), None)
        if node is not None:
            return self._call(node)
        decorator = next((n for n in nodes if self._is_decorator(n)), None)
        if isinstance(decorator, ast.expr):
            return self._called(decorator, decorator, None)
        return self._special(None) or self._indirect(nodes[0] if nodes else None)

    def _is_decorator(self, node: ast.AST) -> bool:
        outer = self.syntax.parents.get(node)
        return isinstance(node, ast.expr) and any(
            node is each for each in getattr(outer, "decorator_list", [])
        )

    def _of_block(self, nodes: list[ast.AST]) -> CallSite | None:
        """The call of ``__enter__`` or ``__exit__`` that a ``with`` block makes, if it is one.

        Up to 3.13 BEFORE_WITH calls the first; from 3.14 on LOAD_SPECIAL fetches both, and a CALL
        each runs them.
        """
        for node in nodes:
            if isinstance(node, ast.With | ast.AsyncWith):
                return self._special(node, "LOAD_SPECIAL")
            # From 3.13 on it has the position of the context expression.
            explicit = isinstance(node, ast.Call) and self._names_callee(node.func)
            if isinstance(self.syntax.parents.get(node), ast.withitem) and not explicit:
                return self._special(node, "LOAD_SPECIAL")
        return None

    def _names_callee(self, func: ast.expr) -> bool:
        return (
            isinstance(func, ast.Attribute)
            and self.syntax.mangled(func.attr, func) in self.callee.names
        )

    def _call(self, node: ast.Call) -> CallSite:
        counted = Arguments(
            sum(not isinstance(each, ast.Starred) for each in node.args),
            tuple(each.arg for each in node.keywords if each.arg is not None),
            any(isinstance(each, ast.Starred) for each in node.args)
            or any(each.arg is None for each in node.keywords),
            read_expression(self.syntax, node.args[0]) if node.args else None,
        )
        found = self._called(node, node.func, counted)
        if found.dispatch is Dispatch.UNKNOWN and self._is_decorator(node):
            # `@app.route("/")`: the result of the call is called at the same position.
            return replace(found, dispatch=Dispatch.STORED, name=self.callee.name, reason=None)
        return found

    def _called(self, node: ast.expr, func: ast.expr, arguments: Arguments | None) -> CallSite:
        """A call of ``func``, written as ``node``."""
        site = CallSite(
            Dispatch.INSTANCE,
            self.syntax.place_of(self.file, node),
            text=self.syntax.text_of(func),
            arguments=arguments,
            node=node,
        )
        if isinstance(func, ast.Attribute) and self._names_callee(func):
            return self._named(site, func.value, self.syntax.mangled(func.attr, func))
        if (got := constant_getattr(func)) is not None and got[1] in self.callee.names:
            return self._named(site, got[0], got[1])
        return (
            self._making(site, func)
            or self._reading(site, node)
            or self._special_call(site, node, func)
            or read_unnamed_call(self.syntax, site, node, func, self.callee)
        )

    def _named(self, site: CallSite, base: ast.expr, name: str) -> CallSite:
        read = read_expression(self.syntax, base)
        dispatch = Dispatch.SUPER if read.is_super else Dispatch.INSTANCE
        return replace(site, dispatch=dispatch, name=name, base=read)

    def _making(self, site: CallSite, func: ast.expr) -> CallSite | None:
        """A call of a class, where what ran is one of its constructors."""
        made = sorted(_MAKERS & self.callee.names)
        if not made:
            return None
        if len(made) > 1:
            return replace(site, dispatch=Dispatch.UNKNOWN, reason=Reason(Why.INIT_AND_NEW))
        dispatch = Dispatch.CONSTRUCTOR
        if isinstance(func, ast.Name) and self._is_builtin(func):
            dispatch = Dispatch.CALLBACK
        return replace(
            site, dispatch=dispatch, name=made[0], base=read_expression(self.syntax, func)
        )

    def _is_builtin(self, func: ast.Name) -> bool:
        """Whether C code is called that may call a class: ``map(Class, ...)``."""
        kind = binding_of(self.syntax, func, func.id).kind
        return kind == "builtin" or (kind == "import" and func.id in _CALLING_FUNCTIONS)

    def _reading(self, site: CallSite, node: ast.expr) -> CallSite | None:
        """C code, such as ``getattr``, that reads an attribute which runs code."""
        got = constant_getattr(node)
        if "__getattr__" in self.callee.names:
            base = read_expression(self.syntax, got[0]) if got else None
            name = got[1] if got else None
            return replace(site, dispatch=Dispatch.GETATTR, name=name, base=base)
        if self.callee.is_property:
            return replace(site, dispatch=Dispatch.PROPERTY, name=self.callee.name)
        return None

    def _special_call(self, site: CallSite, node: ast.expr, func: ast.expr) -> CallSite | None:
        """C code that was called and runs a special method of its argument; or ``obj(...)``."""
        found = self._special(node)
        if found is None:
            return None
        if found.name != "__call__" and isinstance(func, ast.Name):
            bound = binding_of(self.syntax, node, func.id)
            if bound.kind not in ("builtin", "none", "import"):
                return replace(
                    site,
                    dispatch=Dispatch.UNKNOWN,
                    reason=Reason(Why.METHOD_OR_C_CODE, func.id),
                )
        return replace(found, text=site.text)

    def operation(self, nodes: list[ast.AST]) -> CallSite:
        """Any other instruction: operators, loops, ``with``, ``await``, subscripts."""
        node = nodes[-1] if nodes else None
        if sum(isinstance(each, ast.FormattedValue) for each in nodes) > 1:
            # On 3.11 all fields of an f-string have the position of the whole.
            node = nodes[0]
        if _MAKERS & self.callee.names and self.opcode == "RAISE_VARARGS":
            return self._raising(nodes)
        return self._begun(node) or self._special(node) or self._indirect(node)

    def _raising(self, nodes: list[ast.AST]) -> CallSite:
        raised = next((n for n in nodes if isinstance(n, ast.Raise)), None)
        if raised is None or raised.exc is None:
            return _unknown(self.place, Reason(Why.NOTHING_RAISED))
        site = CallSite(Dispatch.CONSTRUCTOR, self.place, text=self.syntax.text_of(raised.exc))
        made = self._making(site, raised.exc)
        return made or _unknown(self.place, Reason(Why.NOTHING_RAISED))

    def _begun(self, node: ast.AST | None) -> CallSite | None:
        """A generator or coroutine whose body begins here, though it was called before.

        ``for x in self.lines():`` and ``await self.talk()`` name it where it begins.
        """
        if node is None or not self.opcode.startswith(_BEGINNINGS) or self.callee.is_lazy is False:
            return None
        part = self._begun_from(node)
        calls = [
            each
            for each in (part, *own_nodes(part))
            if isinstance(each, ast.Call) and self._names_callee(each.func)
        ]
        return self._call(calls[0]) if len(calls) == 1 else None

    def _begun_from(self, node: ast.AST) -> ast.AST:
        """The part of a statement that holds what begins to run at a node of it."""
        if not self.opcode.startswith("UNPACK_"):
            return _run_here(node)
        # `first, *rest = self.lines()` has the position of what is assigned to.
        outer: ast.AST | None = node
        while isinstance(outer, ast.Tuple | ast.List | ast.Starred):
            outer = self.syntax.parents.get(outer)
        return outer.value if isinstance(outer, ast.Assign) else node

    def _special(self, node: ast.AST | None, opcode: str = "") -> CallSite | None:
        """A special method that the interpreter itself looked up, for an instruction."""
        if not any(map(is_special, self.callee.names)):
            return None
        name = special_name(self.callee.names, opcode or self.opcode, node)
        place = self._operand_place(node)
        if name is None:
            known = tuple(sorted(filter(is_special, self.callee.names)))
            return _unknown(place, Reason(Why.SEVERAL_SPECIAL, names=known))
        text = " ".join(place.text.split())
        return CallSite(Dispatch.SPECIAL, place, name, text)

    def _operand_place(self, node: ast.AST | None) -> Place:
        """Up to 3.12 ``with`` and ``for`` give the whole statement: show what is worked on."""
        match node:
            case ast.With(items=[item]) | ast.AsyncWith(items=[item]):
                operand: ast.AST = item.context_expr
            case ast.For(iter=operand) | ast.AsyncFor(iter=operand):
                pass
            case ast.ListComp(generators=[one]) | ast.SetComp(generators=[one]):
                operand = one.iter
            case ast.DictComp(generators=[one]) | ast.GeneratorExp(generators=[one]):
                operand = one.iter
            case _:
                return self.place
        return self.syntax.place_of(self.file, operand) or self.place

    def _indirect(self, node: ast.AST | None) -> CallSite:
        """No call is written here, yet a function that is no special method ran."""
        place, text = self._operand_place(node), " ".join(self.place.text.split())
        if self.callee.is_property:
            return CallSite(Dispatch.PROPERTY, place, self.callee.name, text)
        if "__getattr__" in self.callee.names:
            return CallSite(Dispatch.GETATTR, place, None, text)
        if self.opcode.startswith(_BEGINNINGS):
            if self.callee.is_lazy is None:
                return _unknown(place, Reason(Why.NO_SOURCE))
            # A generator, made earlier, begins to run; or an iterator in C, such as map(), calls.
            dispatch = Dispatch.STORED if self.callee.is_lazy else Dispatch.CALLBACK
            part = node and self._begun_from(node)
            return CallSite(dispatch, place, self.callee.name, text, node=part)
        loaded = node is not None and loads_any(self.syntax, node, self.callee)
        if loaded:
            return CallSite(Dispatch.CALLBACK, place, self.callee.name, text, node=node)
        return _unknown(place, Reason(Why.NO_CALL, text))


def _run_here(node: ast.AST) -> ast.AST:
    """The part of a statement in which a loop's or a block's own instructions lie."""
    match node:
        case ast.For(iter=operand) | ast.AsyncFor(iter=operand):
            return operand
        case ast.With(items=items) | ast.AsyncWith(items=items):
            return ast.Tuple([item.context_expr for item in items], ast.Load())
        case _:
            return node
