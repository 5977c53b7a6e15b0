"""What one process knows while it is recorded: which code makes a hop, and on what.

Decisions are made once a code object and remembered by its id; each call of
anything else costs one dictionary look-up (:mod:`.lane`).
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
import time
import types
from _thread import get_ident
from collections.abc import Callable
from importlib.util import MAGIC_NUMBER
from typing import Any

import _socket

from .classes import Classes, ClassInfo
from .codes import CodeInfo, Codes, Ref
from .objects import ObjectInfo, Objects, holds, shape_key
from .owners import Owners, Resolved
from .requests import Requests
from .spool import Spool
from .values import Values, get_mro
from .wrapping import own_dict

_CLASS_BODY_FLAGS = 0x03  # CO_OPTIMIZED, CO_NEWLOCALS: both absent in class and module bodies
_ROOTS = {"BaseServer": "server", "BaseRequestHandler": "handler"}
_LAST_CLASS = "ThreadingMixIn"
_EARLY = ("__init__", "__new__", "__init_subclass__", "__class_getitem__")

_get_type = _socket.socket.__dict__["type"].__get__

IGNORED = False


class Entry:
    """A code object that can make a hop."""

    __slots__ = ("cache", "info", "instance", "member", "module", "plans", "static", "thread", "watch")

    def __init__(self, info: CodeInfo) -> None:
        self.info = info
        self.member = False
        """Some root object's class holds it."""
        self.static = False
        self.module = False
        """A named function of the module ``socketserver``."""
        self.thread = False
        """``start`` or ``run`` of a thread."""
        self.instance = False
        """Some root object's own ``__dict__`` held it."""
        self.watch = False
        """Runs before its class can be known: looked at each time."""
        self.cache: dict[int, Any] = {}
        self.plans: dict[tuple[int, int, int], Plan] = {}


class Found:
    """What a call was made on, and where its function was found."""

    __slots__ = ("attribute", "cls", "in_instance", "kept", "names", "own", "owner", "reason",
                 "receiver", "tentative")  # fmt: skip

    def __init__(
        self,
        cls: ClassInfo | None = None,
        receiver: ObjectInfo | None = None,
        owner: ClassInfo | None = None,
        attribute: str | None = None,
        names: int = 0,
    ) -> None:
        self.receiver = receiver
        self.cls = cls
        self.owner = owner
        self.attribute = attribute
        self.reason: str | None = None
        self.in_instance = False
        self.names = names
        self.kept: Resolved | None = None
        """Set where the next call of its like can be taken for the same while this is fresh."""
        self.own: object = None
        """What the receiver's own ``__dict__`` looked like, where that matters."""
        self.tentative = False


class Plan:
    """How a call from one place on objects of one class turned out, and whether it still would."""

    __slots__ = ("caller", "cls", "found", "kept", "own", "role", "shape")

    def __init__(self, found: Found, caller: Ref, role: str, shape: int) -> None:
        self.found = found
        self.cls = found.cls.ref if found.cls is not None else caller
        self.kept = found.kept
        self.own = found.cls.own if found.cls is not None and found.own is not None else None
        self.caller = caller
        self.role = role
        self.shape = shape
        found.receiver = None

    def fits(self, first: Any, code: types.CodeType, caller: types.CodeType) -> bool:
        """Whether a call on ``first`` would be found as the one before was."""
        if self.cls() is not type(first) or self.caller() is not caller:
            return False
        if self.kept is None or not self.kept.is_fresh(code):
            return False
        if self.own is None:
            return True
        try:
            return shape_key(self.own(first)) == self.found.own
        except RuntimeError:  # another thread adds an attribute just now
            return False


