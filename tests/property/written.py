"""What is known of a call because the generator wrote it, and the page that it is written on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from lessons.source.call_site import Dispatch

Search: TypeAlias = Literal["receiver", "super", "class"]


@dataclass(frozen=True)
class Written:
    """A call, as written."""

    text: str
    dispatch: Dispatch
    runs: frozenset[str]
    """Names of the functions that it may run."""
    name: str | None = None
    """The attribute searched for; None where it is the name of what ran."""
    search: Search = "receiver"
    cls: str | None = None
    """For ``super`` the class it is written in, for a class the one that is named."""
    guard: str = "True"
    """What must hold for the call to find something."""
    fetch: str | None = None
    """For what was fetched earlier: the text of the load."""
    kept: str | None = None
    """The attribute that what was fetched is called by: a function there is the object's own."""
    zero_super: bool = False
    """It holds ``super()``, which works only in a method's own body."""
    spread: str | None = None
    """The same call on several lines, where it can be written so."""


@dataclass(frozen=True)
class Placed:
    """A call at its place; lines from 1."""

    file: str
    line: int
    end_line: int
    written: Written


@dataclass
class Page:
    """A source file in the making."""

    file: str
    lines: list[str] = field(default_factory=list)
    calls: list[Placed] = field(default_factory=list)

    def put(self, depth: int, text: str, *calls: Written) -> None:
        """Write one statement, of one line or more, with the calls that stand in it."""
        first = len(self.lines) + 1
        self.lines += ["    " * depth + line if line else "" for line in text.split("\n")]
        self.calls += [Placed(self.file, first, len(self.lines), call) for call in calls]

    @property
    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


@dataclass(frozen=True)
class Context:
    """Where a call is written, and what it can be made on."""

    me: str
    """The expression for the object at hand, or for the class in a class method."""
    on_class: bool = False
    is_first: bool = True
    """``me`` is the first parameter of the method."""
    written_in: str | None = None
    own: str | None = None
    """The name of the method that is written."""
    visible: tuple[tuple[str, str], ...] = ()
    """Classes that can be named here: name and expression."""
    makeable: frozenset[str] = frozenset()
    """Those of which objects can be made."""
