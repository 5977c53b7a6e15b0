"""The vocabulary of a recording: plain, frozen facts, and nothing derived from them.

Every other part of hopscope speaks in these words. A recording is a flat list
of hops with parent ids beside tables of the things that hops mention (codes,
classes, objects, lanes, requests). Nothing here is live: no frame, no lock, no
object of the traced program.

Units: times are nanoseconds of the machine-wide monotonic clock. Lines count
from 1. ``byte_column`` and ``end_byte_column`` count UTF-8 bytes from 0, as the
interpreter's ``co_positions()`` does; :mod:`lessons.source.read_site` turns them into
characters.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

LaneKind: TypeAlias = Literal["main", "thread", "fork", "process"]
Role: TypeAlias = Literal["server", "handler", "thread", "other"]
Outcome: TypeAlias = Literal["returned", "raised", "yielded", "unfinished"]
HandOffKind: TypeAlias = Literal["thread", "fork", "process", "queue"]
MemberKind: TypeAlias = Literal[
    "function",
    "staticmethod",
    "classmethod",
    "property",
    "partialmethod",
    "slot",
    "data_descriptor",
    "descriptor",
    "value",
]
Strike: TypeAlias = Literal["signal", "finalizer", "weakref"]


@dataclass(frozen=True, slots=True)
class Code:
    """One code object of the traced program."""

    id: int
    module: str
    """``__name__`` of the globals it ran with."""
    qualname: str
    name: str
    file: str
    """Absolute where it names a file; else what the compiler was given (``<string>``)."""
    first_line: int
    parameters: tuple[str, ...]
    """Names in order, ``*`` and ``**`` ones included (without their stars)."""
    digest: int
    """CRC-32 over bytecode, names and constants; compares a source with what ran."""


@dataclass(frozen=True, slots=True)
class Site:
    """The place a call came from: one instruction of the caller."""

    id: int
    code: int
    """Id of the caller's code."""
    offset: int
    """Byte offset of the instruction, stepped back over inline caches."""
    opcode: str
    line: int | None
    end_line: int | None
    byte_column: int | None
    end_byte_column: int | None


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of a class's own ``__dict__``."""

    kind: MemberKind
    codes: tuple[int, ...] = ()
    """Ids of the codes that the entry is or wraps, outermost first."""


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as it stood from ``revision`` on."""

    id: int
    revision: int
    """Counts all class facts of the recording; a hop sees the newest that is not above its own."""
    module: str
    qualname: str
    file: str | None
    line: int | None
    bases: tuple[int, ...]
    # dataclasses would take type.mro, which every class answers to, for this field's default.
    mro: tuple[int, ...] = field()
    """Ids in order, the class itself first, ``object`` last."""
    metaclass: int | None
    members: dict[str, Member] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObjectFacts:
    """An object that hops were called on."""

    id: str
    """``server#1``, ``handler#3``: its role and its number in order of appearance."""
    class_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class Lane:
    """One flow of control."""

    id: int
    kind: LaneKind
    name: str
    pid: int
    thread: int
    """``threading.get_ident()`` of it; the system uses the numbers again."""
    daemon: bool
    parent_hop: int | None
    """The hop that started the lane, when a hop did."""
    start_ns: int
    end_ns: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """One accepted connection or datagram."""

    id: int
    client: str
    """The client's address as a bounded repr; empty when values are not recorded."""
    accepted_hop: int
    """The ``get_request`` hop that returned it."""
    start_ns: int


@dataclass(frozen=True, slots=True)
class Raised:
    """The exception that left a hop."""

    type: str
    message: str


@dataclass(frozen=True, slots=True)
class Hop:
    """One recorded call, as the agent saw it; what it means is derived in ``lessons``."""

    id: int
    parent: int | None
    lane: int
    depth: int
    """0 for a lane's first hop; within the lane it grows by one a level."""
    request: int | None
    code: int
    site: int | None
    receiver: str | None
    receiver_class: int | None
    """Class of the receiver, or the receiver itself where that is a class."""
    owner: int | None
    attribute: str | None
    """The name under which ``owner`` holds the function, or the first one of ``held_as``."""
    owner_reason: str | None
    """Why there is no owner although the call was found through a class."""
    held_as: tuple[str, ...]
    """The names under which the receiver's own ``__dict__`` holds the function that ran."""
    instance_names: tuple[str, ...]
    """Callable names in the receiver's own ``__dict__`` (at most 64)."""
    revision: int
    """The class facts it saw: see :attr:`ClassFacts.revision`."""
    strike: Strike | None
    """Set where the interpreter called it between two instructions."""
    resumed: int | None
    """The generator hop whose later resumption made this call."""
    arguments: dict[str, str]
    start_ns: int
    end_ns: int | None = None
    outcome: Outcome = "unfinished"
    value: str | None = None
    exception: Raised | None = None
    polls: int | None = None
    """For a poll that stands for equal ones: how many there were, this one included."""


@dataclass(frozen=True, slots=True)
class HandOff:
    """The edge over which work changes lanes."""

    from_hop: int
    to_hop: int
    kind: HandOffKind


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one source file as it was when first used."""

    file: str
    digest: str
    """SHA-256 of the bytes read."""
    text: str


@dataclass(frozen=True, slots=True)
class LineRun:
    """One line run inside a hop (``--lines``), with the variables that changed."""

    hop: int
    line: int
    changed: dict[str, str]
    start_ns: int


@dataclass(frozen=True, slots=True)
class Listening:
    """A server that has bound its socket."""

    object: str
    family: str
    """``tcp``, ``udp``, ``unix`` or ``unix-datagram``."""
    address: str | tuple[str, int]


StopCause = Literal["served", "late", "asked", "person"]


@dataclass(frozen=True, slots=True)
class Stop:
    """That a program was interrupted, and did not end by itself."""

    cause: StopCause
    """``served``: it had served as many requests, or the client, that it was recorded for.
    ``late``: its time was over. ``asked``: whoever looked at it wanted no more. ``person``: Ctrl-C,
    or a signal that was sent to hopscope."""
    at_ns: int
    """When it was first asked to stop; shortly before, where a person did."""
    limit: float | None = None
    """The number of requests or seconds that had been asked for."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader should know about a recording, as facts: :mod:`tracer.notes` has the words."""

    key: str
    fields: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meta:
    """What a recording says of itself."""

    python: str
    """Version of the interpreter that ran the program, ``3.13.0``."""
    magic: str
    """That interpreter's bytecode magic, in hex: sources compile alike only under the same."""
    target: tuple[str, ...]
    complete: bool
    exit_code: int | None
    notes: tuple[Note, ...]
    stop: Stop | None = None
    """Set where the program was interrupted from outside."""
