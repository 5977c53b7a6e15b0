"""What a row must be before anything is made of it: a file is somebody else's data.

SQLite holds any value in any column, so every row read is held against its
columns here: type, range, word of the vocabulary, and that what it refers to
exists. Whoever walks a recording can rely on it: within a lane a hop's parent
came before it, and times are small enough to add up.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast, get_args

from tracer.model import (
    HandOffKind,
    LaneKind,
    Member,
    MemberKind,
    Meta,
    Note,
    ObjectFacts,
    Outcome,
    Raised,
    Role,
    Stop,
    StopCause,
    Strike,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Row: TypeAlias = "tuple[Any, ...]"
Has: TypeAlias = "Callable[[str, int], bool]"
"""Whether a table has a row of that number."""

_NUMBER = (-(1 << 63), 1 << 63)
_COUNT = (0, 1 << 31)
"""Lines, columns, depths: what the interpreter holds in 32 bits."""
_ID = (1, 1 << 31)
_TIME = (0, 1 << 58)
"""Nine years in nanoseconds."""
_RANGES = {
    "parent": _ID, "lane": _ID, "depth": _COUNT, "request": _ID, "code": _ID, "site": _ID,
    "shape": _ID, "receiver_class": _ID, "owner": _ID, "revision": _COUNT,
    "resumed": _ID, "start_ns": _TIME, "end_ns": _TIME, "polls": _COUNT, "first_line": _COUNT,
    "digest": _NUMBER, "byte_offset": _COUNT, "line": _COUNT, "end_line": _COUNT,
    "byte_column": _COUNT, "end_byte_column": _COUNT, "metaclass": _ID, "class_id": _ID,
    "number": _ID, "pid": _NUMBER, "thread": _NUMBER, "daemon": (0, 2), "parent_hop": _ID,
    "accepted_hop": _ID, "from_hop": _ID, "to_hop": _ID, "hop": _ID,
}  # fmt: skip
_WORDS: dict[tuple[str, str], frozenset[object]] = {
    ("lanes", "kind"): frozenset(get_args(LaneKind)),
    ("objects", "role"): frozenset(get_args(Role)),
    ("hand_offs", "kind"): frozenset(get_args(HandOffKind)),
    ("hops", "outcome"): frozenset(get_args(Outcome)),
    ("hops", "strike"): frozenset({None, *get_args(Strike)}),
    ("shapes", "strike"): frozenset({None, *get_args(Strike)}),
}
_MEMBER_KINDS = frozenset(get_args(MemberKind))
_MAY_LACK = frozenset({
    "parent", "request", "site", "receiver", "receiver_class", "owner", "attribute",
    "owner_reason", "strike", "resumed", "end_ns", "value", "raised_type", "raised_message",
    "polls", "line", "end_line", "byte_column", "end_byte_column", "file", "metaclass",
    "parent_hop",
})  # fmt: skip
_NEVER_LACK = {("codes", "file"), ("sources", "file"), ("lines", "line")}
_TABLES = {
    "lane": "lanes", "request": "requests", "code": "codes", "site": "sites", "shape": "shapes",
    "receiver_class": "classes", "owner": "classes", "class_id": "classes",
    "metaclass": "classes", "parent_hop": "hops", "accepted_hop": "hops", "from_hop": "hops",
    "to_hop": "hops", "hop": "hops",
}  # fmt: skip
"""Columns that refer to a row of another table."""
_SELECT = re.compile(r"SELECT (\*|\w+(?:, \w+)*) FROM (\w+)(?: WHERE [^()]*?)?(?: ORDER BY (.*))?")


class RowCheck:
    """Holds rows of one query against the columns that they are made of."""

    def __init__(self, table: str, names: Sequence[str], types: Sequence[str]) -> None:
        self._table = table
        self._names = names
        self._types = types
        self._known: set[tuple[type, ...]] = set()
        places = list(enumerate(names))
        numbers = [(i, n) for i, n in places if types[i] == "INTEGER"]
        self._ranges = [(i, *_RANGES.get(n, _ID)) for i, n in numbers]
        self._words = [(i, _WORDS[table, n]) for i, n in places if (table, n) in _WORDS]
        self._references = [(i, _TABLES[n]) for i, n in numbers if n in _TABLES]
        self._parent = names.index("parent") if "parent" in names else -1
        self._depth = names.index("depth") if "depth" in names else -1
        self._resumed = names.index("resumed") if "resumed" in names else -1
        self._id = names.index("id") if "id" in names else -1
        self._edge = (
            (names.index("from_hop"), names.index("to_hop"),
             names.index("kind") if "kind" in names else None)
            if "from_hop" in names and "to_hop" in names
            else None
        )  # fmt: skip
        self._span = (
            (names.index("start_ns"), names.index("end_ns"))
            if "start_ns" in names and "end_ns" in names
            else None
        )

    def __call__(self, row: Row, has: Has) -> None:
        """Raise ValueError where it is no such row; ``has`` tells what other tables hold."""
        signature = tuple(map(type, row))
        if signature not in self._known:
            self._check_types(signature)
        for place, low, high in self._ranges:
            value = row[place]
            if value is not None and not low <= value < high:
                raise self._odd(place, value)
        for place, words in self._words:
            if row[place] not in words:
                raise self._odd(place, row[place])
        for place, table in self._references:
            value = row[place]
            if value is not None and not has(table, value):
                raise self._odd(place, value)
        if self._parent >= 0:
            self._check_callers(row)
        if self._edge is not None:
            self._check_edge(row, *self._edge)
        if self._span is not None:
            start, end = row[self._span[0]], row[self._span[1]]
            if end is not None and end < start:
                raise self._odd(self._span[1], end)

    def _check_callers(self, row: Row) -> None:
        """A caller came before; only news of what started another process may come late."""
        own, parent, resumed = row[self._id], row[self._parent], row[self._resumed]
        if parent is not None and (parent == own or (parent > own and row[self._depth])):
            raise self._odd(self._parent, parent)
        if resumed is not None and resumed >= own:
            raise self._odd(self._resumed, resumed)

    def _check_edge(self, row: Row, start: int, end: int, kind: int | None) -> None:
        """Work is handed on, not back; only what another process sent may have come before."""
        late = kind is not None and row[kind] == "process"
        if row[start] == row[end] or (row[start] > row[end] and not late):
            raise self._odd(start, row[start])

    def _check_types(self, signature: tuple[type, ...]) -> None:
        for place, found in enumerate(signature):
            name = self._names[place]
            wanted = {"INTEGER": int, "BLOB": bytes}.get(self._types[place], str)
            lacks = found is type(None)
            may = name in _MAY_LACK and (self._table, name) not in _NEVER_LACK
            if found is not wanted and not (lacks and may):
                raise ValueError(f"{name} of {self._table} is of type {found.__name__}")
        self._known.add(signature)

    def _odd(self, place: int, value: object) -> ValueError:
        return ValueError(f"{self._names[place]} of {self._table} is {str(value)[:60]}")


@lru_cache(maxsize=256)
def check_for(query: str) -> tuple[RowCheck | None, int]:
    """The check for the rows of a query, and by how many leading columns they must ascend."""
    from tracer.recording.schema import columns_of

    found = _SELECT.fullmatch(query)
    if found is None:
        return None, 0
    names, table, order = found.groups()
    types = columns_of(table) | {"rowid": "INTEGER"}
    wanted = [n for n in types if n != "rowid"] if names == "*" else names.split(", ")
    if not set(wanted) <= types.keys():
        return None, 0
    keys = (order or "").split(", ")
    ascending = len(keys) if keys == wanted[: len(keys)] else 0
    return RowCheck(table, wanted, [types[name] for name in wanted]), ascending


def checked(rows: Iterable[Row], query: str, has: Has, most: int) -> Iterator[Row]:
    """The rows of a query, each checked. Raises ValueError where they cannot be a recording's.

    Damaged pages may lead back to themselves: rows must ascend, or be at most ``most``.
    """
    check, ascending = check_for(query)
    last: Row = ()
    # Not `yield from`: it would close a cursor whose connection may be closed by then.
    for count, row in enumerate(rows):
        if ascending:
            if row[:ascending] <= last:
                raise ValueError("its rows are out of order")
            last = row[:ascending]
        elif count > most:
            raise ValueError("it has more rows than it has room for")
        if check is not None:
            check(row, has)
        yield row


def raised_of(outcome: str, type: str | None, message: str | None) -> Raised | None:
    """The exception of a hop. Raises ValueError where it does not fit the outcome."""
    if (outcome == "raised") != (type is not None) or (type is None) != (message is None):
        raise ValueError("the outcome of a hop does not fit its exception")
    return None if type is None or message is None else Raised(type, message)


def object_of(role: Role, number: int, id: str, class_id: int) -> ObjectFacts:
    """An object. Raises ValueError where its label is another's."""
    if id != f"{role}#{number}":
        raise ValueError(f"an object is called {id[:60]}")
    return ObjectFacts(id, class_id, role)


