"""Which code makes hops: decided at a code object's first call, and again when classes are met."""

from __future__ import annotations

import os
import sys
import types
from typing import TYPE_CHECKING, Any, Literal

from ..facts.codes import Ref
from ..facts.identity import identity
from ..facts.values import get_class_dict, is_class, is_thread, module_of
from .entries import Entry

if TYPE_CHECKING:
    from ..facts.classes import Classes, ClassInfo
    from ..facts.codes import Codes
    from ..facts.objects import Objects

_HERE = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "")
_CLASS_BODY_FLAGS = 0x03  # CO_OPTIMIZED, CO_NEWLOCALS: both absent in class and module bodies
_ROOTS = {"BaseServer": "server", "BaseRequestHandler": "handler"}
_LAST_CLASSES = ("ThreadingMixIn", "DatagramRequestHandler")
_MODULE_HOOKS = frozenset(("__getattr__", "__dir__"))
"""Functions that the interpreter itself looks up in a module (PEP 562): no call of the program names them."""
_EARLY = ("__init__", "__new__", "__init_subclass__", "__class_getitem__")


class Admission:
    """Keeps the decisions. ``known`` maps a code's id to its entry, or to False: never a hop."""

    def __init__(
        self, codes: Codes, classes: Classes, objects: Objects, extra_roots: list[str]
    ) -> None:
        self._codes = codes
        self._classes = classes
        self._objects = objects
        self._extra_roots = extra_roots
        self._ignored: dict[int, Ref] = {}
        self._module: types.ModuleType | None = None
        self.known: dict[int, Entry | Literal[False]] = {}
        self.dead = codes.dead
        """Not empty where codes are gone: :meth:`forget_codes` is due."""
        self.dirty = False
        """A class body has run since the last look for classes."""

    def forget_codes(self) -> None:
        """Drop decisions about code objects that are gone: their ids will be used again."""
        for key in self._codes.forget():
            self.known.pop(key, None)
            self._ignored.pop(key, None)
            self._classes.homes.pop(key, None)

    def classify(self, frame: types.FrameType) -> Entry | None:
        """Decide about a code object at its first call."""
        code = frame.f_code
        if code.co_filename.startswith(_HERE):
            # What runs in a forked child before the program goes on: nothing of it makes a hop.
            self._ignore(code)
            return None
        if not code.co_flags & _CLASS_BODY_FLAGS:
            self.dirty = True
            self._ignore(code)
            return None
        self.look_for_classes()
        entry = self.known.get(identity(code))
        if not entry and len(self._objects):
            self._classes.revise_all()
            self.admit_fresh()
            entry = self.known.get(identity(code))
        if entry:
            return entry
        return self._classify_unclaimed(frame, code)

    def _classify_unclaimed(self, frame: types.FrameType, code: types.CodeType) -> Entry | None:
        name = code.co_name
        if self._objects.holder(code, []) is not None:
            return self.admit(code, "instance")
        if may_be_thread_s(code):
            info = self._codes.unwritten(code)
            if is_thread(info.first(frame.f_locals)):
                return self.admit(code, "thread")
        if name in _EARLY:
            return self.admit(code, "watch")
        if self._is_in_module(frame.f_globals, code):
            return self.admit(code, "module")
        self._ignore(code)
        return None

    def _ignore(self, code: types.CodeType) -> None:
        ref = Ref(code, self._codes.dead.append)
        ref.key = identity(code)
        self._ignored[identity(code)] = ref
        self.known[identity(code)] = False

    def admit(self, code: types.CodeType, how: str) -> Entry:
        """Make a code object one that can make hops."""
        entry = self.known.get(identity(code))
        if not entry:
            entry = self.known[identity(code)] = Entry(self._codes.unwritten(code))
        setattr(entry, how, True)
        others = entry.member or entry.static or entry.module or entry.thread or entry.instance
        entry.only_watch = entry.watch and not others
        return entry

    def look_for_classes(self) -> None:
        """Adopt the module, the roots that were asked for, and what derives from them."""
        if self._module is None:
            self._adopt_module()
        if self._extra_roots:
            self._adopt_extra_roots()
        self._classes.rescan()
        self.dirty = False
        self.admit_fresh()

    def _adopt_module(self) -> None:
        module = sys.modules.get("socketserver")
        if type(module) is not types.ModuleType:
            return
        names = dict(module.__dict__)
        # While the module is still being run, its later classes are missing.
        if not all(name in names for name in (*_ROOTS, *_LAST_CLASSES)):
            return
        self._module = module
        for name, role in _ROOTS.items():
            self._classes.add_root(names[name], role)
        for value in names.values():
            if is_class(value) and module_of(value) == "socketserver":
                self._classes.info(value)
                for function in list(get_class_dict(value).values()):
                    if type(function) is types.FunctionType:
                        self._admit_module_function(function)
            elif type(value) is types.FunctionType:
                self._admit_module_function(value)

    def _is_in_module(self, names: dict[str, Any], code: types.CodeType) -> bool:
        """Whether it is a named function of the module, put there after it was adopted."""
        own = self._module is not None and names is self._module.__dict__
        return own and "<" not in code.co_qualname and code.co_qualname not in _MODULE_HOOKS

    def _admit_module_function(self, function: types.FunctionType) -> None:
        code = function.__code__
        own = self._module is not None and function.__globals__ is self._module.__dict__
        if own and not code.co_name.startswith("<") and code.co_qualname not in _MODULE_HOOKS:
            self.admit(code, "module")

    def _adopt_extra_roots(self) -> None:
        for dotted in list(self._extra_roots):
            module_name, _, qualname = dotted.replace(":", ".").rpartition(".")
            module = sys.modules.get(module_name)
            found = module.__dict__.get(qualname) if type(module) is types.ModuleType else None
            if is_class(found):
                self._extra_roots.remove(dotted)
                self._classes.add_root(found, "other")

    def admit_fresh(self) -> None:
        """Codes that a class was found to hold make hops when the class is a root object's."""
        while self._classes.fresh:
            code = self._classes.fresh.pop()
            for home, name in list(self._classes.homes.get(identity(code), ())):
                if self._serves_roots(home):
                    entry = self.admit(code, "member")
                    cls = home.ref()
                    if cls is not None and type(get_class_dict(cls).get(name)) is staticmethod:
                        entry.static = True

    def _serves_roots(self, home: ClassInfo) -> bool:
        """Whether some root object's class has this class in its MRO."""
        return any(
            info.role is not None and any(base is home for base in info.mro)
            for info in self._classes.all()
        )


def may_be_thread_s(code: types.CodeType) -> bool:
    """Whether this may be a thread's ``start`` or ``run``: its first argument is looked at."""
    return code.co_name in ("start", "run") and bool(code.co_flags & _CLASS_BODY_FLAGS)
