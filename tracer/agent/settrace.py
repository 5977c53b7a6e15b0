"""The front end that ``sys.settrace`` makes possible: trace events become calls, lines and ends of hops.

The only module that calls ``sys.settrace``. No error of ours may leave a trace function.
"""

from __future__ import annotations

import os
import sys
import threading
from _thread import get_ident
from opcode import opmap
from typing import TYPE_CHECKING, Any, Literal

from .facts.copies import COPIES, hold, ignore, shares
from .facts.identity import identity
from .facts.wrapping import own_dict
from .finding.admission import may_be_thread_s
from .lane import Lane
from .trouble import is_foreign
from .watch import note_ignored

if TYPE_CHECKING:
    import types

    from .finding.admission import Admission
    from .finding.entries import Entry
    from .hops import Hops
    from .lane import Lanes
    from .opens import Open
    from .process import Process
    from .starts import Starts

_HERE = os.path.dirname(os.path.abspath(__file__))
_RESUME = opmap["RESUME"]
_TRACED = frozenset(
    opmap[name]
    for name in ("RESUME", "RETURN_VALUE", "RETURN_CONST", "YIELD_VALUE")
    if name in opmap
)
"""Instructions at which a frame's call and its return are traced, and nothing is called."""


class SetTrace:
    """Traces the threads of this process, each with trace functions of its own."""

    def __init__(
        self, process: Process, lanes: Lanes, hops: Hops, admission: Admission, starts: Starts
    ) -> None:
        self.process = process
        self.lanes = lanes
        self.hops = hops
        self.admission = admission
        self.starts = starts
        self._tracers: dict[int, Tracer] = {}
        self._thread_hook = self.begin_thread

    def begin(self, kind: str) -> None:
        """Trace this thread and every thread that ``threading`` starts from now on."""
        self.admission.admit(threading.Thread.start.__code__, "thread")
        self.admission.admit(threading.Thread.run.__code__, "thread")
        threading.settrace(self._thread_hook)
        sys.settrace(self._tracer(kind).trace)

    def begin_thread(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        """The trace function that ``threading`` sets in a new thread."""
        try:
            tracer = self._tracer("thread")
        except BaseException as error:
            if is_foreign(error):
                raise
            self.process.fail(error)
            return None
        sys.settrace(tracer.trace)
        return tracer.trace(frame, event, arg)

    def _tracer(self, kind: str) -> Tracer:
        lane = Lane(self.process, self.lanes, kind)
        self.lanes.add(lane)
        tracer = self._tracers[get_ident()] = Tracer(self, lane)
        return tracer

    def raise_next(self, error: BaseException) -> None:
        """Interrupt this thread at its next call by what struck where nothing may be raised."""
        self._tracers[get_ident()].raise_next(error)

    def trace_is_set(self, frame: types.FrameType) -> None:
        """The event ``sys.settrace`` was raised: tell by whom, and note it or put it right.

        Two causes raise that event. The program may call ``sys.settrace``; that is noted. Or an
        interrupt struck in the recorder's trace function, and the interpreter takes the function
        away; that is put right. The interrupt may strike on the function's first instruction, before
        its ``try``. Only the program's frame tells then: it stands at an instruction at which a call
        begins or ends, where the program can call nothing.

        Nothing is done where the thread's trace function is not the recorder's, or where the
        recorder itself has let an exception through and puts the function back.
        """
        tracer = self._tracers.get(get_ident())
        if tracer is None or sys.gettrace() is not tracer.trace or tracer.unset:
            return
        code = frame.f_code
        if code.co_code[max(frame.f_lasti, 0)] in _TRACED:
            tracer.rearm()
        elif not code.co_filename.startswith(_HERE):
            thread: object = threading._active.get(get_ident())  # type: ignore[attr-defined]
            name = (own_dict(thread) or {}).get("_name")
            if type(name) is str:
                self.process.note("settrace-in", name=name)
            else:
                self.process.note("settrace")

    def check_new_threads(self) -> None:
        """Say so where the thread that ``Thread.start`` was called for will not be traced."""
        if threading.gettrace() is not self._thread_hook:
            self.process.note("threading-settrace")


class Tracer:
    """The trace functions of one thread: ``trace`` is the thread's, ``local`` that of a hop's frame."""

    def __init__(self, front: SetTrace, lane: Lane) -> None:
        self._front = front
        self._lane = lane
        self._process = front.process
        self._hops = front.hops
        self._admission = front.admission
        self._known = front.admission.known
        self._dead = front.admission.dead
        self.unset = False
        """Whether the interpreter takes the trace function away, for what was raised in it."""
        # Bound once: a new bound method a call would be garbage a call.
        self.trace = self._trace
        self.local = self._local
        self.sharing = self._sharing

    def _trace(self, frame: types.FrameType, event: str, _: Any) -> Any:
        entry: Entry | Literal[False] | None = False
        try:
            if self._dead:
                self._admission.forget_codes()
            code = frame.f_code
            entry = self._known.get(identity(code))
            if entry is False:
                return None
            if self._process.off or event != "call":
                return None
            if entry is None:
                starting = self._front.starts.entered(frame)
                if starting is not None:
                    entry = False  # the copy of its variables has been changed, to be written back
                    return starting
                entry = self._admission.classify(frame)
                if entry is None:
                    note_ignored(frame, self._process)
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

    def _call(self, entry: Entry, frame: types.FrameType, code: types.CodeType) -> Any:
        """The trace function of a frame that makes a hop; None where it makes none."""
        info = entry.info
        if info.generator and _is_resumption(frame):
            if not self._hops.resume(self._lane, frame, entry):
                return None
        elif not self._hops.enter(self._lane, frame, code, entry):
            return None
        elif entry.thread and info.name != "run":
            self._front.check_new_threads()
        if not self._hops.follows_lines:
            frame.f_trace_lines = False
        return self.sharing if info.shares else self.local

    def _local(self, frame: types.FrameType, event: str, arg: Any) -> Any:
        try:
            if self._process.off:
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
            if not self._process.off:
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
            hop = self._lane.take_out(frame)
            if hop is not None:
                self._hops.leave(self._lane, hop, _how_left(hop, frame, arg), arg)
        elif event == "exception":
            self._hops.raised(self._lane, frame, arg[0], arg[1])
        elif event == "line":
            self._hops.line(self._lane, frame)

    # An exception that strikes in a trace function makes the interpreter unset it

    def _failed(self, error: BaseException, frame: types.FrameType) -> None:
        """An exception inside the trace function: the program's own goes on, ours ends recording."""
        if not is_foreign(error):
            self._process.fail(error)
            return
        stack = self._lane.stack
        if stack and stack[-1].frame is frame and not stack[-1].marker:
            self._hops.raised(self._lane, frame, type(error), error)
            self._hops.leave(self._lane, stack.pop(), "raised", None)
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


def _how_left(hop: Open, frame: types.FrameType, value: Any) -> str:
    """How a frame was left. The event "return" comes with None for an exception and for ``return None``."""
    info = hop.info
    if value is not None and not info.generator:
        return "returned"
    return info.leaves.get(frame.f_lasti) or ("raised" if value is None else "returned")


def _is_resumption(frame: types.FrameType) -> bool:
    """Whether a generator's frame goes on: its RESUME instruction says after what."""
    offset = frame.f_lasti
    code = frame.f_code.co_code
    # On 3.11 one that is closed or thrown into stands at its yield still.
    return offset < 0 or code[offset] != _RESUME or bool(code[offset + 1] & 3)


def _holding(frame: types.FrameType, local: Any) -> Any:
    """The trace function of a frame whose copied variables are held; ``local`` where it makes a hop."""
    hold(frame)
    if local is None:
        frame.f_trace_lines = False
    return local or ignore
