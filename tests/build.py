"""Recordings built by hand: the one builder that every test uses.

:class:`RecordingBuilder` writes a real ``.hops`` file through the real writer.
Facts of live classes and functions can be taken from this interpreter
(:meth:`RecordingBuilder.real_class`, :meth:`RecordingBuilder.real_code`,
:meth:`RecordingBuilder.real_site`), which gives genuine sources and positions
without tracing anything.
"""

from __future__ import annotations

import functools
import importlib.util
import inspect
import json
import linecache
import platform
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from tests.instructions import find_instruction
from tracer.agent.facts.digest import digest
from tracer.model import (
    ClassFacts,
    Code,
    HandOff,
    HandOffKind,
    Hop,
    Lane,
    LaneKind,
    Listening,
    Member,
    MemberKind,
    ObjectFacts,
    Outcome,
    Raised,
    Request,
    Role,
    Site,
    Source,
)
from tracer.recording import Recording, RecordingWriter

MemberLike = Member | int | tuple[Any, ...] | MemberKind
"""A member, the id of a function's code, ``(kind, code ids…)``, or a kind without codes."""

TICK_NS = 1_000


class RecordingBuilder:
    """Writes a recording fact by fact; ids, times, depths and parents are worked out.

    A lane's first hop has the lane's ``parent_hop`` as parent; every other hop
    has the innermost open hop of its lane, unless ``parent`` says otherwise.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str = "built.hops",
        target: tuple[str, ...] = ("built",),
        python: str | None = None,
        magic: str | None = None,
    ) -> None:
        self.path = folder / name
        self.path.unlink(missing_ok=True)
        self.writer = RecordingWriter(self.path, target=target)
        weakref.finalize(self, self.writer._db.close)
        self.writer.note_interpreter(
            python or platform.python_version(), magic or importlib.util.MAGIC_NUMBER.hex()
        )
        self.now = TICK_NS
        self.revision = 0
        self._ids: dict[str, int] = {}
        self._facts: dict[int, ClassFacts] = {}
        self._objects: dict[str, ObjectFacts] = {}
        self._numbers: dict[Role, int] = {}
        self._lanes: dict[int, Lane] = {}
        self._stacks: dict[int, list[int]] = {}
        self._open: dict[int, Hop] = {}
        self._lane_of: dict[int, int] = {}
        self._depth_of: dict[int, int] = {}
        self._live_classes: dict[int, tuple[type, int]] = {}
        self._live_codes: dict[int, tuple[CodeType, int]] = {}
        self._live_sites: dict[tuple[int, int], int] = {}
        self._sources: set[str] = set()
        self._shapes: dict[tuple[object, ...], int] = {}

    def _next(self, table: str) -> int:
        self._ids[table] = self._ids.get(table, 0) + 1
        return self._ids[table]

    def tick(self) -> int:
        """The next moment, in nanoseconds."""
        self.now += TICK_NS
        return self.now

    # Facts made up

    def code(
        self,
        name: str,
        qualname: str | None = None,
        module: str = "__main__",
        file: str = "<built>",
        first_line: int = 1,
        parameters: Iterable[str] = ("self",),
        digest: int = 0,
    ) -> int:
        """Add a code; its id."""
        new = self._next("code")
        fact = Code(
            new, module, qualname or name, name, file, first_line, tuple(parameters), digest
        )
        self.writer.add(fact)
        return new

    @functools.cached_property
    def object_class(self) -> int:
        """Id of ``object``."""
        return self.real_class(object)

    def cls(
        self,
        name: str,
        bases: Iterable[int] = (),
        members: Mapping[str, MemberLike] | None = None,
        *,
        module: str = "__main__",
        qualname: str | None = None,
        file: str | None = None,
        line: int | None = None,
        metaclass: int | None = None,
        mro: Iterable[int] | None = None,
    ) -> int:
        """Add a class; its id. The MRO is worked out from the bases unless given (without self)."""
        parents = tuple(bases) or (self.object_class,)
        new = self._next("class")
        rest = tuple(mro) if mro is not None else self._merged(parents)
        found = {key: member_of(value) for key, value in (members or {}).items()}
        self._add_class(
            ClassFacts(
                new,
                0,
                module,
                qualname or name,
                file,
                line,
                parents,
                (new, *rest),
                metaclass,
                found,
            )
        )
        return new

    def change(self, id: int, members: Mapping[str, MemberLike | None]) -> None:
        """Write a new revision of a class: members set, or taken away where None."""
        found = dict(self._facts[id].members)
        for key, value in members.items():
            if value is None:
                found.pop(key)
            else:
                found[key] = member_of(value)
        self._add_class(replace(self._facts[id], members=found))

    def _add_class(self, facts: ClassFacts) -> None:
        self.revision += 1
        self._facts[facts.id] = replace(facts, revision=self.revision)
        self.writer.add(self._facts[facts.id])

    def _merged(self, bases: tuple[int, ...]) -> tuple[int, ...]:
        lines = [list(self._facts[base].mro) for base in bases] + [list(bases)]
        found: list[int] = []
        while any(lines):
            tails = {key for line in lines for key in line[1:]}
            head = next((line[0] for line in lines if line and line[0] not in tails), None)
            if head is None:
                raise ValueError(f"bases {bases} have no consistent order")
            found.append(head)
            lines = [[key for key in line if key != head] for line in lines]
        return tuple(found)

    def site(
        self,
        code: int,
        line: int | None,
        column: int | None = None,
        end_column: int | None = None,
        opcode: str = "CALL",
        *,
        end_line: int | None = None,
        offset: int = 0,
    ) -> int:
        """Add a site in the caller's code (columns in bytes); its id."""
        new = self._next("site")
        self.writer.add(Site(new, code, offset, opcode, line, end_line or line, column, end_column))
        return new

    def source(self, file: str, text: str) -> None:
        """Store the text of a source file (once)."""
        if file not in self._sources:
            self._sources.add(file)
            self.writer.add(Source(file, sha256(text.encode()).hexdigest(), text))

    def lane(
        self,
        kind: LaneKind = "main",
        name: str = "MainThread",
        *,
        parent_hop: int | None = None,
        pid: int = 100,
        thread: int | None = None,
        daemon: bool = False,
    ) -> int:
        """Add a lane; its id."""
        new = self._next("lane")
        lane = Lane(new, kind, name, pid, thread or 7_000 + new, daemon, parent_hop, self.tick())
        self._lanes[new] = lane
        self._stacks[new] = []
        self.writer.add(lane)
        return new

    def end_lane(self, lane: int) -> None:
        """Say that a lane has ended."""
        self.writer.end_lane(lane, self.tick())

    def object(self, role: Role, cls: int) -> str:
        """Add an object; its id, such as ``server#1``."""
        self._numbers[role] = self._numbers.get(role, 0) + 1
        new = f"{role}#{self._numbers[role]}"
        self._objects[new] = ObjectFacts(new, cls, role)
        self.writer.add(self._objects[new])
        return new

    def request(self, accepted_hop: int, client: str = "('127.0.0.1', 50000)") -> int:
        """Add a request; its number."""
        new = self._next("request")
        self.writer.add(Request(new, client, accepted_hop, self.tick()))
        return new

    def set_request(self, hop: int, request: int) -> None:
        """Give an open hop the number of the request it has accepted."""
        self._open[hop] = replace(self._open[hop], request=request)

    def hand_off(self, from_hop: int, to_hop: int, kind: HandOffKind = "thread") -> None:
        """Add a hand-off edge."""
        self.writer.add(HandOff(from_hop, to_hop, kind))

    def listening(self, object: str, family: str, address: str | tuple[str, int]) -> None:
        """Say that a server listens."""
        self.writer.add(Listening(object, family, address))

    # Hops

    def hop(
        self,
        code: int,
        *,
        parent: int | None = None,
        lane: int | None = None,
        receiver: str | None = None,
        receiver_class: int | None = None,
        site: int | None = None,
        owner: int | None = None,
        attribute: str | None = None,
        request: int | None = None,
        arguments: Mapping[str, str] | None = None,
        **fields: Any,
    ) -> int:
        """Enter a hop; its id. Other fields of :class:`~tracer.model.Hop` are passed by name."""
        lane = self._lane_for(lane, parent)
        stack = self._stacks[lane]
        if parent is None:
            parent = stack[-1] if stack else self._lanes[lane].parent_hop
        inside = parent is not None and self._lane_of.get(parent) == lane
        depth = self._depth_of[parent] + 1 if parent is not None and inside else 0
        if receiver_class is None and receiver is not None:
            receiver_class = self._objects[receiver].class_id
        known: dict[str, Any] = {
            "owner_reason": None,
            "held_as": (),
            "instance_names": (),
            "revision": self.revision,
            "strike": None,
            "resumed": None,
            "start_ns": self.tick(),
        }
        new = self._next("hop")
        found = Hop(
            id=new, parent=parent, lane=lane, depth=depth, request=request, code=code, site=site,
            receiver=receiver, receiver_class=receiver_class, owner=owner, attribute=attribute,
            arguments=dict(arguments or {}), **(known | fields),
        )  # fmt: skip
        self._lane_of[new], self._depth_of[new] = lane, depth
        stack.append(new)
        self._open[new] = found
        return new

    def _lane_for(self, lane: int | None, parent: int | None) -> int:
        if lane is not None:
            return lane
        if parent is not None:
            return self._lane_of[parent]
        return next(iter(self._lanes)) if self._lanes else self.lane()

    def end(
        self,
        hop: int,
        outcome: Outcome = "returned",
        value: str | None = "None",
        exception: tuple[str, str] | None = None,
    ) -> None:
        """End a hop (and nothing else: inner hops are to be ended first)."""
        raised = None if exception is None else Raised(*exception)
        if raised is not None:
            outcome, value = "raised", None
        found = self._open.pop(hop)
        self._stacks[found.lane].remove(hop)
        self._write(
            replace(found, end_ns=self.tick(), outcome=outcome, value=value, exception=raised)
        )

    def call(self, code: int, **fields: Any) -> int:
        """Enter a hop that calls nothing, and end it; its id."""
        new = self.hop(code, **fields)
        self.end(new)
        return new

    # Facts taken from this interpreter

    def real_class(self, cls: type) -> int:
        """Add a live class with its bases, codes and sources; its id."""
        if id(cls) in self._live_classes:
            return self._live_classes[id(cls)][1]
        rest = tuple(self.real_class(base) for base in cls.__mro__[1:])
        number = self._next("class")
        self._live_classes[id(cls)] = (cls, number)
        members = {name: self._live_member(value) for name, value in vars(cls).items()}
        file, line = _where(cls)
        meta = type(cls)
        self._add_class(
            ClassFacts(
                number, 0, cls.__module__, cls.__qualname__, file, line,
                tuple(self.real_class(base) for base in cls.__bases__), (number, *rest),
                None if meta is type else self.real_class(meta), members,
            )
        )  # fmt: skip
        return number

    def _live_member(self, value: Any) -> Member:
        kind: MemberKind
        found: tuple[Any, ...] = (value,)
        match value:
            case FunctionType():
                kind = "function"
            case staticmethod():
                kind, found = "staticmethod", (value.__func__,)
            case classmethod():
                kind, found = "classmethod", (value.__func__,)
            case property():
                kind, found = "property", (value.fget, value.fset, value.fdel)
            case functools.partialmethod():
                kind, found = "partialmethod", (value.func,)
            case _:
                return Member(_kind_of(value))
        codes: list[int] = []
        for function in found:
            inner = function
            while inner is not None:
                if isinstance(inner, FunctionType):
                    codes.append(self.real_code(inner))
                inner = getattr(inner, "__wrapped__", None)
        return Member(kind, tuple(codes))

    def real_code(self, function: Any) -> int:
        """Add the code of a live function (or a code object) and its source; its id."""
        code: CodeType = getattr(function, "__code__", function)
        if id(code) in self._live_codes:
            return self._live_codes[id(code)][1]
        text = "".join(linecache.getlines(code.co_filename))
        if text:
            self.source(code.co_filename, text)
        flags = code.co_flags
        count = code.co_argcount + code.co_kwonlyargcount
        count += bool(flags & inspect.CO_VARARGS) + bool(flags & inspect.CO_VARKEYWORDS)
        number = self.code(
            code.co_name, code.co_qualname, getattr(function, "__module__", "__main__"),
            code.co_filename, code.co_firstlineno, code.co_varnames[:count], digest(code),
        )  # fmt: skip
        self._live_codes[id(code)] = (code, number)
        return number

    def real_site(self, function: Any, text: str, opcode: str = "CALL", nth: int = 0) -> int:
        """Add the site of the expression ``text`` in a live function; its id.

        ``opcode`` is the beginning of the instruction's name; ``nth`` chooses
        among several that match. Raises LookupError where there is none.
        """
        code: CodeType = getattr(function, "__code__", function)
        found = find_instruction(code, text, opcode, nth)
        key = (id(code), found.offset)
        if key not in self._live_sites:
            self._live_sites[key] = self.site(
                self.real_code(function), found.line, found.column, found.end_column,
                found.opcode, end_line=found.end_line, offset=found.offset,
            )  # fmt: skip
        return self._live_sites[key]

    # The file

    def flush(self) -> None:
        """Make all that was built visible to readers, open hops as unfinished."""
        for hop in self._open.values():
            self._write(hop)
        self.writer.commit()

    def _write(self, hop: Hop) -> None:
        """Append a hop, and before the first of its kind what those share."""
        facts = (
            hop.code, hop.site, hop.receiver_class, hop.owner, hop.attribute, hop.owner_reason,
            hop.held_as, hop.instance_names, hop.strike,
        )  # fmt: skip
        if facts not in self._shapes:
            self._shapes[facts] = len(self._shapes) + 1
            self.writer.add_shape(self._shapes[facts], facts)
        raised = hop.exception
        row = [
            hop.id, hop.parent, hop.lane, hop.depth, hop.request, self._shapes[facts], hop.receiver,
            hop.revision, hop.resumed, json.dumps(hop.arguments), hop.start_ns, hop.end_ns,
            hop.outcome, hop.value, raised and raised.type, raised and raised.message, hop.polls,
        ]  # fmt: skip
        self.writer.add_hops([row])

    def open(self) -> Recording:
        """Read what has been built so far; building may go on."""
        self.flush()
        return _read(self.path)

    def finish(self, *, complete: bool = True, exit_code: int | None = 0) -> Recording:
        """Close the file and read it."""
        self.flush()
        self.writer.finish(complete=complete, exit_code=exit_code)
        return _read(self.path)


