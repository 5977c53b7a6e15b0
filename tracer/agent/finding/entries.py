"""What is decided once about a code object, about one call, and about all calls like it."""

from __future__ import annotations

import types
from itertools import repeat
from operator import contains
from typing import TYPE_CHECKING, Any

from ..facts.identity import identity
from ..facts.objects import shape_key
from ..facts.values import get_class_dict, get_mro
from ..facts.wrapping import wraps

if TYPE_CHECKING:
    from ..facts.classes import ClassInfo, Home
    from ..facts.codes import CodeInfo
    from ..facts.objects import ObjectInfo


class Entry:
    """A code object that can make a hop."""

    __slots__ = (
        "cache",
        "have",
        "info",
        "instance",
        "member",
        "module",
        "only_watch",
        "plans",
        "static",
        "thread",
        "watch",
    )

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
        self.only_watch = False
        """... and nothing else speaks for it: a call on a class that is no root's is no hop."""
        self.cache: dict[int, Any] = {}
        self.plans: dict[tuple[int, int, int], Plan] = {}
        self.have: list[tuple[int, bool]] = []
        """For a static method: each class by number, and whether it had the name."""


class Resolved:
    """What is remembered for one code on one class, and by what it is seen to be stale."""

    __slots__ = ("attribute", "closes", "cls", "homes", "lasting", "lasting_have", "others",
                 "owner", "reason", "role")  # fmt: skip

    def __init__(self, cls: ClassInfo) -> None:
        self.cls = cls
        self.closes = False
        """It has free variables: what a class holds may be another function of that code."""
        self.homes: list[Home] = []
        self.owner: ClassInfo | None = None
        self.attribute: str | None = None
        self.reason: str | None = None
        self.lasting: tuple[Any, ...] = ()
        """The ``__dict__`` of each library class of the MRO, and whether it has the name."""
        self.lasting_have: list[bool] = []
        self.others: list[tuple[ClassInfo, bool]] = []
        self.role: str | None = None
        """Role of the receivers; None until a call on one has turned out to be a hop."""

    def note_presence(self, name: str) -> None:
        """Note which classes of the MRO have the name."""
        self.lasting = tuple(base.proxy for base in self.cls.mro if base.proxy is not None)
        self.lasting_have = [name in proxy for proxy in self.lasting]
        self.others = [
            (base, name in get_class_dict(base.ref()))
            for base in self.cls.mro
            if base.proxy is None
        ]

    def is_fresh(self, code: types.CodeType) -> bool:
        """Whether a search in the class would end where it ended before. False without an owner.

        Three things are compared with what was noted:

        - The class's ``__mro__`` is the same tuple: assigning to ``__bases__`` makes another one.
        - The same classes of the MRO have the name: one that gained it may come before the owner.
        - The owner's entry of that name is a function of this code, or wraps one.

        A library class is asked through its ``__dict__`` that was kept, all of them in one pass of
        C code. Any other class is asked for its ``__dict__`` anew: a kept one would keep it alive.
        """
        owner, name = self.owner, self.attribute
        if owner is None or name is None or identity(get_mro(self.cls.ref())) != self.cls.order:
            return False
        if list(map(contains, self.lasting, repeat(name))) != self.lasting_have:
            return False
        for base, has in self.others:
            if (name in get_class_dict(base.ref())) is not has:
                return False
        proxy = owner.proxy
        value = (get_class_dict(owner.ref()) if proxy is None else proxy).get(name)
        if type(value) is types.FunctionType and value.__code__ is code:
            return True
        return wraps(value, code)


class Found:
    """What a call was made on, and where its function was found."""

    __slots__ = ("attribute", "cls", "held_as", "kept", "names", "own", "owner", "reason",
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
        self.held_as: tuple[str, ...] = ()
        self.names = names
        self.kept: Resolved | None = None
        """Set where the next call of its like can be taken for the same while this is fresh."""
        self.own: object = None
        """What the receiver's own ``__dict__`` looked like, where that matters."""
        self.tentative = False

    def without_receiver(self) -> Found:
        """The same of any other object: what is remembered must not hold the program's."""
        found = Found(self.cls, None, self.owner, self.attribute, self.names)
        found.kept, found.own = self.kept, self.own
        return found


class Plan:
    """How a call from one place on objects of one class turned out, and whether it still would."""

    __slots__ = ("cls", "found", "info", "kept", "own", "role", "shape")

    def __init__(self, found: Found, info: ClassInfo, role: str, shape: int) -> None:
        self.found = found.without_receiver()
        self.info = info
        self.cls = info.ref
        self.kept = found.kept
        self.own = info.own if found.own is not None else None
        self.role = role
        self.shape = shape

    def fits(self, first: Any, code: types.CodeType) -> bool:
        """Whether a call on ``first`` would be found as the one before was."""
        if self.cls() is not type(first) or self.kept is None or not self.kept.is_fresh(code):
            return False
        if self.own is None:
            return True
        try:
            return shape_key(self.own(first)) == self.found.own
        except RuntimeError:  # another thread adds an attribute just now
            return False
