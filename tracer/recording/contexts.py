"""Which hops are the same call in the same surroundings, and how long each took.

A *context* is a number: hops that share it are equal in everything that an
explanation may depend on, and so are the hops around them (callers, outwards to
the outermost; the generator that was resumed; the queue that handed over). So a
report explains one hop of each context, however many there are.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from tracer.recording.columns import Column, find, keep

if TYPE_CHECKING:
    import sqlite3

    from tracer.recording.skeleton import Skeleton


@dataclass(frozen=True, slots=True)
class Contexts:
    """By place: the hop's context (from 0), its end in ns (0: it never ended), its polls (or 0)."""

    numbers: Column
    ends: Column
    polls: Column


_NAMES = ("numbers", "ends", "polls")
_PREFIX = "context."
# What was asked for is what __getattr__'s lookup is about; whether an object was handed itself tells
# a method that lies in its own __dict__ from a function that may have been called in another way.
_ROWS = """
    SELECT parent, resumed, receiver, end_ns, polls, shape, revision, outcome, raised_type,
        request IS NULL,
        CASE WHEN shape IN (SELECT id FROM shapes WHERE attribute = '__getattr__')
            THEN arguments END,
        CASE WHEN shape IN (SELECT id FROM shapes WHERE held_as <> '[]')
            THEN instr(arguments, '"' || receiver || '"') END
    FROM hops ORDER BY id
"""
_MAKERS = "SELECT id FROM shapes WHERE attribute IN ('__init__', '__new__')"
_CHUNK = 10_000
_NONE, _LATER = -1, -2
_Row: TypeAlias = tuple[Any, ...]


def store(db: sqlite3.Connection, contexts: Contexts) -> None:
    """Keep the contexts of a file that will not grow any more."""
    for name in _NAMES:
        keep(db, _PREFIX + name, getattr(contexts, name))


def load(db: sqlite3.Connection, skeleton: Skeleton) -> Contexts:
    """The contexts, kept or worked out. Raises ValueError where they do not fit the call tree."""
    columns = [find(db, _PREFIX + name) for name in _NAMES]
    found = [column for column in columns if column is not None]
    if len(found) < len(_NAMES):
        return tell_apart(db, skeleton)
    if any(len(column) != len(skeleton) for column in found):
        raise ValueError("the contexts of its hops are incomplete")
    return Contexts(*found)


def tell_apart(db: sqlite3.Connection, skeleton: Skeleton) -> Contexts:
    """Work the contexts out from the hops."""
    edges = db.execute("SELECT to_hop, from_hop FROM hand_offs WHERE kind = 'queue'")
    makers = {shape for (shape,) in db.execute(_MAKERS)}
    telling = _Telling(skeleton, dict(edges), makers)
    rows = db.execute(_ROWS)
    while chunk := rows.fetchmany(_CHUNK):
        telling.take(chunk)
    return telling.found()


class _Telling:
    """Goes over the hops by id: a caller comes before what it calls."""

    def __init__(self, skeleton: Skeleton, queued: dict[int, int], makers: set[int]) -> None:
        self._skeleton = skeleton
        self._queued = queued
        self._makers = makers
        """Shapes of calls that make an object."""
        self._numbers, self._ends, self._polls = array("i"), array("q"), array("i")
        self._receivers = array("i")
        """By place: the hop's receiver, numbered from 1; 0 for none."""
        self._outer = array("i")
        """By place: the receiver of the nearest hop outward, itself included, that is no thread."""
        self._known: dict[str | None, int] = {None: 0}
        self._servers: set[int] = set()
        self._contexts: dict[_Row, int] = {}

    def found(self) -> Contexts:
        """What was told apart."""
        return Contexts(self._numbers, self._ends, self._polls)

    def take(self, rows: list[_Row]) -> None:
        """Take in the next hops."""
        numbers, contexts, queued = self._numbers, self._contexts, self._queued
        before = len(numbers)
        hops = self._skeleton.ids[before : before + len(rows)]
        for hop, row in zip(hops, rows, strict=True):
            parent, resumed, receiver, end_ns, polls, shape = row[:6]
            number = self._known.get(receiver)
            if number is None:
                number = self._number(receiver)
            kind = receiver and receiver[0]  # its role, by its first letter
            at = -1 if parent is None else self._place(parent)
            around = self._around(hop, at, number, shape)
            if resumed is not None or hop in queued:
                around += self._elsewhere(hop, resumed, number, shape)
            key = (around, kind, polls is None, *row[5:])
            numbers.append(contexts.setdefault(key, len(contexts)))
            self._receivers.append(number)
            self._outer.append(self._outer[at] if kind == "t" and at >= 0 else number)
            self._ends.append(end_ns or 0)
            self._polls.append(polls or 0)

    def _number(self, receiver: str) -> int:
        number = self._known[receiver] = len(self._known)
        if receiver.startswith("server"):
            self._servers.add(number)
        return number

    def _around(self, hop: int, at: int, number: int, shape: int) -> tuple[int, ...]:
        """What an explanation of a hop may depend on in its caller, as numbers that can be compared.

        ``at`` is the caller's place, ``number`` the hop's receiver. The numbers are the caller's
        context; whether caller and hop have one receiver; whether the nearest call outwards that is
        no thread's has that receiver, too; and, where the hop makes an object for a server, which
        server. A hop without a caller has none of them. A caller that arrives later than the hop is
        not known yet: such a hop is told apart from all others by its own id.
        """
        if at < 0:
            return () if at == _NONE else (-hop,)
        caller = self._receivers[at]
        # Servers that are alike may each have been given another handler class: no context tells that.
        named = caller if shape in self._makers and caller in self._servers else 0
        return self._numbers[at], caller == number, self._outer[at] == number, named

    def _elsewhere(self, hop: int, resumed: int | None, number: int, shape: int) -> tuple[int, ...]:
        """The same for the generator hop that was resumed, and for the hop that handed over by a queue."""
        others = (resumed, self._queued.get(hop))
        places = (_NONE if other is None else self._place(other) for other in others)
        return tuple(
            part for at in places for part in (min(at, 0), *self._around(hop, at, number, shape))
        )

    def _place(self, hop: int) -> int:
        """Place of a hop that was taken in already; negative where it comes later or is missing."""
        try:
            place = self._skeleton.place(hop)
        except KeyError:
            return _LATER
        return place if place < len(self._outer) else _LATER
