"""Which code objects an entry of a class's ``__dict__`` is or wraps.

The genuine containers of the standard library are opened through their own C
members; of anything else only a ``__wrapped__`` in its instance dict is
followed. No descriptor of the program runs.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Iterator, Mapping
from typing import Any

from .identity import by_identity, identity
from .values import get_class_dict, get_mro

_FUNCTION = types.FunctionType
_MOST = 16
_HAVE_FUNC = frozenset(map(identity, (
    functools.partialmethod, functools.partial, functools.cached_property,
    functools.singledispatchmethod,
)))  # fmt: skip
"""What keeps the function that it wraps as ``func``."""


def functions_of(value: object) -> Iterator[types.FunctionType]:
    """The functions that a class attribute is or wraps, outermost first (at most 16 steps)."""
    waiting: list[object] = [value]
    seen: list[object] = []
    while waiting and len(seen) < _MOST:
        value = waiting.pop(0)
        if any(value is other for other in seen):
            continue
        seen.append(value)
        if type(value) is _FUNCTION:
            yield value
        waiting[:0] = _inside(value)


def codes_of(value: object) -> list[types.CodeType]:
    """The code objects that a class attribute is or wraps, outermost first."""
    return [function.__code__ for function in functions_of(value)]


def wraps(value: object, code: types.CodeType) -> bool:
    """Whether ``value`` is or wraps this very code object."""
    if type(value) is _FUNCTION and value.__code__ is code:
        return True
    return any(function.__code__ is code for function in functions_of(value))


def closes_over(
    function: types.FunctionType, code: types.CodeType, values: Mapping[str, Any]
) -> bool:
    """Whether a frame's free variables are this function's: many share one code."""
    missing = object()
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=False):
        try:
            held = cell.cell_contents
        except ValueError:  # an empty cell
            held = missing
        if values.get(name, missing) is not held:
            return False
    return True


def _inside(value: Any) -> list[object]:
    kind = type(value)
    if kind is _FUNCTION:
        # A wrapper made by functools.wraps names what it wraps; the dict of a plain one is empty.
        return [value.__dict__["__wrapped__"]] if "__wrapped__" in value.__dict__ else []
    if kind is staticmethod or kind is classmethod or kind is types.MethodType:
        return [value.__func__]
    if kind is property:
        return [part for part in (value.fget, value.fset, value.fdel) if part is not None]
    if identity(kind) in _HAVE_FUNC:
        return [value.func]
    own = own_dict(value)
    if own is not None and "__wrapped__" in own:
        return [own["__wrapped__"]]
    return []


def own_dict(value: object) -> dict[str, Any] | None:
    """The instance ``__dict__`` through the genuine descriptor, or None where it has none."""
    for base in get_mro(type(value)):
        entry = get_class_dict(base).get("__dict__")
        if type(entry) is types.GetSetDescriptorType:
            found = entry.__get__(value)
            return found if type(found) is dict else None
    return None


def kind_of(value: object) -> str:
    """The kind of a class attribute: see ``MemberKind`` of the recording's vocabulary."""
    exact = _KINDS.get(identity(type(value)))
    if exact is not None:
        return exact
    names = [name for base in get_mro(type(value)) for name in _DESCRIPTOR_NAMES
             if name in get_class_dict(base)]  # fmt: skip
    if "__set__" in names or "__delete__" in names:
        return "data_descriptor"
    return "descriptor" if "__get__" in names else "value"


_DESCRIPTOR_NAMES = ("__get__", "__set__", "__delete__")
_KINDS: dict[int, str] = by_identity(
    {
        _FUNCTION: "function",
        staticmethod: "staticmethod",
        classmethod: "classmethod",
        property: "property",
        functools.partialmethod: "partialmethod",
        types.MemberDescriptorType: "slot",
        types.GetSetDescriptorType: "data_descriptor",
        types.WrapperDescriptorType: "descriptor",
        types.MethodDescriptorType: "descriptor",
        types.ClassMethodDescriptorType: "descriptor",
        types.BuiltinFunctionType: "value",
    }
)
