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
from opcode import opmap
from typing import TYPE_CHECKING, Any, Literal
from weakref import ReferenceType

from .facts.copies import COPIES, hold, ignore, shares
from .facts.identity import identity
from .facts.redaction import REDACTED, is_secret
from .facts.requests import accept, assign
from .facts.values import class_name, is_class
from .finding.admission import may_be_thread_s
from .opening import confirm, place
from .opens import Open
from .polls import Polls
from .trouble import is_foreign

if TYPE_CHECKING:
    from collections.abc import Callable

    from .facts.codes import CodeInfo
    from .finding.entries import Entry, Found
    from .gate import Gate
    from .recorder import Recorder

_now = time.monotonic_ns
_RESUME = opmap["RESUME"]
_TURNS = frozenset(("handle_request", "service_actions", "serve_forever"))
_SPECIAL = _TURNS | {"get_request", "server_activate"}


class Lane:
    """The state of one thread. ``trace`` is its trace function, ``local`` that of a hop's frame."""

    def __init__(self, recorder: Recorder, kind: str) -> None:
        self.recorder = recorder
        self.kind = kind
        self.id = recorder.number()
        self.stack: list[Open] = []
        self.start: Open | None = None
        self.opened = False
        self.polls = Polls(recorder.put)
        self.write: Callable[[str], None] = recorder.put
        self.ticket: dict[str, Any] | None = None
        """How far the gate let this lane go."""
        self.place = -1
        """Where the gate notes the line that it runs."""
        self.hidden_error = 0
        """The last exception whose message is not shown, as :func:`identity` has it."""
        self.unset = False
        """Whether the interpreter takes the trace function away, for what was raised in it."""
        self.known = recorder.admission.known
        self.dead = recorder.codes.dead
        # Bound once: a new bound method a call would be garbage a call.
        self.trace = self._trace
        self.local = self._local
        self.sharing = self._sharing

    # The trace functions

    def _trace(self, frame: types.FrameType, event: str, _: Any) -> Any:
        entry: Entry | Literal[False] | None = False
        try:
            if self.dead:
                self.recorder.admission.forget_codes()
            code = frame.f_code
            entry = self.known.get(identity(code))
            if entry is False:
                return None
            recorder = self.recorder
            if recorder.off or event != "call":
                return None
            if entry is None:
                starting = recorder.starts.entered(frame)
                if starting is not None:
                    entry = False  # the copy of its variables has been changed, to be written back
                    return starting
                entry = recorder.admission.classify(frame)
                if entry is None:
                    recorder.watch.ignored(frame)
                    return _holding(frame, None) if may_be_thread_s(code) and COPIES else None
            local = self._call(entry, frame, code)
            return _holding(frame, local) if entry.info.copied else local
        except RecursionError:
            return None  # the program is at its limit: no room for ours, not even to say so
        except BaseException as error:
            self._failed(error, frame)
            return None
        finally:
            if entry is not False and (
                shares(frame.f_code) if entry is None else entry.info.shares
            ):
                frame.f_locals  # noqa: B018 - the last act: see copies.py

    def _local(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        try:
            if self.recorder.off:
                return None
            self._follow(frame, event, arg)
        except RecursionError:
            return self.local
        except BaseException as error:
            self._failed(error, frame)
        return self.local

    def _sharing(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        """As ``local``, where the frame shares variables with other functions."""
        try:
            if not self.recorder.off:
                self._follow(frame, event, arg)
            hold(frame)
        except RecursionError:
            return self.sharing
        except BaseException as error:
            self._failed(error, frame)
        finally:
            frame.f_locals  # noqa: B018 - the last act: see copies.py
        return self.sharing

    def _follow(self, frame: types.FrameType, event: str, arg: Any) -> None:
        if event == "return":
            self._return(frame, arg)
        elif event == "exception":
            self._exception(frame, arg)
        elif event == "line":
            self._line(frame)

    def _failed(self, error: BaseException, frame: types.FrameType) -> None:
        """An exception inside the trace function: the program's own goes on, ours ends recording."""
        if not is_foreign(error):
            self.recorder.fail(error)
            return
        stack = self.stack
        if stack and stack[-1].frame is frame and not stack[-1].marker:
            hop = stack.pop()
            hop.exception = (class_name(type(error)), self._message(hop, error))
            self._end(hop, "raised", None)
        self.rearm()
        raise error

    def rearm(self) -> None:
        """Put the trace function back after the exception that we let through unset it."""
        before = sys.getprofile()
        trace = self.trace
        self.unset = True

        def once(frame: types.FrameType, event: Any, arg: Any) -> None:
            sys.setprofile(before)
            sys.settrace(trace)
            self.unset = False
            if before is not None:
                before(frame, event, arg)

        sys.setprofile(once)

    def raise_next(self, error: BaseException) -> None:
        """Interrupt the program at its next call by what struck where nothing may be raised."""

        def once(*_: object) -> Any:
            self.rearm()
            raise error

        sys.settrace(once)

    # Entering

    def _call(self, entry: Entry, frame: types.FrameType, code: types.CodeType) -> Any:
        info = entry.info
        if info.generator and _is_resumption(frame):
            return self._resume(frame)
        recorder = self.recorder
        values = frame.f_locals
        if entry.only_watch:
            first = info.first(values)
            if recorder.classes.is_foreign(first if is_class(first) else type(first)):
                return None
        caller = frame.f_back
        if caller is not None and info.plain:
            first = values.get(info.first_name)
            top = self.stack[-1] if self.stack else None
            if top is not None and top.frame is caller:
                site = top.info.id
            else:
                site = recorder.codes.unwritten(caller.f_code).id
            like = (identity(type(first)), site, caller.f_lasti)
            plan = entry.plans.get(like)
            if plan is not None and plan.fits(first, code):
                found, shape = plan.found, plan.shape
                receiver = recorder.objects.info(first, plan.info, plan.role)
                hop = self._enter(info, found, receiver, shape, frame, caller, values)
                return self._begun(frame, info)
        anew = recorder.receivers.identify(entry, values, code, self.stack)
        if anew is None and info.shares:
            # A thread may have changed what the closure holds, by which its function is known.
            anew = recorder.receivers.identify(entry, frame.f_locals, code, self.stack)
        if anew is None:
            return None
        if not info.written:
            recorder.codes.write(info, frame.f_globals.get("__name__"))
        hop = self._enter(info, anew, anew.receiver, 0, frame, caller, values)
        if anew.kept is not None and caller is not None and info.plain:
            recorder.receivers.plan(entry, anew, like, hop.shape)
        if info.generator:
            recorder.generators[identity(frame)] = hop.id
        return self._begun(frame, info)

    def _begun(self, frame: types.FrameType, info: CodeInfo) -> Any:
        """The trace function of a frame that makes a hop."""
        if not self.recorder.follows_lines:
            frame.f_trace_lines = False
        return self.sharing if info.shares else self.local

    def _resume(self, frame: types.FrameType) -> Any:
        generator = self.recorder.generators.get(identity(frame))
        if generator is None:
            return None
        parent = self._parent(frame.f_back)
        entry = self.known[identity(frame.f_code)]
        assert entry  # only a hop's generator is kept
        mark = Open(parent.id if parent else 0, frame, entry.info, self, entry.info.name)
        mark.parent = parent
        mark.marker = True
        mark.resumed = generator
        mark.depth = parent.depth if parent else -1
        mark.request = parent.request if parent else None
        self.stack.append(mark)
        return self._begun(frame, entry.info)

    def _parent(self, caller: types.FrameType | None) -> Open | None:
        """The innermost open hop that is still on the frame stack."""
        stack = self.stack
        while stack:
            top = stack[-1]
            above = top.frame
            if caller is above:
                return top
            frame = caller
            while frame is not None and frame is not above:
                frame = frame.f_back
            if frame is not None:
                return top
            stack.pop()
        return None

    def _enter(
        self, info: Any, found: Found, receiver: Any, shape: int, frame: types.FrameType,
        caller: types.FrameType | None, values: Any,
    ) -> Open:  # fmt: skip
        """Open a hop. ``shape`` is 0 where no call of its like was seen before."""
        recorder = self.recorder
        stack = self.stack
        hop = Open(recorder.number(), frame, info, self, found.attribute or info.name)
        hop.receiver = receiver
        top = stack[-1] if stack else None
        if top is None or top.frame is not caller:
            top = self._parent(caller)
        if top is None or top.marker or top.inherited:
            place(self, hop, top)
        else:
            hop.parent = top
            hop.depth = top.depth + 1
        strike, given = self._arguments(hop, info, values, caller)
        polls = self.polls
        if (
            polls.running
            or (top is not None and top.name == "serve_forever")
            # Where somebody may stop at it, or look at it while it waits, none is held back.
            or (hop.name == "handle_request" and recorder.gate is None)
        ):
            polls.mind(hop, top)
        stack.append(hop)
        if not shape or strike is not None:
            shape = hop.shape = self._shape(info, found, caller, strike)
        if polls.seeing:
            if receiver is not None and receiver.role == "thread":
                # The new lane is written at once and names this poll's hops: no longer held back.
                polls.break_off()
            else:
                polls.saw(shape, hop.depth, receiver.id if receiver else 0)
        text = self._text(hop, shape, given)
        if found.tentative:
            hop.text = text
        else:
            if not self.opened or (hop.parent is not None and hop.parent.text is not None):
                confirm(self, hop)
            if polls.buffer is None:
                self.write(text)
            else:
                polls.buffer.append(text)
        if receiver is not None and receiver.role == "thread" and info.name != "run":
            recorder.thread_starts[receiver.id] = hop
            recorder.watch.thread_starts()
        if recorder.gate is not None and hop.text is None:
            if polls.buffer is not None and recorder.gate.is_stop(self, hop):
                polls.break_off()
            if polls.buffer is None:
                recorder.gate.at_call(self, hop)
        return hop

    def _shape(
        self, info: Any, found: Found, caller: types.FrameType | None, strike: str | None
    ) -> int:
        """What this call shares with all its like, as one number."""
        site = self.recorder.codes.site(caller) if caller is not None else None
        owner, cls = found.owner, found.cls
        return self.recorder.shape(
            info.id, site, cls.id if cls else None, owner.id if owner else None,
            found.attribute, found.reason, found.held_as, found.names, strike,
        )  # fmt: skip

    def _arguments(
        self, hop: Open, info: Any, values: Any, caller: types.FrameType | None
    ) -> tuple[str | None, str]:
        """Who struck, if the interpreter made the call itself; the arguments as JSON.

        On the way the hop's request is told, by identity of an argument.
        """
        recorder = self.recorder
        find = recorder.requests.find
        show = recorder.values.encoded if recorder.values_wanted else None
        hides = recorder.values.hides
        hop.secret = hides and info.secret
        hide = False
        receiver = hop.receiver
        request = strike = None
        shown = []
        if show is not None and info.encoded:
            first = values.get(info.first_name)
            # A function found on the object itself is not handed that object.
            if receiver is not None and receiver.ref() is first:
                shown.append(f"{info.encoded[0]}:{receiver.text}")
            elif hides and info.first_name in info.hidden:
                hop.secret = True
                shown.append(f'{info.encoded[0]}:"{recorder.values.hidden(first)}"')
            else:
                shown.append(f"{info.encoded[0]}:{show(first)}")
            if not info.given and info.name != "__del__":
                assign(self, hop, None)
                return None, shown[0]
        for name, key in info.given:
            value = values.get(name)
            if request is None:
                request = find(value)
            if show is not None:
                if hide or (hides and name in info.hidden):
                    hop.secret = True
                    shown.append(f'{key}:"{recorder.values.hidden(value)}"')
                else:
                    shown.append(f"{key}:{show(value)}")
                    # A header's name, say, in an argument of its own: what follows is its value.
                    hide = hides and recorder.values.names(value)
            if value is caller or type(value) is ReferenceType:
                strike = "signal" if value is caller else _dead(value)
        if info.name == "__del__" and caller and "__del__" not in caller.f_code.co_names:
            strike = "finalizer"
        assign(self, hop, request)
        return strike, ",".join(shown)

    def _text(self, hop: Open, shape: int, given: str) -> str:
        parent, receiver, request = hop.parent, hop.receiver, hop.request
        return (
            f'["h",{hop.id},{self.id},{parent.id if parent is not None else "null"},{hop.depth},'
            f"{request.id if request is not None else 'null'},{shape},"
            f"{receiver.id if receiver is not None else 'null'},"
            f"{hop.resumed or 'null'},{_now()},{{{given}}}]\n"
        )

    def put(self, text: str) -> None:
        """Write an event about a hop, held back while an idle poll is under way."""
        buffer = self.polls.buffer
        if buffer is not None:
            buffer.append(text)
        else:
            self.write(text)

    # Leaving

    def _exception(self, frame: types.FrameType, arg: Any) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and top.frame is frame:
            # As text, at once: keeping the exception would keep its frames alive.
            top.exception = (class_name(arg[0]), self._message(top, arg[1]))

    def _message(self, hop: Open, error: BaseException) -> str:
        """An exception's message; hidden in each hop that it leaves where one of them has a secret."""
        if hop.secret:
            self.hidden_error = identity(error)
        if self.hidden_error == identity(error):
            return REDACTED
        return self.recorder.values.message(error)

    def _return(self, frame: types.FrameType, value: Any) -> None:
        stack = self.stack
        if stack and stack[-1].frame is frame:
            hop = stack.pop()
        else:
            held = [number for number, open_hop in enumerate(stack) if open_hop.frame is frame]
            if not held:
                return
            hop = stack[held[-1]]
            del stack[held[-1] :]
        info = hop.info
        if value is not None and not info.generator:
            how = "returned"
        else:
            how = info.leaves.get(frame.f_lasti) or ("raised" if value is None else "returned")
        if info.generator and how != "yielded":
            self.recorder.generators.pop(identity(frame), None)
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
            rest = f"null,{encode(kind)},{encode(message)}"
        elif value is None and recorder.values_wanted:
            rest = '"None"'
        elif hop.secret and recorder.values_wanted and type(value) is not bool:
            rest = f'"{recorder.values.hidden(value)}"'
        else:
            rest = recorder.values.encoded(value) if recorder.values_wanted else "null"
        text = f'["e",{hop.id},{_now()},"{how}",{rest}]\n'
        if hop.text is not None:
            hop.end_text = text
            if hop.text is not None:
                return
        polls = self.polls
        if polls.seeing:
            polls.saw("end", how)
        elif polls.running:
            polls.flush()  # what is around the run ends
        if polls.buffer is None:
            self.write(text)
        else:
            polls.buffer.append(text)
        if hop.name in _SPECIAL or not self.stack:
            self._after(hop, how, value)
        if recorder.gate is not None and polls.buffer is None:
            self._left(hop, recorder.gate)

    def _left(self, hop: Open, gate: Gate) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None:
            gate.outside(self)
        elif top.frame is not None:
            gate.at_line(self, top, top.frame.f_lineno or 0)
        gate.at_end(self, hop)

    def _after(self, hop: Open, how: str, value: Any) -> None:
        if hop.name in _TURNS:
            self.polls.left(hop, how)
        elif how == "returned" and hop.receiver is not None:
            if hop.name == "get_request":
                accept(self, hop, value)
            elif hop.name == "server_activate":
                self.recorder.announce(hop.receiver)
        if not self.stack and self.kind != "main" and self.start is not None:
            self.recorder.put(f'["z",{self.id},{_now()}]\n')

    # Lines

    def _line(self, frame: types.FrameType) -> None:
        top = self.stack[-1] if self.stack else None
        if top is None or top.frame is not frame or top.inherited:
            return
        if self.recorder.gate is not None:
            self.recorder.gate.at_line(self, top, frame.f_lineno)
            if not self.recorder.lines_wanted:
                return
        if top.name == "serve_forever":
            # An idle server goes round for ever: each line of its loop is shown once a wait.
            top.lines = top.lines or set()
            if frame.f_lineno in top.lines:
                return
            top.lines.add(frame.f_lineno)
        show = self.recorder.values.show
        hides = self.recorder.values.hides
        now = {
            name: self.recorder.values.hidden(value) if hides and is_secret(name) else show(value)
            for name, value in list(frame.f_locals.items())
        }
        if not self.recorder.values_wanted:
            now = {}
        if COPIES:
            hold(frame)
        before = top.seen
        changed = now if before is None else {k: v for k, v in now.items() if before.get(k) != v}
        top.seen = now
        self.put(json.dumps(["i", top.id, frame.f_lineno, changed, _now()]) + "\n")

    # Processes

    def starter(self, frame: types.FrameType | None) -> int | None:
        """Id of the innermost written hop that a frame belongs to: it starts a process there."""
        if self.polls.seeing:
            self.polls.break_off()
        hop = self._parent(frame)
        while hop is not None and (hop.marker or hop.text is not None):
            hop = hop.parent
        return None if hop is None else hop.id

    def innermost(self) -> int | None:
        """Id of the innermost open hop, which a forked child's lane will name."""
        hop = next((h for h in reversed(self.stack) if not h.marker), None)
        return None if hop is None or hop.text is not None else hop.id

    def is_within(self) -> bool:
        """Whether a hop of this process stands open."""
        return any(not h.inherited and not h.marker and h.text is None for h in self.stack)

    def continue_in_child(self) -> None:
        """This thread is now the only one of a forked child: what is open is the parent's."""
        for hop in self.stack:
            hop.inherited = True
            hop.text = None
        self.start = next((h for h in reversed(self.stack) if not h.marker), None)
        self.id = self.recorder.number()
        self.kind = "fork"
        self.opened = False
        self.ticket = None
        self.place = -1
        self.polls = Polls(self.recorder.put)
        self.write = self.recorder.put


def _holding(frame: types.FrameType, local: Any) -> Any:
    """The trace function of a frame whose copied variables are held; ``local`` where it makes a hop."""
    hold(frame)
    if local is None:
        frame.f_trace_lines = False
    return local or ignore


def _dead(reference: Any) -> str | None:
    """A reference whose object is gone is what a weakref callback is given."""
    return "weakref" if reference() is None else None


def _is_resumption(frame: types.FrameType) -> bool:
    """Whether a generator's frame goes on: its RESUME instruction says after what."""
    offset = frame.f_lasti
    code = frame.f_code.co_code
    # On 3.11 one that is closed or thrown into stands at its yield still.
    return offset < 0 or code[offset] != _RESUME or bool(code[offset + 1] & 3)


def install(recorder: Recorder, kind: str = "main") -> None:
    """Trace this thread and every thread that ``threading`` starts from now on."""

    def begin(frame: types.FrameType, event: str, arg: Any) -> Any:
        lane = Lane(recorder, "thread")
        recorder.lanes[get_ident()] = lane
        sys.settrace(lane.trace)
        return lane.trace(frame, event, arg)

    os.register_at_fork(before=recorder.before_fork, after_in_child=recorder.after_fork)
    threading.settrace(begin)
    lane = Lane(recorder, kind)
    recorder.lanes[get_ident()] = lane
    recorder.admission.admit(threading.Thread.start.__code__, "thread")
    recorder.admission.admit(threading.Thread.run.__code__, "thread")
    recorder.watch.begin(begin)
    sys.settrace(lane.trace)
