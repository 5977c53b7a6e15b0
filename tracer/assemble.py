"""Turns spool events into the facts of a recording.

Raw numbers are unique over all processes but have gaps; here each kind of
thing gets its final number in order of arrival. Equal codes, sites and
classes of several processes become one.
"""

from __future__ import annotations

import hashlib
import io
import re
import tokenize
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracer.model import (
    ClassFacts,
    Code,
    HandOff,
    HandOffKind,
    Hop,
    Lane,
    LineRun,
    Listening,
    Member,
    ObjectFacts,
    Raised,
    Request,
    Site,
    Source,
)
from tracer.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.recording import RecordingWriter
    from tracer.spool import Event

_LABEL = re.compile("\0(\\d+)\0")
_LARGEST_SOURCE = 8 << 20
_WEB = {("http.server", "HTTPServer"), ("xmlrpc.server", "SimpleXMLRPCServer")}


class Assembler:
    """Feeds a :class:`RecordingWriter`. Call :meth:`flush` before readers look."""

    def __init__(self, writer: RecordingWriter) -> None:
        self._writer = writer
        self._codes: dict[int, int] = {}
        self._sites: dict[int, int] = {}
        self._classes: dict[int, int] = {}
        self._lanes: dict[int, int] = {}
        self._requests: dict[int, int] = {}
        self._hops: dict[int, int] = {}
        self._names: dict[int, tuple[str, ...]] = {0: ()}
        self._shapes: dict[int, Event] = {}
        self._objects: dict[int, tuple[str, int]] = {}
        self._labels: dict[int, str] = {}
        self._counts: dict[str, int] = {}
        self._same: dict[object, list[int]] = {}
        self._claimed: set[tuple[int, int, str]] = set()
        self._lane_rows: dict[int, Lane] = {}
        self._fresh: dict[int, Hop] = {}
        self._early_ends: dict[int, Event] = {}
        self._edges: dict[int, tuple[int, HandOffKind]] = {}
        self._revision = 0
        self._sources: set[str] = set()
        self._open: dict[int, int | None] = {}
        self.open_by_request: dict[int, int] = {}
        """Open hops of each request that has begun."""
        self.listening: list[Listening] = []
        self.web: set[str] = set()
        """Labels of servers that listen and speak HTTP."""
        self._web_classes: set[int] = set()
        self.processes = Processes()
        self._of_process: dict[int, tuple[int, int | None]] = {}
        """Main lane of each started process: its token, and its first hop."""
        self._handlers: dict[str, Callable[[int, Event], None]] = {
            "H": self._header, "c": self._code, "s": self._site, "k": self._class,
            "S": self._shape, "o": self._object, "N": self._name_set, "l": self._lane, "h": self._hop,
            "e": self._end, "r": self._request, "p": self._polls, "x": self._hand_off,
            "z": self._lane_end, "L": self._listen, "n": self._note, "i": self._line,
            "q": self._quit, "P": self._start,
        }  # fmt: skip

    @property
    def hops(self) -> int:
        """Hops so far."""
        return len(self._hops)

    @property
    def requests_ended(self) -> int:
        """Requests none of whose hops is open at this moment."""
        return sum(1 for count in self.open_by_request.values() if count == 0)

    def hop_number(self, raw: int) -> int | None:
        """The recording's number of a hop; None where it has not come yet."""
        return self._hops.get(raw)

    def raw_hop(self, number: int) -> int | None:
        """The program's number of a hop that may be open still."""
        return next((raw for raw, each in list(self._hops.items()) if each == number), None)

    def lane_number(self, raw: int) -> int | None:
        """The recording's number of a lane; None where it has not come yet."""
        return self._lanes.get(raw)

    def feed(self, token: int, event: Event) -> None:
        """Take one event of the process with that token."""
        self._handlers[event[0]](token, event)

    def flush(self) -> None:
        """Make all that was fed visible to readers."""
        for hop in self._fresh.values():
            self._writer.add(hop)
        self._fresh.clear()
        self._writer.commit()

    def _next(self, kind: str) -> int:
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return self._counts[kind]

    def _merge(self, kind: str, token: int, facts: object) -> tuple[int, bool]:
        """The number for a thing of those facts: another process's equal one, or a new one.

        Two equal things of one process stay two: a class may be made twice.
        """
        for number in self._same.setdefault((kind, facts), []):
            if (token, number, kind) not in self._claimed:
                self._claimed.add((token, number, kind))
                return number, False
        number = self._next(kind)
        self._same[kind, facts].append(number)
        self._claimed.add((token, number, kind))
        return number, True

    def _header(self, token: int, event: Event) -> None:
        if token == 0:
            facts = event[1]
            self._writer.interpreter(facts["python"], facts["magic"])
        note = self.processes.header(token, event[1])
        if note is not None:
            self._writer.note(note)

    def _code(self, token: int, event: Event) -> None:
        _, raw, module, qualname, name, file, first_line, parameters, digest = event
        facts = (module, qualname, name, file, first_line, tuple(parameters), digest)
        number, new = self._merge("code", token, facts)
        self._codes[raw] = number
        if new:
            self._writer.add(Code(number, *facts))
            self._keep_source(file)

    def _keep_source(self, file: str) -> None:
        if file in self._sources or not file.startswith("/"):
            return
        self._sources.add(file)
        try:
            data = Path(file).read_bytes()[:_LARGEST_SOURCE]
            text = _decode(data)
        except (OSError, SyntaxError, UnicodeDecodeError, LookupError):
            return  # no source: the explanations say so
        self._writer.add(Source(file, hashlib.sha256(data).hexdigest(), text))

    def _site(self, token: int, event: Event) -> None:
        _, raw, code, offset, opcode, *place = event
        facts = (self._codes[code], offset, opcode, *place)
        number, new = self._merge("site", token, facts)
        self._sites[raw] = number
        if new:
            self._writer.add(Site(number, *facts))

    def _class(self, token: int, event: Event) -> None:
        _, raw, _, module, qualname, file, line, bases, mro, metaclass, members = event
        own = self._classes.get(raw)
        held = {
            name: Member(member[0], tuple(self._codes[code] for code in member[1:]))
            for name, member in members.items()
        }
        others = tuple(self._classes.get(base, -1) for base in mro if base != raw)
        facts = (module, qualname, file, line, others, tuple(sorted(held.items(), key=_first)))
        new = True
        if own is None:
            own, new = self._merge("class", token, facts)
            self._classes[raw] = own
        if (module, qualname) in _WEB or any(base in self._web_classes for base in others):
            self._web_classes.add(own)
        if new:
            self._revision += 1
            self._writer.add(
                ClassFacts(
                    own,
                    self._revision,
                    module,
                    qualname,
                    file,
                    line,
                    tuple(self._classes[base] for base in bases),
                    tuple(self._classes[base] for base in mro),
                    None if metaclass is None else self._classes[metaclass],
                    held,
                )
            )

    def _object(self, token: int, event: Event) -> None:
        self._objects[event[1]] = (event[2], event[3])

    def _label(self, raw: int) -> str:
        """The label of an object, numbered at first use: not every object that was met is named."""
        label = self._labels.get(raw)
        if label is None:
            role, cls = self._objects[raw]
            label = self._labels[raw] = f"{role}#{self._next(role)}"
            self._writer.add(ObjectFacts(label, self._classes[cls], role))  # type: ignore[arg-type]
        return label

    def _text(self, text: str) -> str:
        """A shown value, with the labels of objects put in."""
        if "\0" not in text:
            return text
        whole = _LABEL.sub(lambda found: self._label(int(found[1])), text)
        return whole.replace("\0", "")  # a label that was cut off

    def _shape(self, token: int, event: Event) -> None:
        self._shapes[event[1]] = event[2:]

    def _name_set(self, token: int, event: Event) -> None:
        self._names[event[1]] = tuple(event[2])

    def _lane(self, token: int, event: Event) -> None:
        _, raw, kind, name, pid, thread, daemon, parent, start_ns = event
        number = self._lanes[raw] = self._next("lane")
        if kind == "process":
            self._of_process[number] = (token, None)
            parent = self.processes.starter(token)
        parent_hop = None if parent is None else self._hops.get(parent)
        lane = Lane(number, kind, name, pid, thread, daemon, parent_hop, start_ns)
        self._lane_rows[number] = lane
        self._writer.add(lane)

    def _hop(self, token: int, event: Event) -> None:
        _, raw, lane, parent, depth, request, shape, receiver, resumed, start_ns, arguments = event
        code, site, cls, owner, attribute, reason, in_instance, names, strike = self._shapes[shape]
        number = self._hops[raw] = self._next("hop")
        lane_id = self._lanes[lane]
        if start_ns < self._lane_rows[lane_id].start_ns:
            self._lane_rows[lane_id] = replace(self._lane_rows[lane_id], start_ns=start_ns)
            self._writer.add(self._lane_rows[lane_id])
        label = None if receiver is None else self._label(receiver)
        hop = Hop(
            number,
            None if parent is None else self._hops.get(parent),
            lane_id,
            depth,
            None if request is None else self._requests.get(request),
            self._codes[code],
            None if site is None else self._sites[site],
            label,
            None if cls is None else self._classes[cls],
            None if owner is None else self._classes[owner],
            attribute,
            reason,
            bool(in_instance),
            self._names[names],
            self._revision,
            strike,
            None if resumed is None else self._hops.get(resumed),
            {name: self._text(value) for name, value in arguments.items()},
            start_ns,
        )
        self._fresh[number] = hop
        self._open[number] = hop.request
        self._count(hop.request, 1)
        edge = self._edges.pop(raw, None)
        if edge is not None and edge[0] in self._hops:
            self._writer.add(HandOff(self._hops[edge[0]], number, edge[1]))
        if lane_id in self._of_process and parent is None:
            self._begin_process(lane_id, hop)
        early = self._early_ends.pop(raw, None)
        if early is not None:
            self._end(token, early)

    def _begin_process(self, lane: int, hop: Hop) -> None:
        """An outermost hop of a started process: its parent is the hop that started it."""
        token, first = self._of_process[lane]
        if first is None:
            self._of_process[lane] = token, hop.id
        starter = self._lane_rows[lane].parent_hop
        if starter is not None:
            self._fresh[hop.id] = replace(hop, parent=starter)
            if first is None:
                self._writer.add(HandOff(starter, hop.id, "process"))

    def _start(self, token: int, event: Event) -> None:
        _, pid, hop, _, how, cut = event
        late = self.processes.started(pid, hop, how, cut=cut)
        for lane, (other, first) in self._of_process.items():
            if other == late and hop in self._hops:
                self._adopt(replace(self._lane_rows[lane], parent_hop=self._hops[hop]), first)

    def _adopt(self, lane: Lane, first: int | None) -> None:
        """A process was quicker than the news of which hop had started it."""
        self._lane_rows[lane.id] = lane
        self._writer.add(lane)
        for number, hop in self._fresh.items():
            if hop.lane == lane.id and hop.parent is None:
                self._fresh[number] = replace(hop, parent=lane.parent_hop)
        if first is not None and lane.parent_hop is not None:
            self._writer.adopt(lane.id, lane.parent_hop)
            self._writer.add(HandOff(lane.parent_hop, first, "process"))

    def _count(self, request: int | None, change: int) -> None:
        if request is not None:
            self.open_by_request[request] = self.open_by_request.get(request, 0) + change

    def _end(self, token: int, event: Event) -> None:
        _, raw, end_ns, outcome, value, *problem = event
        number = self._hops.get(raw)
        if number is None:
            self._early_ends[raw] = event
            return
        if number not in self._open:
            return
        self._count(self._open.pop(number), -1)
        raised = Raised(problem[0], self._text(problem[1])) if outcome == "raised" else None
        shown = None if value is None else self._text(value)
        fresh = self._fresh.get(number)
        if fresh is None:
            self._writer.end_hop(number, end_ns, outcome, shown, raised)
        else:
            self._fresh[number] = replace(
                fresh, end_ns=end_ns, outcome=outcome, value=shown, exception=raised
            )

    def _request(self, token: int, event: Event) -> None:
        _, raw, client, accepted, start_ns, served = event
        number = self._requests[raw] = self._next("request")
        self._writer.add(Request(number, self._text(client), self._hops[accepted], start_ns))
        self.open_by_request[number] = 0
        for hop in (self._hops[served_by] for served_by in served if served_by in self._hops):
            if hop in self._open:
                self._open[hop] = number
                self._count(number, 1)
            fresh = self._fresh.get(hop)
            if fresh is None:
                self._writer.assign_request(hop, number)
            else:
                self._fresh[hop] = replace(fresh, request=number)

    def _polls(self, token: int, event: Event) -> None:
        number = self._hops.get(event[1])
        if number is None:
            return
        fresh = self._fresh.get(number)
        if fresh is None:
            self._writer.count_polls(number, event[2])
        else:
            self._fresh[number] = replace(fresh, polls=event[2])

    def _hand_off(self, token: int, event: Event) -> None:
        # The edge comes before the hop that it leads to.
        _, source, target, kind = event
        self._edges[target] = (source, kind)

    def _lane_end(self, token: int, event: Event) -> None:
        lane = self._lanes.get(event[1])
        if lane is not None:
            self._writer.end_lane(lane, event[2])

    def _listen(self, token: int, event: Event) -> None:
        _, server, family, address = event
        where = tuple(address) if isinstance(address, list) else address
        listening = Listening(self._label(server), family, where)
        if self._classes[self._objects[server][1]] in self._web_classes:
            self.web.add(listening.object)
        self.listening.append(listening)
        self._writer.add(listening)

    def _note(self, token: int, event: Event) -> None:
        self._writer.note(event[1])

    def _line(self, token: int, event: Event) -> None:
        _, hop, line, changed, start_ns = event
        if hop in self._hops:
            shown = {name: self._text(value) for name, value in changed.items()}
            self._writer.add(LineRun(self._hops[hop], line, shown, start_ns))

    def _quit(self, token: int, event: Event) -> None:
        self.processes.quit(token)


def _first(item: tuple[str, Any]) -> str:
    return item[0]


def _decode(data: bytes) -> str:
    """Source text by its coding cookie, line ends as they are."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
    return data.decode(encoding)
