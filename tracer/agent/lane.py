"""One flow of control: its stack of open hops, and the trace function that fills it.

The only module that calls ``sys.settrace``. Everything here runs between two
instructions of the program; it must be short, and no error may leave it.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import types
from _json import encode_basestring_ascii as encode
from _thread import get_ident
from typing import Any

from .polls import Polls
from .recorder import Entry, Found, Recorder, strike_of
from .spool import SpoolError
from .values import class_name, message_of

_now = time.monotonic_ns
_HERE = os.path.dirname(os.path.abspath(__file__))
_UNSEEN = None
_ENCLOSING = ("_handle_request_noblock", "handle_request", "get_request")


class Open:
    """A hop that was entered and has not ended."""

    __slots__ = ("depth", "end_text", "exception", "frame", "id", "inherited", "lane", "marker",
                 "name", "parent", "poll", "receiver", "request", "resumed", "seen", "text",
                 "info")  # fmt: skip

    def __init__(self, id: int, frame: Any, info: Any, lane: Lane, parent: Open | None) -> None:
        self.id = id
        self.frame = frame
        self.info = info
        self.lane = lane
        self.parent = parent
        self.name = info.name
        self.depth = 0
        self.receiver: Any = None
        self.request: Any = None
        self.resumed = 0
        self.marker = False
        self.inherited = False
        self.exception: tuple[str, str] | None = None
        self.text: str | None = None
        self.end_text: str | None = None
        self.poll = False
        self.seen: dict[str, str] | None = None


class Lane:
    """The state of one thread. ``trace`` is its trace function, ``local`` that of a hop's frame."""

    def __init__(self, recorder: Recorder, kind: str) -> None:
        self.recorder = recorder
        self.kind = kind
        self.id = recorder.number()
        self.stack: list[Open] = []
        self.start: Open | None = None
        self.opened = False
        self.accepted = False
        self.polls = Polls(recorder.put)
        self.replaced = False
        # Bound once: a new bound method a call would be garbage a call.
        self.trace = self._trace
        self.local = self._local

    # The trace functions

    def _trace(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        try:
            recorder = self.recorder
            if recorder.codes.dead:
                recorder.forget_codes()
            entry = recorder.known.get(id(frame.f_code), _UNSEEN)
            if entry is False or recorder.off or event != "call":
                return None
            if entry is None:
                entry = recorder.classify(frame)
                if entry is None:
                    return None
            return self._call(entry, frame)
        except BaseException as error:
            self._failed(error, frame)
            return None

    def _local(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        try:
            if self.recorder.off:
                return None
            if event == "return":
                self._return(frame, arg)
            elif event == "exception":
                self._exception(frame, arg)
            elif event == "line":
                self._line(frame)
        except BaseException as error:
            self._failed(error, frame)
        return self.local

    def _failed(self, error: BaseException, frame: types.FrameType) -> None:
        """An exception inside the trace function: the program's own goes on, ours ends recording."""
        if isinstance(error, RecursionError):
            return
        if not _is_foreign(error):
            detail = f"{type(error).__name__}: {message_of(error)}"
            if not isinstance(error, SpoolError):
                detail += _where(error)
            self.recorder.stop(f"an error of the recorder ({detail})")
            return
        stack = self.stack
        if stack and stack[-1].frame is frame and not stack[-1].marker:
            hop = stack.pop()
            hop.exception = (class_name(type(error)), message_of(error))
            self._end(hop, "raised", None)
        self._rearm()
        raise error

    def _rearm(self) -> None:
        """Put the trace function back after the exception that we let through unset it."""
        before = sys.getprofile()
        trace = self.trace

        def once(frame: types.FrameType, event: str, arg: Any) -> None:
            sys.setprofile(before)
            sys.settrace(trace)
            if before is not None:
                before(frame, event, arg)

        sys.setprofile(once)

    # Entering

    def _call(self, entry: Entry, frame: types.FrameType) -> Any:
        info = entry.info
        if info.generator and _is_resumption(frame):
            return self._resume(frame)
        recorder = self.recorder
        values = frame.f_locals
        code = frame.f_code
        found = recorder.identify(entry, values, code, self.stack)
        if found is None:
            return None
        if not info.written:
            recorder.codes.write(info, frame.f_globals.get("__name__"))
        hop = self._enter(info, found, frame, values)
        if info.generator:
            recorder.generators[id(frame)] = hop.id
        if not recorder.lines_wanted:
            frame.f_trace_lines = False
        return self.local

    def _resume(self, frame: types.FrameType) -> Any:
        generator = self.recorder.generators.get(id(frame))
        if generator is None:
            return None
        parent = self._parent(frame.f_back)
        entry = self.recorder.known[id(frame.f_code)]
        mark = Open(parent.id if parent else 0, frame, entry.info, self, parent)
        mark.marker = True
        mark.resumed = generator
        mark.depth = parent.depth if parent else -1
        mark.request = parent.request if parent else None
        self.stack.append(mark)
        if not self.recorder.lines_wanted:
            frame.f_trace_lines = False
        return self.local

    def _parent(self, caller: types.FrameType | None) -> Open | None:
        """The innermost open hop that is still on the frame stack."""
        stack = self.stack
        while stack:
            top = stack[-1]
            frame = caller
            while frame is not None and frame is not top.frame:
                frame = frame.f_back
            if frame is not None:
                return top
            stack.pop()
        return None

    def _enter(self, info: Any, found: Found, frame: types.FrameType, values: Any) -> Open:
        recorder = self.recorder
        caller = frame.f_back
        top = self._parent(caller)
        hop = Open(recorder.number(), frame, info, self, top)
        receiver = hop.receiver = found.receiver
        if found.attribute is not None:
            hop.name = found.attribute
        parent = top
        if top is None:
            if receiver is not None and receiver.role == "thread" and not self.opened:
                self._find_start(receiver)
            parent = self.start
        elif top.marker:
            hop.resumed = top.resumed
            parent = top.parent if top.parent is not None else self.start
            hop.depth = top.depth + 1
        else:
            hop.depth = 0 if top.inherited else top.depth + 1
        hop.parent = parent
        self._assign_request(hop, info, values, parent)
        if receiver is not None and receiver.role == "server":
            self._mind_polls(hop, top, found)
        self.stack.append(hop)
        site = recorder.codes.site(caller) if caller is not None else 0
        if self.polls.buffer is not None:
            self.polls.saw(info.id, hop.depth, receiver.id if receiver else 0, site)
        strike = strike_of(info, values, caller)
        text = self._text(hop, found, site, strike, values)
        if found.tentative:
            hop.text = text
        else:
            self._emit_entry(hop, text)
        if receiver is not None and receiver.role == "thread" and info.name != "run":
            recorder.thread_starts[receiver.id] = hop
        return hop

    def _find_start(self, receiver: Any) -> None:
        self.start = self.recorder.thread_starts.pop(receiver.id, None)

    def _text(self, hop: Open, found: Found, site: int, strike: str | None, values: Any) -> str:
        recorder = self.recorder
        parent, receiver, owner, cls = hop.parent, hop.receiver, found.owner, found.cls
        if recorder.values_wanted:
            show = recorder.values.show
            given = ",".join(
                [
                    f"{key}:{encode(show(values[name]))}"
                    for name, key in zip(hop.info.parameters, hop.info.encoded, strict=True)
                    if name in values
                ]
            )
        else:
            given = ""
        return (
            f'["h",{hop.id},{self.id},{parent.id if parent else "null"},{hop.depth},'
            f"{hop.request.id if hop.request else 'null'},{hop.info.id},{site or 'null'},"
            f"{receiver.id if receiver else 'null'},{cls.id if cls else 'null'},"
            f"{owner.id if owner else 'null'},{_quoted(found.attribute)},{_quoted(found.reason)},"
            f"{1 if found.in_instance else 0},{found.names},{recorder.classes.revision},"
            f"{_quoted(strike)},{hop.resumed or 'null'},{_now()},{{{given}}}]\n"
        )

    def _emit_entry(self, hop: Open, text: str) -> None:
        if not self.opened or (hop.parent is not None and hop.parent.text is not None):
            self._confirm(hop)
        self._put(text)

    def _confirm(self, hop: Open) -> None:
        """Write what was held back on the way to this hop: starts of threads that serve after all."""
        chain = []
        above = hop.parent
        while above is not None and above.text is not None:
            chain.append(above)
            above = above.parent
        for held in reversed(chain):
            held.lane._open_lane(held)
            text, held.text = held.text, None
            held.lane._put(text or "")
            # The end may have come before or after: whoever sees both writes it (twice is harmless).
            if held.end_text is not None:
                held.lane._put(held.end_text)
        self._open_lane(hop)

    def _open_lane(self, first: Open) -> None:
        if self.opened:
            return
        self.opened = True
        thread = threading._active.get(get_ident())  # type: ignore[attr-defined]
        name = thread._name if thread is not None else ""
        if self.start is not None and first.receiver is not None:
            started = first.receiver.ref()
            thread = started if started is not None else thread
            name = getattr(thread, "_name", name)
        start = self.start
        row = [
            "l", self.id, self.kind, name if type(name) is str else "", os.getpid(),
            getattr(thread, "_ident", None) or get_ident(),
            bool(getattr(thread, "_daemonic", False)), start.id if start else None, _now(),
        ]  # fmt: skip
        put = self.recorder.put
        put(json.dumps(row) + "\n")
        if start is not None:
            kind = "fork" if self.kind == "fork" else "thread"
            put(f'["x",{start.id},{first.id},"{kind}"]\n')

    def _put(self, text: str) -> None:
        buffer = self.polls.buffer
        if buffer is not None:
            buffer.append(text)
        else:
            self.recorder.put(text)

    # Requests

    def _assign_request(self, hop: Open, info: Any, values: Any, parent: Open | None) -> None:
        find = self.recorder.requests.find
        receiver = hop.receiver
        request = None
        own = False
        for name in info.parameters[1:]:
            request = find(values.get(name))
            if request is not None:
                own = True
                break
        if request is None and receiver is not None:
            request = receiver.request
        if request is None and parent is not None:
            request = parent.request
        hop.request = request
        if request is None:
            return
        if receiver is not None and receiver.role == "handler" and receiver.request is None:
            receiver.request = request
        if own and self.id not in request.lanes:
            self._note_queue(hop, request)
        request.lanes.add(self.id)
        request.last_hop, request.last_lane = hop.id, self.id

    def _note_queue(self, hop: Open, request: Any) -> None:
        """A request came to a lane that was not started for it."""
        start = self.start
        if request.last_hop and not (start is not None and start.request is request):
            self.recorder.put(f'["x",{request.last_hop},{hop.id},"queue"]\n')

    def _begin_request(self, hop: Open, value: Any) -> None:
        above = self.stack[-1] if self.stack else None
        if above is not None and above.name == "get_request" and above.receiver is hop.receiver:
            return  # an override's own call of super().get_request(): the outer one decides
        if type(value) is not tuple or len(value) != 2:
            return
        recorder = self.recorder
        request = recorder.requests.begin(recorder.number(), value[0])
        served = [hop.id]
        for outer in reversed(self.stack):
            if outer.marker or outer.name not in _ENCLOSING or outer.inherited:
                break
            outer.request = request
            served.append(outer.id)
        request.lanes.add(self.id)
        request.last_hop, request.last_lane = hop.id, self.id
        client = recorder.values.show(value[1]) if recorder.values_wanted else ""
        self._put(
            f'["r",{request.id},{encode(client)},{hop.id},{_now()},{json.dumps(served)}]\n'
        )

    # Polls

    def _mind_polls(self, hop: Open, top: Open | None, found: Found) -> None:
        polls = self.polls
        if polls.buffer is not None:
            return
        if top is not None and top.name == "serve_forever" and top.receiver is hop.receiver:
            if hop.name == "service_actions" and not self.accepted:
                hop.poll = True
                polls.begin()
                return
            self.accepted = hop.name == "_handle_request_noblock"
        polls.flush()

    # Leaving

    def _exception(self, frame: types.FrameType, arg: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and top.frame is frame:
            # As text, at once: keeping the exception would keep its frames alive.
            top.exception = (class_name(arg[0]), message_of(arg[1]))

    def _return(self, frame: types.FrameType, value: Any) -> None:
        stack = self.stack
        for index in range(len(stack) - 1, -1, -1):
            if stack[index].frame is frame:
                break
        else:
            return
        del stack[index + 1 :]
        hop = stack.pop()
        how = hop.info.leaves.get(frame.f_lasti)
        if how is None:
            how = "raised" if value is None else "returned"
        if hop.info.generator and how != "yielded":
            self.recorder.generators.pop(id(frame), None)
        if hop.marker or hop.inherited:
            return
        self._end(hop, how, value)

    def _end(self, hop: Open, how: str, value: Any) -> None:
        recorder = self.recorder
        hop.frame = None
        if how == "raised":
            kind, message = hop.exception or ("", "")
            if not recorder.values_wanted:
                message = ""
            rest = f'"raised",null,{encode(kind)},{encode(message)}'
        else:
            shown = encode(recorder.values.show(value)) if recorder.values_wanted else "null"
            rest = f'"{how}",{shown},null,null'
        text = f'["e",{hop.id},{_now()},{rest}]\n'
        if hop.text is not None:
            hop.end_text = text
            if hop.text is not None:
                return
        polls = self.polls
        if polls.buffer is not None:
            polls.saw("end", how)
        self._put(text)
        if how == "returned" and hop.name == "get_request" and hop.receiver is not None:
            self._begin_request(hop, value)
        self._after(hop, how)

    def _after(self, hop: Open, how: str) -> None:
        polls = self.polls
        if hop.poll:
            if how == "raised":
                polls.break_off()
            else:
                polls.end(hop.id)
        elif hop.name == "service_actions":
            self.accepted = False
        elif hop.name == "serve_forever":
            polls.flush()
            self.accepted = False
        elif hop.name == "server_activate" and how == "returned":
            self.recorder.announce(hop.receiver)
        if not self.stack and self.kind != "main" and self.start is not None:
            self.recorder.put(f'["z",{self.id},{_now()}]\n')
        if not self.stack and sys.gettrace() is not self.trace:
            self._notice_replacement()

    def _notice_replacement(self) -> None:
        if not self.replaced and sys.gettrace() is not None:
            self.replaced = True
            self.recorder.note(
                "The program put a trace function of its own in place of the recorder's; "
                "calls of that thread are missing from then on."
            )

    # Lines

    def _line(self, frame: types.FrameType) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or top.frame is not frame or top.inherited:
            return
        show = self.recorder.values.show
        now = {name: show(value) for name, value in list(frame.f_locals.items())}
        if not self.recorder.values_wanted:
            now = {}
        before = top.seen
        changed = now if before is None else {k: v for k, v in now.items() if before.get(k) != v}
        top.seen = now
        self._put(json.dumps(["i", top.id, frame.f_lineno, changed, _now()]) + "\n")

    # Forks

    def continue_in_child(self) -> None:
        """This thread is now the only one of a forked child: what is open is the parent's."""
        for hop in self.stack:
            hop.inherited = True
            hop.text = None
        self.start = next((h for h in reversed(self.stack) if not h.marker), None)
        self.id = self.recorder.number()
        self.kind = "fork"
        self.opened = False
        self.polls = Polls(self.recorder.put)


def _quoted(text: str | None) -> str:
    return "null" if text is None else encode(text)


def _is_resumption(frame: types.FrameType) -> bool:
    """Whether a generator's frame goes on: its RESUME instruction says after what."""
    offset = frame.f_lasti
    code = frame.f_code.co_code
    return offset >= 0 and bool(code[offset + 1] & 3) or offset < 0


def _is_foreign(error: BaseException) -> bool:
    """Whether an exception came from the program (a signal handler, an injected one), not from us."""
    if not isinstance(error, Exception):
        return True
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    return place is not None and not place.tb_frame.f_code.co_filename.startswith(_HERE)


def _where(error: BaseException) -> str:
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    if place is None:
        return ""
    return f" at {os.path.basename(place.tb_frame.f_code.co_filename)}:{place.tb_lineno}"


def install(recorder: Recorder) -> None:
    """Trace this thread and every thread that ``threading`` starts from now on."""

    def begin(frame: types.FrameType, event: str, arg: Any) -> Any:
        lane = Lane(recorder, "thread")
        recorder.lanes[get_ident()] = lane
        sys.settrace(lane.trace)
        return lane.trace(frame, event, arg)

    os.register_at_fork(after_in_child=recorder.after_fork)
    threading.settrace(begin)
    lane = Lane(recorder, "main")
    recorder.lanes[get_ident()] = lane
    recorder.admit(threading.Thread.start.__code__, "thread")
    recorder.admit(threading.Thread.run.__code__, "thread")
    sys.settrace(lane.trace)