def _read(path: Path) -> Recording:
    recording = Recording(path)
    weakref.finalize(recording, recording._db.close)
    return recording


def member_of(value: MemberLike) -> Member:
    """A member from its short form."""
    match value:
        case Member():
            return value
        case int():
            return Member("function", (value,))
        case tuple():
            return Member(value[0], tuple(value[1:]))
        case _:
            return Member(value)


def _kind_of(value: object) -> MemberKind:
    kind = type(value)
    if kind.__module__ == "builtins" and hasattr(kind, "__get__") and not hasattr(kind, "__set__"):
        return "slot"
    if hasattr(kind, "__set__") or hasattr(kind, "__delete__"):
        return "data_descriptor"
    return "descriptor" if hasattr(kind, "__get__") else "value"


def _where(cls: type) -> tuple[str | None, int | None]:
    try:
        return inspect.getsourcefile(cls), inspect.getsourcelines(cls)[1]
    except (TypeError, OSError):
        return None, None


def chain_recording(folder: Path, hops: int = 200, *, name: str = "chain.hops") -> Recording:
    """A ThreadingTCPServer's life of about that many hops: the default program, repeated.

    Real facts, sources and positions of this interpreter's ``socketserver``.
    """
    from tests.chain import build_chain

    builder = RecordingBuilder(folder, name=name, target=("ThreadingTCPServer",))
    build_chain(builder, hops)
    return builder.finish()
