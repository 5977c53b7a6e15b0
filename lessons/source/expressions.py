"""What can be read off the expression before the dot, and off the callee's names."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from itertools import pairwise

from lessons.source.bindings import binding_of, class_names
from lessons.source.syntax import Syntax, first_line, first_parameter

_CLASS_METHODS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


@dataclass(frozen=True, slots=True)
class Callee:
    """The function that ran, as far as a site needs to know it."""

    name: str
    """The name under which its owner holds it, else its own."""
    names: frozenset[str]
    """All names under which the receiver's classes hold it."""
    is_property: bool = False
    by_descriptor: bool = False
    """A descriptor written in Python, such as a cached property, called it from its ``__get__``."""
    is_lazy: bool | None = None
    """Calling it only makes a generator or coroutine, whose body runs later; None: not known."""
    function: str = ""
    """The function's own name, whatever the names that hold it."""


@dataclass(frozen=True, slots=True)
class Method:
    """A function written directly in a class statement."""

    name: str
    first_line: int
    class_qualname: str
    class_line: int


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that gave an object or a class, and what its text says of it."""

    text: str
    is_super: bool = False
    super_names: tuple[str, ...] | None = None
    """For ``super(C, self)``: the dotted name of ``C``."""
    is_self: bool = False
    """It is the first parameter of the method that it stands in, an object."""
    is_own_class: bool = False
    """It is the class of that object: ``cls``, ``type(self)``, ``self.__class__``."""
    is_class: bool = False
    """It is the class of some other object: ``type(x)``, ``x.__class__``."""
    of_self: bool = False
    """It is an attribute of that object: ``self.base``."""
    method: Method | None = None
    """The method whose first parameter is meant; for ``super`` the one around it."""
    names: tuple[str, ...] = ()
    """Dotted name of the class that it may stand for, innermost part last."""
    made_of: tuple[str, ...] = ()
    """For a variable that only ever holds ``C(...)``: the dotted name of ``C``."""
    kind: str = "expression"
    """``name``, ``variable``, ``attribute``, ``call`` or ``expression``."""


def read_expression(syntax: Syntax, node: ast.expr) -> Expression:
    """What the text of an expression says of what it gives."""
    text = syntax.text_of(node)
    called = _super_call(syntax, node)
    if called is not None:
        names = class_names(syntax, called.args[0]) if called.args else None
        if called.args and (own := _own_class(syntax, called.args[0])):
            return Expression(text, is_super=True, is_own_class=True, super_names=(), method=own)
        return Expression(
            text, is_super=True, super_names=names, method=enclosing_method(syntax, node)
        )
    if (own := _own_class(syntax, node)) is not None:
        return Expression(text, is_own_class=True, method=own, kind="own class")
    if isinstance(node, ast.Name) and node.id == "__class__":
        method = enclosing_method(syntax, node)
        names = (method.class_qualname.rpartition(".")[2],) if method else ()
        return Expression(text, names=names, kind="name")
    if (method := _method_of_self(syntax, node)) is not None:
        return Expression(text, is_self=True, method=method, kind="variable")
    return Expression(
        text,
        is_class=_is_class_of(syntax, node),
        of_self=isinstance(node, ast.Attribute) and bool(_method_of_self(syntax, node.value)),
        method=_method_of_self(syntax, node.value) if isinstance(node, ast.Attribute) else None,
        names=_assigned_names(syntax, node) or class_names(syntax, node),
        made_of=_made_of(syntax, node),
        kind=_kind(syntax, node),
    )


def constant_getattr(node: ast.expr) -> tuple[ast.expr, str] | None:
    """``(obj, name)`` of ``getattr(obj, "name")`` and its like."""
    match node:
        case ast.Call(
            func=ast.Name(id="getattr" | "hasattr" | "setattr" | "delattr"),
            args=[base, ast.Constant(value=str() as name), *_],
        ):
            return base, name
        case _:
            return None


def enclosing_method(syntax: Syntax, node: ast.AST) -> Method | None:
    """The method that a node is written in, through nested functions and comprehensions."""
    inner: ast.AST | None = None
    for scope in syntax.scopes(node):
        if isinstance(scope, ast.ClassDef):
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                name = "<lambda>" if isinstance(inner, ast.Lambda) else inner.name
                qualname = syntax.qualname_of(scope)
                return Method(name, first_line(inner), qualname, first_line(scope))
            return None
        inner = scope
    return None


def _super_call(syntax: Syntax, node: ast.expr, depth: int = 2) -> ast.Call | None:
    """The call of ``super`` that an expression is, or that its variable holds."""
    match node:
        case ast.Call(func=ast.Name(id="super")):
            return node
        case ast.Name() if depth:
            bound = binding_of(syntax, node, node.id)
            if bound.kind == "super" and bound.expression is not None:
                return _super_call(syntax, bound.expression, depth - 1)
    return None


def _parameter_of_method(syntax: Syntax, node: ast.expr) -> tuple[Method, bool] | None:
    """The method whose first parameter a name is, and whether that is a class (``cls``)."""
    if not isinstance(node, ast.Name):
        return None
    if binding_of(syntax, node, node.id).kind != "parameter":
        return None
    scopes = syntax.scopes(node)
    for function, outer in pairwise(scopes):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        parameters = {arg.arg for arg in ast.walk(function.args) if isinstance(arg, ast.arg)}
        if node.id not in parameters:
            continue
        if first_parameter(function) != node.id or not isinstance(outer, ast.ClassDef):
            return None
        method = enclosing_method(syntax, node)
        name = "" if isinstance(function, ast.Lambda) else function.name
        decorators = _decorators(function)
        if method is None or "staticmethod" in decorators:
            return None
        return method, name in _CLASS_METHODS or "classmethod" in decorators
    return None


def _decorators(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    if isinstance(function, ast.Lambda):
        return set()
    return {each.id for each in function.decorator_list if isinstance(each, ast.Name)}


def _method_of_self(syntax: Syntax, node: ast.expr) -> Method | None:
    found = _parameter_of_method(syntax, node)
    return found[0] if found and not found[1] else None


def _own_class(syntax: Syntax, node: ast.expr) -> Method | None:
    match node:
        case ast.Call(func=ast.Name(id="type"), args=[one], keywords=[]):
            return _method_of_self(syntax, one)
        case ast.Attribute(value=one, attr="__class__"):
            return _method_of_self(syntax, one)
        case _:
            found = _parameter_of_method(syntax, node)
            return found[0] if found and found[1] else None


def _is_class_of(syntax: Syntax, node: ast.expr) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="type") as func, args=[_], keywords=[]):
            return binding_of(syntax, func, "type").kind == "builtin"
        case ast.Attribute(attr="__class__"):
            return True
        case _:
            return False


def _made_of(syntax: Syntax, node: ast.expr) -> tuple[str, ...]:
    if isinstance(node, ast.Call):
        return class_names(syntax, node.func)
    if isinstance(node, ast.Name):
        bound = binding_of(syntax, node, node.id)
        if bound.kind == "made" and isinstance(bound.expression, ast.Call):
            return class_names(syntax, bound.expression.func)
    return ()


def _assigned_names(syntax: Syntax, node: ast.expr) -> tuple[str, ...]:
    """For ``self.base``: the class that the source gives to ``base``, where it does so once."""
    if not isinstance(node, ast.Attribute) or _method_of_self(syntax, node.value) is None:
        return ()
    values = syntax.attribute_values.get(node.attr, [])
    return class_names(syntax, values[0]) if len(values) == 1 else ()


def _kind(syntax: Syntax, node: ast.expr) -> str:
    match node:
        case ast.Name():
            bound = binding_of(syntax, node, node.id)
            is_name = bound.is_global or bound.kind in ("class", "import", "builtin", "none")
            return "name" if is_name else "variable"
        case ast.Attribute():
            root: ast.expr = node
            while isinstance(root, ast.Attribute):
                root = root.value
            imported = (
                isinstance(root, ast.Name) and binding_of(syntax, root, root.id).kind == "import"
            )
            return "name" if imported else "attribute"
        case ast.Call():
            return "call"
        case _:
            return "expression"
