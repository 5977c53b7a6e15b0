"""Objects that hops are called on, remembered by id and a weak reference, never held."""

from __future__ import annotations

import functools
import json
import types
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .codes import Ref
from .identity import identity
from .values import get_class_dict, get_flags, get_mro
from .wrapping import closes_over, functions_of, own_dict

if TYPE_CHECKING:
    from .classes import ClassInfo
    from .requests import RequestState

_MOST_NAMES = 64
_MOST_SHAPES = 4096
_CARRIERS = frozenset(map(identity, (types.FunctionType, types.MethodType, functools.partial)))


class ObjectInfo:
    """One receiver: its id in the spool, its class, the request it serves."""

    __slots__ = ("cls", "id", "ref", "request", "role", "text")

    def __init__(self, number: int, ref: Ref, cls: ClassInfo, role: str) -> None:
        self.id = number
        self.ref = ref
        self.cls = cls
        self.role = role
        self.request: RequestState | None = None
        self.text = f'"\\u0000{number}\\u0000"'


class Objects:
    """The objects met so far. Sets of callable names are written once each."""

    def __init__(self, put: Callable[[str], None], number: Callable[[], int]) -> None:
        self._put = put
        self._number = number
        self._known: dict[int, ObjectInfo] = {}
        self._dead: deque[Ref] = deque()
        self._names: dict[tuple[str, ...], int] = {}
        self._shapes: dict[object, tuple[int, tuple[str, ...]]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def known(self, value: object) -> ObjectInfo | None:
        """What is kept of an object, if it was met."""
        found = self._known.get(identity(value))
        return found if found is not None and found.ref() is value else None

    def info(self, value: object, cls: ClassInfo, role: str) -> ObjectInfo | None:
        """The facts of an object; written at first use. None where it allows no weak reference."""
        found = self._known.get(identity(value))
        if found is not None and found.ref() is value:
            return found
        self._forget()
        try:
            ref = Ref(value, self._dead.append)
        except TypeError:
            return None
        ref.key = identity(value)
        found = ObjectInfo(self._number(), ref, cls, role)
        # Told before it is known: another thread must not name what nobody has been told of.
        self._put(f'["o",{found.id},"{role}",{cls.id}]\n')
        kept = self._known.setdefault(identity(value), found)
        if kept is found or kept.ref() is value:
            return kept  # perhaps another thread's, which met it at the same moment
        self._known[identity(value)] = found
        return found

    def _forget(self) -> None:
        while self._dead:
            ref = self._dead.popleft()
            found = self._known.get(ref.key)
            if found is not None and found.ref is ref:
                del self._known[ref.key]

    def label(self, value: object) -> str | None:
        """The number by which the controller knows a receiver."""
        found = self._known.get(identity(value))
        return str(found.id) if found is not None and found.ref() is value else None

    def shape(self, own: dict[str, object]) -> tuple[int, tuple[str, ...]]:
        """What an instance's ``__dict__`` holds: id of its callable names, names of functions."""
        try:
            key = shape_key(own)
        except RuntimeError:  # another thread adds an attribute just now
            return self._new_shape(dict(own))
        found = self._shapes.get(key)
        if found is None:
            if len(self._shapes) > _MOST_SHAPES:
                self._shapes.clear()
            found = self._shapes[key] = self._new_shape(own)
        return found

    def _new_shape(self, own: dict[str, object]) -> tuple[int, tuple[str, ...]]:
        entries = [(n, v) for n, v in list(own.items()) if type(n) is str]
        names = tuple([n for n, v in entries if self._is_callable(type(v))][:_MOST_NAMES])
        number = self._names.get(names)
        if number is None:
            number = self._number()
            self._put(f'["N",{number},{json.dumps(names)}]\n')
            self._names[names] = number
        return number, tuple([n for n, v in entries if identity(type(v)) in _CARRIERS])

    def _is_callable(self, kind: type) -> bool:
        known = _CALLABLE.get(identity(kind))
        if known is not None:
            return known
        found = any("__call__" in get_class_dict(base) for base in get_mro(kind))
        if get_flags(kind) & 512 == 0:  # a static type lives for ever, so its id stays its own
            _CALLABLE[identity(kind)] = found
        return found

    def holder(
        self, code: types.CodeType, first: list[ObjectInfo], values: Mapping[str, Any] | None = None
    ) -> tuple[ObjectInfo, bool] | None:
        """The object whose own ``__dict__`` holds that function, and whether no other one does."""
        newest = list(self._known.values())[-_MOST_NAMES:]
        found: ObjectInfo | None = None
        for info in [*first, *reversed(newest)]:
            value = info.ref()
            if info is found or value is None or info.role not in ("server", "handler"):
                continue
            own = own_dict(value)
            if own is not None and held_as(own, code, values, value if values is None else None):
                if found is not None:
                    return found, False
                found = info
        return None if found is None else (found, True)


def shape_key(own: dict[str, object]) -> tuple[object, ...]:
    """What decides about an instance's callable names.

    Ids of the types: comparing the types themselves could run a metaclass's code.
    """
    return (*own, *map(identity, map(type, own.values())))


def held_as(
    own: dict[str, object], code: types.CodeType, values: Mapping[str, Any] | None, first: object
) -> tuple[str, ...]:
    """The names under which an instance's ``__dict__`` holds the function of a frame.

    ``values`` are the frame's variables: they tell functions apart that share a
    code. ``first`` is the object that the call was made on, if that is the one
    whose ``__dict__`` it is: a method bound to another object is that other
    one's. Where the function itself is there, names of what is bound to it do not count.
    """
    plain: list[str] = []
    bound: list[str] = []
    for name, value in list(own.items()):
        if (
            type(name) is str
            and identity(type(value)) in _CARRIERS
            and not _is_bound_elsewhere(value, first)
            and any(
                each.__code__ is code and (values is None or closes_over(each, code, values))
                for each in functions_of(value)
            )
        ):
            (plain if type(value) is types.FunctionType else bound).append(name)
    return tuple((plain or bound)[:_MOST_NAMES])


def _is_bound_elsewhere(value: Any, first: object) -> bool:
    while type(value) is functools.partial:
        value = value.func
    return type(value) is types.MethodType and value.__self__ is not first


_CALLABLE: dict[int, bool] = {}
