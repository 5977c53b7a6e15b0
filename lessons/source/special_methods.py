"""Which special method an operation runs, when a function is known by several names.

``__radd__ = __add__`` gives one function two names: the operation decides,
and where it cannot (``a + b`` may run either), nothing is claimed.
"""

from __future__ import annotations

import ast

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.MatMult: "matmul",
    ast.Div: "truediv",
    ast.Mod: "mod",
    ast.Pow: "pow",
    ast.LShift: "lshift",
    ast.RShift: "rshift",
    ast.BitOr: "or",
    ast.BitXor: "xor",
    ast.BitAnd: "and",
    ast.FloorDiv: "floordiv",
}
_COMPARE: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Lt: ("__lt__", "__gt__"),
    ast.Gt: ("__gt__", "__lt__"),
    ast.LtE: ("__le__", "__ge__"),
    ast.GtE: ("__ge__", "__le__"),
    ast.Eq: ("__eq__",),
    ast.NotEq: ("__ne__", "__eq__"),
}
_BY_BUILTIN: dict[str, tuple[str, ...]] = {
    "str": ("__str__", "__repr__"),
    "print": ("__str__", "__repr__"),
    "format": ("__format__", "__str__", "__repr__"),
    "repr": ("__repr__",),
    "ascii": ("__repr__",),
    "bool": ("__bool__", "__len__"),
    "len": ("__len__",),
    "iter": ("__iter__", "__getitem__"),
    "next": ("__next__",),
    "int": ("__int__", "__index__", "__trunc__"),
    "float": ("__float__", "__index__"),
    "complex": ("__complex__", "__float__", "__index__"),
    "hash": ("__hash__",),
    "reversed": ("__reversed__", "__len__", "__getitem__"),
    "list": ("__iter__", "__next__", "__len__", "__length_hint__", "__getitem__"),
    "tuple": ("__iter__", "__next__", "__len__", "__length_hint__", "__getitem__"),
    "sorted": ("__lt__", "__iter__", "__next__"),
    "max": ("__gt__", "__lt__", "__iter__"),
    "min": ("__lt__", "__gt__", "__iter__"),
    "abs": ("__abs__",),
    "bytes": ("__bytes__", "__index__", "__iter__"),
    "isinstance": ("__instancecheck__",),
    "issubclass": ("__subclasscheck__",),
}
_BY_OPCODE: dict[str, tuple[str, ...]] = {
    "FOR_ITER": ("__next__", "__getitem__", "__iter__"),
    "GET_ITER": ("__iter__",),
    "SEND": ("__next__", "__anext__", "__await__", "__aenter__", "__aexit__"),
    "UNPACK_SEQUENCE": ("__next__", "__iter__", "__getitem__"),
    "CONTAINS_OP": ("__contains__", "__iter__", "__next__", "__getitem__", "__eq__"),
    "STORE_SUBSCR": ("__setitem__",),
    "STORE_SLICE": ("__setitem__",),
    "DELETE_SUBSCR": ("__delitem__",),
    "BEFORE_WITH": ("__enter__",),
    "BEFORE_ASYNC_WITH": ("__aenter__",),
    "LOAD_SPECIAL": ("__enter__", "__exit__", "__aenter__", "__aexit__"),
    "WITH_EXCEPT_START": ("__exit__", "__aexit__"),
    "LOAD_ATTR": ("__getattribute__",),
    "LOAD_METHOD": ("__getattribute__",),
    "STORE_ATTR": ("__setattr__",),
    "DELETE_ATTR": ("__delattr__",),
    "UNARY_NEGATIVE": ("__neg__",),
    "UNARY_INVERT": ("__invert__",),
    "UNARY_POSITIVE": ("__pos__",),
    "TO_BOOL": ("__bool__", "__len__"),
    "UNARY_NOT": ("__bool__", "__len__"),
}
_IN_ORDER = {"str", "print", "format", "bool", "FORMAT_VALUE", "FORMAT_SIMPLE", "TO_BOOL"}


def is_special(name: str) -> bool:
    """Whether a name has the form of a special method's."""
    return len(name) > 4 and name.startswith("__") and name.endswith("__")


def special_name(names: frozenset[str], opcode: str, node: ast.AST | None) -> str | None:
    """The special method that ran, of those the function is known by; None where two may have."""
    known = {name for name in names if is_special(name)}
    if len(known) < 2:
        return next(iter(known), None)
    expected, in_order = _expected(opcode, node)
    matching = [name for name in expected if name in known]
    if len(matching) == 1 or (in_order and matching):
        return matching[0]
    return None


def _expected(opcode: str, node: ast.AST | None) -> tuple[tuple[str, ...], bool]:
    """The names that may run here, and whether the first known of them surely is the one."""
    match node:
        case ast.AugAssign(op=op):
            bare = _BINARY[type(op)]
            return (f"__i{bare}__", f"__{bare}__", f"__r{bare}__"), False
        # From 3.14 on a subscript is a BINARY_OP, like the operators.
        case ast.Subscript() if opcode.startswith("BINARY_"):
            return ("__getitem__", "__missing__", "__class_getitem__"), False
        case ast.BinOp(op=op, left=left, right=right):
            bare = _BINARY[type(op)]
            if isinstance(left, ast.Constant):
                return (f"__r{bare}__",), True
            if isinstance(right, ast.Constant):
                return (f"__{bare}__",), True
            return (f"__{bare}__", f"__r{bare}__"), False
        case ast.Compare(ops=[op]) if type(op) in _COMPARE:
            return _COMPARE[type(op)], False
        case ast.FormattedValue(conversion=114):
            return ("__repr__",), True
        case ast.FormattedValue():
            return ("__format__", "__str__", "__repr__"), True
        case ast.Call(func=ast.Name(id=builtin)) if builtin in _BY_BUILTIN:
            return _BY_BUILTIN[builtin], builtin in _IN_ORDER
        case _:
            return _BY_OPCODE.get(opcode, ()), opcode in _IN_ORDER
