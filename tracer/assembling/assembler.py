"""Turns spool events into the facts of a recording.

Raw numbers are unique over all processes but have gaps; hops, lanes and requests
get their final numbers here, in order of arrival (what they mention: see
``mentioned.py``). Memory does not grow with the run: only what is open is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracer.assembling.cap import Cap
from tracer.assembling.mentioned import Mentioned
from tracer.assembling.processes import Processes
from tracer.model import HandOff, HandOffKind, Lane, LineRun, Listening, Note, Raised, Request
from tracer.notes import STOPPED
from tracer.recording import Numbers
from tracer.recording.hop_row import ENDING, ID, LANE, PARENT, POLLS, REQUEST, UNFINISHED

if TYPE_CHECKING:
    from collections.abc import Callable

    from tracer.assembling.tailing import Event
    from tracer.recording import RecordingWriter
    from tracer.recording.hop_row import HopRow

_MOST_FRESH = 1_024
"""Hops that are held back, since most end soon, before they are written."""


@dataclass(slots=True)
class _OfProcess:
    """The main lane of a started process, and its first hop."""

    token: int
    lane: Lane
    first: int | None = None


class Assembler:
    """Feeds a :class:`RecordingWriter`. Call :meth:`flush` before readers look."""

    def __init__(self, writer: RecordingWriter, max_hops: int | None = None) -> None:
        self._writer = writer
        self._mentioned = mentioned = Mentioned(writer)
        self._cap = Cap(max_hops)
        self._lanes, self._requests, self._hops = Numbers(), Numbers(), Numbers()
        self._new_lanes: dict[int, Lane] = {}
        """Lanes without a hop yet."""
        self._fresh: dict[int, HopRow] = {}
        self._early_ends: dict[int, Event] = {}
        self._edges: dict[int, tuple[int, HandOffKind]] = {}
        self._open: dict[int, int | None] = {}
        """Raw numbers of open hops, and each one's request."""
        self._runs: set[int] = set()
        """Raw numbers of open ``Thread.run`` in which nothing has begun yet."""
        self._numbers_of_open: dict[int, int] = {}
        self.open_by_request: dict[int, int] = {}
        """Open hops of each request that has any."""
        self.awaited: set[int] = set()
        """Raw numbers of hops that started a thread or a fork which has told nothing yet."""
        self._answered: set[int] = set()
        """Such hops that have not arrived yet, but for the lane that they started."""
        self.listening: list[Listening] = []
        self.web: set[str] = set()
        """Labels of servers that listen and speak HTTP."""
        self.stopped: list[Note] = []
        """Notes that recording has stopped, in a process or at the cap, until they are told."""
        self._told_stops: list[Note] = []
        self.processes = Processes()
        self._of_process: dict[int, _OfProcess] = {}
        """Main lanes of started processes."""
        self._handlers: dict[str, Callable[[int, Event], None]] = {
            "H": self._take_header, "c": mentioned.take_code, "s": mentioned.take_site, "k": mentioned.take_class,
            "S": mentioned.take_shape, "o": mentioned.take_object, "N": mentioned.take_names, "l": self._take_lane,
            "h": self._take_hop, "e": self._take_end, "r": self._take_request, "p": self._take_polls,
            "x": self._take_hand_off, "z": self._take_lane_end, "L": self._take_listening, "n": self._take_note,
            "i": self._take_line, "q": self._take_quit, "P": self._take_start, "F": self._take_fork, "gone": self._take_gone,
        }  # fmt: skip

    @property
    def hops(self) -> int:
        """Hops so far."""
        return self._mentioned.count("hop")

    @property
    def requests_begun(self) -> int:
        """Requests so far."""
        return self._mentioned.count("request")

    @property
    def requests_ended(self) -> int:
        """Requests none of whose hops is open at this moment."""
        return self.requests_begun - len(self.open_by_request)

    @property
    def is_full(self) -> bool:
        """Whether a hop had to stay out of the recording: nothing comes in any more."""
        return self._cap.is_reached

    def note_missing(self) -> None:
        """Note how much the recording does not hold because it was full."""
        if self.is_full:
            self._writer.replace_note(self._cap.note, self._cap.last_note)
            self.stopped.append(self._cap.last_note)

    def hop_number(self, raw: int) -> int | None:
        """The recording's number of a hop; None where it has not come yet."""
        return self._hops.get(raw)

    def raw_hop(self, number: int) -> int | None:
        """The program's number of a hop that is open still."""
        return self._numbers_of_open.get(number)

    def lane_number(self, raw: int) -> int | None:
        """The recording's number of a lane; None where it has not come yet."""
        return self._lanes.get(raw)

    def feed(self, token: int, event: Event) -> None:
        """Take one event of the process with that token."""
        self._handlers[event[0]](token, event)

    def flush(self) -> None:
        """Make all that was fed visible to readers."""
        self._writer.add_hops(self._fresh.values())
        self._fresh.clear()
        self._writer.commit()

    def _take_header(self, token: int, event: Event) -> None:
        if token == 0:
            facts = event[1]
            self._writer.note_interpreter(facts["python"], facts["magic"])
        note = self.processes.take_header(token, event[1])
        if note is not None:
            self._writer.note(note)

    def _take_lane(self, token: int, event: Event) -> None:
        _, raw, kind, name, pid, thread, daemon, parent, start_ns = event
        number = self._mentioned.take_number("lane")
        self._lanes.add(raw, number)
        if parent in self.awaited:
            self.awaited.discard(parent)
        elif parent is not None and not self.is_full and self._hops.get(parent) is None:
            self._answered.add(parent)
        if self.is_full:
            return
        if kind == "process":
            parent = self.processes.starter(token)
        lane = Lane(number, kind, name, pid, thread, daemon, self._held(parent), start_ns)
        if kind == "process":
            self._of_process[number] = _OfProcess(token, lane)
        self._new_lanes[number] = lane
        self._writer.add(lane)

    def _held(self, raw: int | None) -> int | None:
        """The number of a hop that the recording holds."""
        return None if raw is None else self._hops.get(raw)

    def _take_hop(self, token: int, event: Event) -> None:
        _, raw, lane, parent, depth, request, shape, receiver, resumed, start_ns, arguments = event
        serves = None if request is None else self._requests.get(request)
        self._open[raw] = serves
        self._count(serves, 1)
        self._hand_on(parent)
        if not self._take_into_cap():
            self._end_early(token, raw)
            return
        mentioned = self._mentioned
        alike = mentioned.shape_number(shape)
        lane_id = self._lanes[lane]
        self._begin_lane(lane_id, start_ns)
        label = None if receiver is None else mentioned.give_label(receiver)
        if label is not None and label.startswith("thread#"):
            self._note_thread(raw, mentioned.shape(alike).attribute)
        number = mentioned.take_number("hop")
        self._hops.add(raw, number)
        self._numbers_of_open[number] = raw
        self._fresh[number] = [
            number, self._held(parent), lane_id, depth, serves, alike, label, mentioned.revision,
            self._held(resumed), mentioned.texts(arguments), start_ns, *UNFINISHED,
        ]  # fmt: skip
        edge = self._edges.pop(raw, None)
        source = None if edge is None else self._held(edge[0])
        if edge is not None and source is not None:
            self._writer.add(HandOff(source, number, edge[1]))
        if lane_id in self._of_process and parent is None:
            self._begin_process(self._of_process[lane_id], self._fresh[number])
        self._end_early(token, raw)
        if len(self._fresh) > _MOST_FRESH:
            self.flush()

    def _take_into_cap(self) -> bool:
        """Whether the recording has room for a new hop; that it has none is told once."""
        was_full = self.is_full
        is_taken = self._cap.take_hop()
        if not is_taken and not was_full:
            self._writer.note(self._cap.note)
            self.stopped.append(self._cap.note)
        return is_taken

    def _begin_lane(self, lane: int, start_ns: int) -> None:
        """A lane begins no later than its first hop."""
        new = self._new_lanes.pop(lane, None)
        if new is not None and start_ns < new.start_ns:
            new = replace(new, start_ns=start_ns)
            self._writer.add(new)
            if lane in self._of_process:
                self._of_process[lane].lane = new

    def _begin_process(self, process: _OfProcess, hop: HopRow) -> None:
        """An outermost hop of a started process: its parent is the hop that started it."""
        is_first = process.first is None
        process.first = process.first or hop[ID]
        starter = process.lane.parent_hop
        if starter is not None:
            hop[PARENT] = starter
            if is_first:
                self._writer.add(HandOff(starter, hop[ID], "process"))

    def _note_thread(self, raw: int, method: str | None) -> None:
        if raw in self._answered:
            self._answered.discard(raw)
        elif method == "start":
            self.awaited.add(raw)
        elif method == "run":
            self._runs.add(raw)

    def _hand_on(self, parent: int | None) -> None:
        """What a thread runs has begun: its request ends with that. A pool's thread lives on."""
        if parent in self._runs:
            self._runs.discard(parent)
            self._count(self._open[parent], -1)
            self._open[parent] = None

    def _take_fork(self, token: int, event: Event) -> None:
        if self._held(event[1]) is not None:
            self.awaited.add(event[1])

    def _take_start(self, token: int, event: Event) -> None:
        _, pid, raw, _, how, cut = event
        late = self.processes.take_start(pid, raw, how, cut=cut)
        hop = self._held(raw)
        for process in self._of_process.values():
            if process.token == late and hop is not None:
                self._adopt(process, hop)

    def _adopt(self, process: _OfProcess, parent: int) -> None:
        """A process was quicker than the news of which hop had started it."""
        process.lane = lane = replace(process.lane, parent_hop=parent)
        self._writer.add(lane)
        for hop in self._fresh.values():
            if hop[LANE] == lane.id and hop[PARENT] is None:
                hop[PARENT] = parent
        if process.first is not None:
            self._writer.adopt(lane.id, parent)
            self._writer.add(HandOff(parent, process.first, "process"))

    def _end_early(self, token: int, raw: int) -> None:
        early = self._early_ends.pop(raw, None)
        if early is not None:
            self._take_end(token, early)

    def _count(self, request: int | None, change: int) -> None:
        if request is not None:
            count = self.open_by_request.get(request, 0) + change
            if count:
                self.open_by_request[request] = count
            else:
                self.open_by_request.pop(request, None)

    def _take_end(self, token: int, event: Event) -> None:
        _, raw, end_ns, outcome, value, *problem = event
        if raw not in self._open:
            if self._hops.get(raw) is None:
                self._early_ends[raw] = event
            return
        self._count(self._open.pop(raw), -1)
        self._runs.discard(raw)
        number = self._hops.get(raw)
        if number is None:
            return  # there was no room for it
        self._numbers_of_open.pop(number, None)
        text = self._mentioned.text
        if outcome == "raised":
            self.awaited.discard(raw)  # the thread could not be started
        raised = Raised(problem[0], text(problem[1])) if outcome == "raised" else None
        shown = None if value is None else text(value)
        fresh = self._fresh.get(number)
        if fresh is None:
            self._writer.end_hop(number, end_ns, outcome, shown, raised)
        else:
            kind, message = (None, None) if raised is None else (raised.type, raised.message)
            fresh[ENDING] = end_ns, outcome, shown, kind, message

    def _take_request(self, token: int, event: Event) -> None:
        _, raw, client, accepted, start_ns, served = event
        number = self._mentioned.take_number("request")
        self._requests.add(raw, number)
        for each in served:
            if each in self._open:
                self._open[each] = number
                self._count(number, 1)
        accepted_hop = self._held(accepted)
        if not self._cap.take_request() or accepted_hop is None:
            return
        self._writer.add(Request(number, self._mentioned.text(client), accepted_hop, start_ns))
        for hop in filter(None, map(self._held, served)):
            self._assign(hop, number)

    def _assign(self, hop: int, request: int) -> None:
        fresh = self._fresh.get(hop)
        if fresh is None:
            self._writer.assign_request(hop, request)
        else:
            fresh[REQUEST] = request

    def _take_polls(self, token: int, event: Event) -> None:
        number = self._held(event[1])
        if number is None:
            return
        fresh = self._fresh.get(number)
        if fresh is None:
            self._writer.count_polls(number, event[2])
        else:
            fresh[POLLS] = event[2]

    def _take_hand_off(self, token: int, event: Event) -> None:
        # The edge comes before the hop that it leads to.
        _, source, target, kind = event
        self._edges[target] = (source, kind)

    def _take_lane_end(self, token: int, event: Event) -> None:
        lane = self._lanes.get(event[1])
        if lane is not None:
            self._writer.end_lane(lane, event[2])

    def _take_listening(self, token: int, event: Event) -> None:
        _, server, family, address = event
        where = tuple(address) if isinstance(address, list) else address
        listening = Listening(self._mentioned.give_label(server), family, where)
        if self._mentioned.is_web(self._mentioned.object_class(server)):
            self.web.add(listening.object)
        self.listening.append(listening)
        self._writer.add(listening)

    def _take_note(self, token: int, event: Event) -> None:
        note = Note(event[1], event[2])
        self._writer.note(note)
        if note.key.startswith(STOPPED):
            self.processes.stop(token)
            if note not in self._told_stops:
                self._told_stops.append(note)
                self.stopped.append(note)

    def _take_line(self, token: int, event: Event) -> None:
        _, raw, line, changed, start_ns = event
        hop = self._held(raw)
        if hop is not None:
            shown = {name: self._mentioned.text(value) for name, value in changed.items()}
            self._writer.add(LineRun(hop, line, shown, start_ns))

    def _take_quit(self, token: int, event: Event) -> None:
        self.processes.quit(token)

    def _take_gone(self, token: int, event: Event) -> None:
        self.processes.forget(token)
        self._mentioned.forget(token)
