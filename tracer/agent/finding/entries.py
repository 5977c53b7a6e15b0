"""What is decided once about a code object, about one call, and about all calls like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..facts.objects import shape_key

if TYPE_CHECKING:
    import types

    from ..facts.classes import ClassInfo
    from ..facts.codes import CodeInfo
    from ..facts.objects import ObjectInfo
    from .owners import Resolved


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


class Plan:
    """How a call from one place on objects of one class turned out, and whether it still would."""

    __slots__ = ("cls", "found", "info", "kept", "own", "role", "shape")

    def __init__(self, found: Found, info: ClassInfo, role: str, shape: int) -> None:
        self.found = found
        self.info = info
        self.cls = info.ref
        self.kept = found.kept
        self.own = info.own if found.own is not None else None
        self.role = role
        self.shape = shape
        found.receiver = None

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
