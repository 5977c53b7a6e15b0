"""A frame's variables on Pythons that copy them out, so that the program does not notice.

Up to 3.12 ``frame.f_locals`` is a copy that the frame keeps. After each call of a trace function
that read it, the interpreter writes that copy back over the variables. Two things follow:

- What another thread has put into a cell meanwhile would be undone. So a trace function reads
  ``f_locals`` once more as its last act: no thread runs between that and the writing back. That
  read must let no value die, whose ``__del__`` may let threads run in the middle of it.
- An argument would live as long as its frame, though the program has let go of it. So the copy is
  emptied, after it was written back.

Both are done by what the frame's ``f_trace`` holds meanwhile: the interpreter replaces it by what
the trace function returns, right after it has written back. From 3.13 on (PEP 667) nothing is copied.
"""

from __future__ import annotations

import sys
import weakref
from opcode import opmap
from operator import methodcaller
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import types

COPIES = sys.version_info < (3, 13)
_OPTIMIZED = 0x01  # CO_OPTIMIZED, absent in class and module bodies: their namespace is no copy
_REBINDS = frozenset((opmap["STORE_FAST"], opmap["DELETE_FAST"]))
_HOLDERS = 3
"""Who holds a copy that the program has not asked for: its frame, a variable, an argument."""
_empty = methodcaller("clear")


def shares(code: types.CodeType) -> bool:
    """Whether another thread may write a variable of this code's frames, and a copy undo it.

    The cell ``__class__``, which ``super()`` reads, is filled once, when its class is made.
    """
    if not COPIES or not code.co_flags & _OPTIMIZED:
        return False
    return bool(code.co_cellvars or any(name != "__class__" for name in code.co_freevars))


def lets_go(code: types.CodeType, parameters: int) -> bool:
    """Whether this code rebinds or deletes one of its parameters, and a copy would keep its value."""
    if not COPIES:
        return False
    text = code.co_code
    return any(
        text[offset] in _REBINDS and text[offset + 1] < parameters
        for offset in range(0, len(text), 2)
    )


class _Held:
    """Stands as the trace function of a frame until its copy is written back."""

    __slots__ = ("__weakref__", "emptying", "values")


class _Emptying(weakref.ref[Any]):
    """Empties the copy when what it refers to is gone.

    No line of Python runs then: a signal's exception would be lost in it.
    """

    __slots__ = ("clear",)


def hold(frame: types.FrameType) -> None:
    """Hold a frame's values until the copy is written back, and empty the copy then.

    The trace function must return another for this frame. A copy that the program has, too,
    as ``locals()`` gives it, is not emptied.
    """
    copy = frame.f_locals
    held: Any = _Held()
    held.values = dict(copy)
    if sys.getrefcount(copy) <= _HOLDERS:
        held.emptying = _Emptying(held, _empty)
        held.emptying.clear = copy.clear
    frame.f_trace = held


def ignore(*_: object) -> None:
    """The trace function of a frame that turned out to make no hop."""
