"""What a call is, as it was written: the form of the call, and what stands before and in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, StrEnum, auto
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


class Why(Enum):
    """Why a call cannot be told from its text."""

    NO_POSITION = auto()
    OUTSIDE = auto()
    """Its position lies outside the source."""
    NOT_WHAT_RAN = auto()
    """What it names is not what ran."""
    INIT_AND_NEW = auto()
    """What ran is both ``__init__`` and ``__new__``."""
    METHOD_OR_C_CODE = auto()
    """The name may be the method itself, or C code that ran it."""
    NOTHING_RAISED = auto()
    SEVERAL_SPECIAL = auto()
    """It may have run as any of ``names``."""
    NO_SOURCE = auto()
    """Without the callee's source nobody knows whether it is a generator."""
    NO_CALL = auto()
    A_LAMBDA = auto()
    RETURNED = auto()
    """A call returned what was called."""
    UNKNOWN_NAME = auto()
    FUNCTION_OR_C_CODE = auto()
    """An attribute may hold the function itself, or be C code that called it."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing can be told, and the text or the names that this is about."""

    why: Why
    text: str = ""
    names: tuple[str, ...] = ()


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
    reason: Reason | None = None
    """Why nothing can be told, where nothing can."""
    node: ast.AST | None = field(default=None, compare=False, repr=False)
    """The syntax of the call, where what it calls may have been fetched elsewhere."""