def text_list(value: object) -> tuple[str, ...]:
    """A decoded list of texts. Raises ValueError for anything else."""
    if not isinstance(value, list) or not all(type(each) is str for each in value):
        raise ValueError("what should be a list of names is something else")
    return tuple(value)


def id_list(value: object, table: str, has: Has) -> tuple[int, ...]:
    """A decoded list of numbers of rows. Raises ValueError for anything else."""
    if not isinstance(value, list) or not all(type(each) is int for each in value):
        raise ValueError("what should be a list of numbers is something else")
    for each in value:
        if not has(table, each):
            raise ValueError(f"it mentions {each}, which it does not hold")
    return tuple(value)


def text_map(value: object) -> dict[str, str]:
    """A decoded mapping of texts to texts. Raises ValueError for anything else."""
    if not isinstance(value, dict) or not all(type(each) is str for each in value.values()):
        raise ValueError("what should be values by name is something else")
    return value


def members_of(value: object, has: Has) -> dict[str, Member]:
    """A class's decoded members. Raises ValueError for anything else."""
    if not isinstance(value, dict):
        raise TypeError("what should be the members of a class is something else")
    found = {}
    for name, member in value.items():
        if not isinstance(member, list) or not member or member[0] not in _MEMBER_KINDS:
            raise ValueError("a member of a class is of no known kind")
        found[name] = Member(member[0], id_list(member[1:], "codes", has))
    return found