class Recorder:
    """The recorder of this process. ``config`` is what the controller passed on."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config
        self.values_wanted: bool = config["values"]
        self.lines_wanted: bool = config["lines"]
        self.extra_roots: list[str] = list(config["roots"])
        self.off = False
        self._graveyard: list[Spool] = []
        self._spool: Spool | None = None
        self._token = 0
        self.number: Callable[[], int] = itertools.count(1).__next__
        """Gives a number that no other process of this recording gives out."""
        self._shapes: dict[tuple[object, ...], int] = {}
        self.lanes: dict[int, Any] = {}
        self.known: dict[int, Any] = {}
        self._ignored: dict[int, Ref] = {}
        self.codes = Codes(self.put, self._next)
        self.classes = Classes(self.put, self._next, self.codes)
        self.objects = Objects(self.put, self._next)
        self.owners = Owners(self.classes)
        self.requests = Requests()
        self.values = Values(self.objects.label)
        self.thread_starts: dict[int, Any] = {}
        self.generators: dict[int, int] = {}
        self._module: types.ModuleType | None = None
        self._dirty = False

    # Identity and output

    def _next(self) -> int:
        return self.number()

    def shape(self, *facts: object) -> int:
        """Id of what calls of one kind from one place have in common; written at first use."""
        found = self._shapes.get(facts)
        if found is None:
            found = self._shapes[facts] = self.number()
            self.put(json.dumps(["S", found, *facts]) + "\n")
        return found

    def put(self, line: str) -> None:
        """Append a line to this process's spool, opened at the first one."""
        spool = self._spool
        if spool is None:
            spool = self._open_spool()
        spool.put(line)

    def direct(self) -> Callable[[str], None]:
        """The open spool's own ``put``: good until this process forks."""
        return self.put if self._spool is None else self._spool.put

    def open(self) -> None:
        """Open the spool before the program runs: a disk that is full now should not matter to it."""
        self._open_spool()

    def _open_spool(self) -> Spool:
        name = f"{time.monotonic_ns():020d}-{self._token:x}.spool"
        self._spool = spool = Spool(os.path.join(self.config["directory"], name))
        spool.put(json.dumps(["H", {
            "pid": os.getpid(), "python": sys.version.split()[0], "token": self._token,
            "magic": MAGIC_NUMBER.hex(),
            "kind": "fork" if self._token else "main",
        }]) + "\n")  # fmt: skip
        return spool

    def after_fork(self) -> None:
        """In a forked child: nothing of the parent's spool, numbers or lanes may be used."""
        if self._spool is not None:
            # Never freed: before 3.13 that closes a descriptor number which may be the program's.
            self._graveyard.append(self._spool)
        self._spool = None
        self._token = (int.from_bytes(os.urandom(3), "big") | 1 << 24) << 32
        self.number = itertools.count(self._token + 1).__next__
        lane = self.lanes.get(get_ident())
        self.lanes = {}
        self.thread_starts = {}
        if lane is not None:
            lane.continue_in_child()
            self.lanes[get_ident()] = lane

    def note(self, text: str) -> None:
        """Say something to the reader of the recording."""
        self.put(json.dumps(["n", text]) + "\n")

    def announce(self, server: ObjectInfo | None) -> None:
        """A server has activated itself: say where it can be reached."""
        value = None if server is None else server.ref()
        own = None if value is None else own_dict(value)
        found = listening_address(own.get("socket")) if own else None
        if found is not None and server is not None:
            self.put(json.dumps(["L", server.id, *found]) + "\n")

    def finish(self) -> None:
        """The process ends in an orderly way: write what was held back, and say so."""
        if not self.off:
            for lane in list(self.lanes.values()):
                lane.polls.flush()
            self.put(f'["q",{time.monotonic_ns()}]\n')
            self.off = True

    def stop(self, reason: str) -> None:
        """Record nothing more in this process; the program goes on."""
        if not self.off:
            self.off = True
            spool = self._spool
            if spool is not None:
                spool.put_last(json.dumps(["n", f"Recording stopped early: {reason}."]) + "\n")

    # Which code makes a hop

    def forget_codes(self) -> None:
        """Drop decisions about code objects that are gone: their ids will be used again."""
        for key in self.codes.forget():
            self.known.pop(key, None)
            self._ignored.pop(key, None)
            self.classes.homes.pop(key, None)

    def classify(self, frame: types.FrameType) -> Entry | None:
        """Decide about a code object at its first call."""
        code = frame.f_code
        if not code.co_flags & _CLASS_BODY_FLAGS:
            self._dirty = True
            return self._ignore(code)
        self._look_for_classes()
        entry = self.known.get(id(code))
        if not entry and self._module is not None and self.lanes_have_objects():
            self.classes.revise_all()
            self._admit_fresh()
            entry = self.known.get(id(code))
        if entry:
            return entry  # type: ignore[no-any-return]
        return self._classify_unclaimed(frame, code)

    def lanes_have_objects(self) -> bool:
        """Whether any root object exists, so that patched classes can matter."""
        return bool(self.objects._known)

    def _classify_unclaimed(self, frame: types.FrameType, code: types.CodeType) -> Entry | None:
        name = code.co_name
        if self.objects.holder(code, []) is not None:
            return self.admit(code, "instance")
        if name in ("start", "run"):
            info = self.codes.unwritten(code)
            if is_thread(info.first(frame.f_locals)):
                return self.admit(code, "thread")
        if name in _EARLY:
            return self.admit(code, "watch")
        return self._ignore(code)

    def _ignore(self, code: types.CodeType) -> None:
        ref = Ref(code, self.codes.dead.append)
        ref.key = id(code)
        self._ignored[id(code)] = ref
        self.known[id(code)] = IGNORED

    def admit(self, code: types.CodeType, how: str) -> Entry:
        """Make a code object one that can make hops."""
        entry = self.known.get(id(code))
        if not entry:
            entry = self.known[id(code)] = Entry(self.codes.unwritten(code))
        setattr(entry, how, True)
        return entry

    def _look_for_classes(self) -> None:
        if self._module is None:
            self._adopt_module()
        if self.extra_roots:
            self._adopt_extra_roots()
        self.classes.rescan()
        self._dirty = False
        self._admit_fresh()

    def _adopt_module(self) -> None:
        module = sys.modules.get("socketserver")
        if type(module) is not types.ModuleType:
            return
        names = dict(module.__dict__)
        # While the module is still being run, its later classes are missing.
        if not all(name in names for name in (*_ROOTS, _LAST_CLASS, "DatagramRequestHandler")):
            return
        self._module = module
        for name, role in _ROOTS.items():
            self.classes.add_root(names[name], role)
        for value in names.values():
            if isinstance(value, type) and value.__module__ == "socketserver":
                self.classes.info(value)
                for function in list(value.__dict__.values()):
                    if type(function) is types.FunctionType:
                        self._admit_module_function(function)
            elif type(value) is types.FunctionType:
                self._admit_module_function(value)

    def _admit_module_function(self, function: types.FunctionType) -> None:
        if self._module is not None and function.__globals__ is self._module.__dict__:
            if not function.__code__.co_name.startswith("<"):
                self.admit(function.__code__, "module")

    def _adopt_extra_roots(self) -> None:
        for dotted in list(self.extra_roots):
            module_name, _, qualname = dotted.replace(":", ".").rpartition(".")
            module = sys.modules.get(module_name)
            found = module.__dict__.get(qualname) if type(module) is types.ModuleType else None
            if isinstance(found, type):
                self.extra_roots.remove(dotted)
                self.classes.add_root(found, "other")

    def _admit_fresh(self) -> None:
        """Codes that a class was found to hold make hops when the class is a root object's."""
        while self.classes.fresh:
            code = self.classes.fresh.pop()
            for home, name in list(self.classes.homes.get(id(code), ())):
                if self._serves_roots(home):
                    entry = self.admit(code, "member")
                    cls = home.ref()
                    if cls is not None and type(cls.__dict__.get(name)) is staticmethod:
                        entry.static = True

    def _serves_roots(self, home: ClassInfo) -> bool:
        """Whether some root object's class has this class in its MRO."""
        return any(
            info.role is not None and any(base is home for base in info.mro)
            for info in list(self.classes._known.values())
        )

    # On what a call was made

    def identify(
        self, entry: Entry, values: Any, code: types.CodeType, stack: list[Any]
    ) -> Found | None:
        """The receiver and owner of a call, or None when it is no hop."""
        if self._dirty:
            self._look_for_classes()
        first = entry.info.first(values)
        cls = type(first)
        info = self.classes.known(cls)
        if info is not None:
            kept = entry.cache.get(id(info))
            if kept is not None and kept.cls is info and kept.is_fresh(code):
                found = self._again(kept, first, info)
                if found is not None:
                    return found
        elif entry.watch and not entry.member:
            # Its receiver, or the class that it was called on, is known to be no root's.
            if self.classes.is_foreign(first if isinstance(first, type) else cls):
                return None
        return self._identify_anew(entry, first, cls, values, code, stack)

    def _identify_anew(
        self, entry: Entry, first: Any, cls: type, values: Any, code: types.CodeType,
        stack: list[Any],
    ) -> Found | None:  # fmt: skip
        info = self._root_class(cls)
        if info is not None:
            found = self._on_object(entry, first, info, values, code)
            if found is not None:
                return found
        elif cls is not types.NoneType and any(base is type for base in get_mro(cls)):
            found = self._on_class(entry, first, values, code)
            if found is not None:
                return found
        if entry.thread and is_thread(first):
            return self._on_thread(entry, first, code, values)
        return self._without_root(entry, first, values, code, stack)

    def _root_class(self, cls: type) -> ClassInfo | None:
        info = self.classes.known(cls)
        if info is None:
            if self.classes.is_foreign(cls) or self.classes.role_of(cls) is None:
                return None
            self._look_for_classes()
            info = self.classes.info(cls)
            self._admit_fresh()
        return info if info.role is not None else None

    def _again(self, kept: Resolved, first: Any, info: ClassInfo) -> Found | None:
        """The quick way for a call whose like was seen before: nothing relevant has changed."""
        role = kept.role
        if role is None:
            return None
        if role == "thread":
            found = Found(info, self.objects.info(first, info, role), kept.owner, kept.attribute)
            found.tentative = not self._surely_serves(first)
            return found
        if role == "other":
            receiver = self.objects.info(first, info, role)
            found = Found(info, receiver, kept.owner, kept.attribute)
        else:
            own = own_dict(first) if info.own is None else info.own(first)
            names, carriers = self.objects.shape(own) if own else (0, ())
            if carriers:
                return None
            receiver = self.objects.info(first, info, role)
            found = Found(info, receiver, kept.owner, kept.attribute, names)
            if info.own is None:
                return found
            found.own = shape_key(own)
        found.kept = kept
        return found

    def plan(
        self, entry: Entry, found: Found, like: tuple[int, int, int], caller: types.FrameType,
        shape: int,
    ) -> None:  # fmt: skip
        """Remember how a call turned out, for the next one from that place on such an object."""
        if shape and found.kept is not None and found.receiver is not None:
            site_code = self.codes.info(caller.f_code, caller.f_globals.get("__name__"))
            entry.plans[like] = Plan(found, site_code.ref, found.receiver.role, shape)

    def _on_object(
        self, entry: Entry, first: object, info: ClassInfo, values: Any, code: types.CodeType
    ) -> Found | None:
        found = Found(info)
        own = own_dict(first)
        held = holds(own, code) if own else None
        if entry.member:
            self.owners.decide(found, entry, info, code, values)
        if held is None and found.owner is None and found.reason is None and not entry.module:
            return None
        found.receiver = self.objects.info(first, info, info.role or "other")
        self.owners.remember_role(entry, info, info.role or "other")
        if held is not None:
            found.in_instance = True
            found.attribute = held
        if own:
            found.names = self.objects.shape(own)[0]
        return found

    def _on_class(
        self, entry: Entry, first: Any, values: Any, code: types.CodeType
    ) -> Found | None:
        if not entry.member or self.classes.role_of(first) is None:
            return None
        found = Found()
        found.cls = self.classes.info(first)
        self._admit_fresh()
        self.owners.decide(found, entry, found.cls, code, values)
        return found if found.owner is not None or found.reason is not None else None

    def _on_thread(
        self, entry: Entry, first: Any, code: types.CodeType, values: Any
    ) -> Found | None:
        found = Found()
        found.cls = self.classes.info(type(first))
        self.owners.decide(found, entry, found.cls, code, values)
        if found.owner is None:
            return None
        found.receiver = self.objects.info(first, found.cls, "thread")
        self.owners.remember_role(entry, found.cls, "thread")
        found.tentative = not self._surely_serves(first)
        return found

    def _surely_serves(self, thread: Any) -> bool:
        own = own_dict(thread)
        target = own.get("_target") if own else None
        if type(target) is types.MethodType:
            return self._root_class(type(target.__self__)) is not None
        return False

    def _without_root(
        self, entry: Entry, first: Any, values: Any, code: types.CodeType, stack: list[Any]
    ) -> Found | None:
        found = Found()
        if entry.static:
            self.owners.decide_static(found, code)
            return found
        if entry.module:
            if first is not None and not isinstance(first, type):
                info = self.classes.known(type(first))
                if info is not None:
                    found.cls = info
                    self.owners.decide(found, entry, info, code, values)
                    if found.owner is not None:
                        found.receiver = self.objects.info(first, info, "other")
                        self.owners.remember_role(entry, info, "other")
                    else:
                        found.cls = None
            return found
        if entry.instance:
            receivers = [hop.receiver for hop in reversed(stack) if hop.receiver is not None]
            holder = self.objects.holder(code, receivers)
            if holder is not None:
                value = holder.ref()
                own = own_dict(value) or {}
                found.receiver, found.cls, found.in_instance = holder, holder.cls, True
                found.attribute = holds(own, code)
                found.names = self.objects.shape(own)[0]
                return found
        return None


def listening_address(sock: Any) -> tuple[str, Any] | None:
    """Family and address of a bound socket, through the C methods of its base."""
    if sock is None or not any(base is _socket.socket for base in get_mro(type(sock))):
        return None
    try:
        address = _socket.socket.getsockname(sock)
    except OSError:
        return None
    stream = _get_type(sock) & 0xF == _socket.SOCK_STREAM
    if type(address) is tuple:
        return ("tcp" if stream else "udp"), list(address[:2])
    text = os.fsdecode(address) if type(address) is bytes else address
    return ("unix" if stream else "unix-datagram"), text


def is_thread(value: object) -> bool:
    """Whether a value is a ``threading.Thread``, told by its MRO alone."""
    return any(base is threading.Thread for base in get_mro(type(value)))
