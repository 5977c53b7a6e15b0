"""What a call is, as it was written: the form of the call, and what stands before and in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

    from lessons.source.expressions import Expression
    from lessons.source.place import Place


class Dispatch(StrEnum):
    """How a call was made."""

    INSTANCE = "instance"
    INSTANCE_DICT = "instance_dict"
    SUPER = "super"
    CLASS = "class"
    CONSTRUCTOR = "constructor"
    SPECIAL = "special"
    PROPERTY = "property"
    GETATTR = "getattr"
    STORED = "stored"
    CALLBACK = "callback"
    THREAD_ENTRY = "thread_entry"
    FUNCTION = "function"
    INTERRUPT = "interrupt"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Arguments:
    """What is passed between the parentheses of a call."""

    positional: int
    keywords: tuple[str, ...]
    starred: bool
    """Whether ``*`` or ``**`` passes more that cannot be counted."""
    first: Expression | None = None
    """The first positional argument."""


@dataclass(frozen=True, slots=True)
class CallSite:
    """What a call expression is.

    For ``obj.name(...)`` ``dispatch`` is INSTANCE whatever ``obj`` is, unless it is ``super()``:
    ``base`` says what is known of it.
    """

    dispatch: Dispatch
    place: Place | None = None
    name: str | None = None
    """The attribute name that was looked up, mangled as the compiler does."""
    text: str = ""
    """What was called or accessed, as written, on one line: ``self.process_request``."""
    base: Expression | None = None
    """The expression before the dot; for constructors the expression that gave the class."""
    arguments: Arguments | None = None
    reason: str | None = None
    """Why nothing can be told, where nothing can."""
    node: ast.AST | None = field(default=None, compare=False, repr=False)
    """The syntax of the call, where what it calls may have been fetched elsewhere."""