def address_of(value: object) -> str | tuple[str, int]:
    """A decoded address. Raises ValueError for anything else."""
    match value:
        case str():
            return value
        case [str() as host, int() as port, *_]:
            return host, port
        case _:
            raise ValueError("an address is neither a path nor a host and a port")


def meta_of(found: dict[str, object], notes: tuple[Note, ...]) -> Meta:
    """What a recording says of itself, decoded. Raises ValueError for anything else."""
    python, magic = found.get("python", ""), found.get("magic", "")
    complete, exit_code = found.get("complete"), found.get("exit_code")
    if "target" not in found:
        raise ValueError("it does not say what was recorded")
    if type(python) is not str or type(magic) is not str or type(complete) is not bool:
        raise ValueError("what it says of itself cannot be read")
    if exit_code is not None and type(exit_code) is not int:
        raise ValueError("its exit code is not a number")
    target, stop = text_list(found["target"]), _stop_of(found.get("stop"))
    return Meta(python, magic, target, complete, exit_code, notes, stop)


def note_of(key: object, fields: str) -> Note:
    """A note, decoded. Raises ValueError for anything else."""
    found = json.loads(fields)
    match key, found:
        case str(), dict() if all(type(each) in (str, int) for each in found.values()):
            return Note(key, found)
    raise ValueError("one of its notes cannot be read")


def _stop_of(value: object) -> Stop | None:
    match value:
        case None:
            return None
        case [str() as cause, int() as at_ns, int() | float() | None as limit]:
            if cause in get_args(StopCause):
                return Stop(cast("StopCause", cause), at_ns, limit)
    raise ValueError("how it was stopped cannot be read")
