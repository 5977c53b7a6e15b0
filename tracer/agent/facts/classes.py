"""Class facts: every class that matters, with what its own ``__dict__`` holds.

Classes are compared with ``is`` and kept by ``id`` with a weak reference:
a metaclass's ``__eq__`` or ``__hash__`` is code of the program. Facts carry a
revision; a class that was patched is written again.
"""

from __future__ import annotations

import json
import sys
import types
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

from .codes import Codes, Ref, absolute
from .identity import identity
from .values import get_class_dict, get_mro, module_of, qualname_of
from .wrapping import codes_of, functions_of, kind_of

Home = tuple["ClassInfo", str]

_LASTING = ("builtins", "socketserver", "threading")


class ClassInfo:
    """One class: id in the spool, role of its instances, weak references along its MRO."""

    __slots__ = ("id", "mro", "order", "own", "proxy", "ref", "role", "written")

    def __init__(self, number: int, ref: Ref, role: str | None) -> None:
        self.id = number
        self.ref = ref
        self.role = role
        self.mro: list[ClassInfo] = []
        self.order = 0
        """Id of the tuple that was its ``__mro__``: other ``__bases__`` make another."""
        self.own: Callable[[Any], Any] | None = None
        """Gives an instance's ``__dict__``; None where the class that defines it may go."""
        self.proxy: Any = None
        """Its ``__dict__``, kept only of library classes: it would keep any other alive."""
        self.written: dict[str, object] = {}
        """What marked each entry when it was written last."""


