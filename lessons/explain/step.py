"""What an explained hop is: the recording's facts joined with the lookup that found it.

The fields are those of ``report --format json`` (``docs/json.md``). Columns
count characters from 0; times are nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from lessons.source.call_site import Dispatch
    from lessons.source.place import Place
    from tracer.model import Hop

FoundIn: TypeAlias = Literal["class", "instance", "metaclass", "getattr"]
Loop: TypeAlias = Literal["connection", "communication"]


class Subgoal(StrEnum):
    """What a hop is for, in the life of a server."""

    CREATE = "CREATE"
    WAIT = "WAIT"
    ACCEPT = "ACCEPT"
    VERIFY = "VERIFY"
    DISPATCH = "DISPATCH"
    BUILD = "BUILD"
    HANDLE = "HANDLE"
    CLEAN_UP = "CLEAN UP"
    STOP = "STOP"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One class of the searched MRO."""

    class_id: int
    has: bool
    """Its own ``__dict__`` has the name."""
    asked: bool
    """The search reached it: false after the chosen one."""
    chosen: bool


@dataclass(frozen=True, slots=True)
class Lookup:
    """The search that found a hop's function."""

    name: str
    start: int | None
    """First class searched; for ``super`` the one after ``written_in``."""
    written_in: int | None
    """For ``super``: the class that the call is written in."""
    found_in: FoundIn | None
    candidates: tuple[Candidate, ...]
    shadowed: tuple[int, ...]
    """Classes that have the name and were not asked."""
    super: int | None
    """Next class after the owner, in the receiver's MRO, that has the name."""
    reason: str | None
    """Why the search cannot be told, where it cannot."""

    @property
    def chosen(self) -> int | None:
        """Id of the class in which the search ended."""
        return next((c.class_id for c in self.candidates if c.chosen), None)


@dataclass(frozen=True, slots=True)
class Fetch:
    """Where a stored function was loaded before it was called."""

    place: Place
    certain: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One hop, explained."""

    hop: Hop
    subgoal: Subgoal | None
    loop: Loop | None
    dispatch: Dispatch
    place: Place | None
    """The call as written in the caller."""
    fetch: Fetch | None
    via: str | None
    """For constructors: how the class was reached."""
    lookup: Lookup | None
    sentence: str