class Classes:
    """The registry. ``homes`` maps a code's id to the classes that hold it, and under what name."""

    def __init__(self, put: Callable[[str], None], number: Callable[[], int], codes: Codes) -> None:
        self._put = put
        self._number = number
        self._codes = codes
        self._known: dict[int, ClassInfo] = {}
        self._dead: deque[Ref] = deque()
        self._foreign: dict[int, Ref] = {}
        self._roots: list[tuple[Ref, str]] = []
        self.homes: dict[int, list[Home]] = {}
        self.fresh: list[types.CodeType] = []
        self.revision = 0

    def add_root(self, cls: type, role: str) -> None:
        """Instances of ``cls`` are root objects of that role from now on."""
        self._roots.append((self._ref(cls), role))
        self._foreign.clear()
        self.info(cls)

    def role_of(self, cls: type) -> str | None:
        """The role of a class's instances, None where they are no root objects."""
        for base in get_mro(cls):
            for ref, role in self._roots:
                if ref() is base:
                    return role
        if not any(base is type for base in get_mro(cls)):
            self._foreign[identity(cls)] = self._ref(cls)
        return None

    def is_foreign(self, cls: type) -> bool:
        """Whether a class was seen before and derives from no root."""
        ref = self._foreign.get(identity(cls))
        return ref is not None and ref() is cls

    def known(self, cls: type) -> ClassInfo | None:
        """The facts kept of a class, if any."""
        if self._dead:
            self._forget()
        found = self._known.get(identity(cls))
        return found if found is not None and found.ref() is cls else None

    def info(self, cls: type) -> ClassInfo:
        """The facts of a class and of all classes of its MRO; written at first use."""
        found = self.known(cls)
        if found is None:
            found = self._adopt(cls)
            self._write(found, cls)
            # Known once it is told of, or another thread would name it before; that one may also
            # have met it at the same moment, and then it is the one.
            other = self.known(cls)
            if other is not None:
                return other
            self._known[identity(cls)] = found
            if found.role is not None:
                self._refresh(found)
        return found

    def _refresh(self, info: ClassInfo) -> None:
        """All that a root object's class inherits matters now, whenever it was met."""
        for base in info.mro:
            for value in list(get_class_dict(base.ref()).values()):
                self.fresh.extend(codes_of(value))
            entry = get_class_dict(base.ref()).get("__dict__")
            if (
                info.own is None
                and type(entry) is types.GetSetDescriptorType
                and base.proxy is not None
            ):
                info.own = entry.__get__

    def _adopt(self, cls: type) -> ClassInfo:
        found = ClassInfo(self._number(), self._ref(cls), self.role_of(cls))
        if module_of(cls) in _LASTING:
            found.proxy = get_class_dict(cls)
        self._line_up(found, cls)
        return found

    def _line_up(self, info: ClassInfo, cls: type) -> None:
        order = get_mro(cls)
        info.mro = [info if base is cls else self.info(base) for base in order]
        info.order = identity(order)

    def _ref(self, cls: type) -> Ref:
        ref = Ref(cls, self._dead.append)
        ref.key = identity(cls)
        return ref

    def _forget(self) -> None:
        while self._dead:
            ref = self._dead.popleft()
            found = self._known.get(ref.key)
            if found is not None and found.ref is ref:
                del self._known[ref.key]
            if self._foreign.get(ref.key) is ref:
                del self._foreign[ref.key]

    def _write(self, info: ClassInfo, cls: type) -> None:
        entries = list(get_class_dict(cls).items())
        members: dict[str, list[object]] = {}
        for name, value in entries:
            if type(name) is str:
                members[name] = [kind_of(value), *self._member_codes(info, name, value)]
        info.written = {name: _mark(value) for name, value in entries if type(name) is str}
        self.revision += 1
        file, line = _place(cls)
        row = [
            "k", info.id, self.revision, module_of(cls), qualname_of(cls), file, line,
            [self.info(base).id for base in type.__dict__["__bases__"].__get__(cls)],
            [base.id for base in info.mro],
            self._metaclass(cls), members,
        ]  # fmt: skip
        self._put(json.dumps(row) + "\n")

    def _metaclass(self, cls: type) -> int | None:
        meta = type(cls)
        return None if meta is type else self.info(meta).id

    def _member_codes(self, info: ClassInfo, name: str, value: object) -> list[int]:
        ids = []
        for function in functions_of(value):
            code = function.__code__
            ids.append(self._codes.info(code, function.__globals__.get("__name__")).id)
            homes = self.homes.setdefault(identity(code), [])
            if not any(home is info and attribute == name for home, attribute in homes):
                homes.append((info, name))
                self.fresh.append(code)
        return ids

    def revise(self, info: ClassInfo) -> None:
        """Write those classes of an MRO again whose own entries, or bases, are not as written."""
        given = info.ref()
        if given is not None and identity(get_mro(given)) != info.order:
            self._line_up(info, given)
            self._write(info, given)
            if info.role is not None:
                self._refresh(info)
        for base in info.mro:
            cls = base.ref()
            if cls is None:
                continue
            entries = get_class_dict(cls)
            now = {name: _mark(value) for name, value in list(entries.items()) if type(name) is str}
            if now != base.written:
                self._write(base, cls)

    def revise_all(self) -> None:
        """Look at every class that root objects may come from, patched ones included."""
        for info in list(self._known.values()):
            if info.role is not None and info.ref() is not None:
                self.revise(info)

    def rescan(self) -> None:
        """Adopt classes derived from the roots since the last look."""
        waiting = [ref() for ref, _ in self._roots]
        seen: list[type] = []
        while waiting:
            cls = waiting.pop()
            if cls is None or any(cls is other for other in seen):
                continue
            seen.append(cls)
            self.info(cls)
            waiting.extend(type.__subclasses__(cls))

    def all(self) -> list[ClassInfo]:
        """All classes met so far."""
        return list(self._known.values())

    def homes_of(self, code: types.CodeType, info: ClassInfo) -> list[Home]:
        """Where in the MRO of a class the code is found, in MRO order."""
        homes = self.homes.get(identity(code), ())
        found = [home for base in info.mro for home in homes if home[0] is base]
        return [home for home in found if _still_holds(home, code)]


def _still_holds(home: Home, code: types.CodeType) -> bool:
    cls = home[0].ref()
    value = None if cls is None else get_class_dict(cls).get(home[1])
    return value is not None and any(held is code for held in codes_of(value))


def _mark(value: Any) -> object:
    """What tells an entry from any that comes after it.

    The id of a function that was replaced is soon another's, so a weak reference
    to it: it equals no other's, and the dead equal none.
    """
    kind = type(value)
    if kind is staticmethod or kind is classmethod:
        value = value.__func__
    elif kind is property:
        value = value.fget
    return weakref.ref(value) if type(value) is types.FunctionType else identity(value)


def _place(cls: type) -> tuple[str | None, int | None]:
    """File and first line of a class, as far as its own facts tell (no import, no user code)."""
    entries = get_class_dict(cls)
    line = entries.get("__firstlineno__")
    own = [f for value in list(entries.values()) for f in functions_of(value)
           if f.__module__ == module_of(cls)
           and f.__qualname__.rpartition(".")[0] == qualname_of(cls)]  # fmt: skip
    if own:
        return absolute(own[0].__code__.co_filename), line if type(line) is int else None
    module = sys.modules.get(module_of(cls))
    file = module.__dict__.get("__file__") if type(module) is types.ModuleType else None
    return (absolute(file) if type(file) is str else None), line if type(line) is int else None
