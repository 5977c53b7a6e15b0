"""A call becomes a hop: what a front end tells of calls, lines and ends is written to the spool.

A front end tells in four verbs, whatever mechanism of the interpreter it uses. Everything here runs
between two instructions of the program; it must be short, and holds nothing of the program.
"""

from __future__ import annotations

import json
import time
from _json import encode_basestring_ascii as encode
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

from .facts.copies import COPIES, hold
from .facts.identity import identity
from .facts.redaction import REDACTED, is_secret
from .facts.values import class_name, is_class
from .opens import Open
from .serving import accept, announce, assign

if TYPE_CHECKING:
    import types

    from .facts.facts import Facts
    from .finding.entries import Entry, Found
    from .finding.receivers import Receivers
    from .gate import Gate
    from .lane import Lane, Lanes
    from .process import Process

_now = time.monotonic_ns
_TURNS = frozenset(("handle_request", "service_actions", "serve_forever"))
_SPECIAL = _TURNS | {"get_request", "server_activate"}


class Hops:
    """The hops of this process. ``gate`` holds them, where somebody steps through a live run."""

    def __init__(
        self, process: Process, lanes: Lanes, facts: Facts, receivers: Receivers, gate: Gate | None
    ) -> None:
        self._process = process
        self._lanes = lanes
        self._codes = facts.codes
        self._classes = facts.classes
        self._objects = facts.objects
        self._requests = facts.requests
        self._values = facts.values
        self._shown = facts.values if process.config["values"] else None
        """Shows values; None where none are wanted."""
        self._receivers = receivers
        self._lines: bool = process.config["lines"]
        self._gate = gate
        self._generators: dict[int, int] = {}
        """By identity of a generator's frame: the hop that made it."""
        self.follows_lines = self._lines or gate is not None
        """Whether line events are wanted of the frames of hops."""

    # The verbs of a front end

    def enter(self, lane: Lane, frame: types.FrameType, code: types.CodeType, entry: Entry) -> bool:
        """A function was called; whether that is a hop.

        Most calls are like one before: the same code, called from the same place on an object of
        the same class. The entry keeps a plan for each such kind of call. A plan's key has three
        numbers, and leaves out the called code, since each entry is of one code:

        - The identity of the first argument's type, since the class decides where a function is
          found. Hashing the type itself could run a metaclass's code.
        - The id of the calling code, and the offset in it at which the call stands. The two make
          the site, which is part of the shape that a plan gives to its hops.

        A type's identity is used again when the type is gone. So the plan also checks its class,
        and whether the search would still end as it did (:meth:`.Plan.fits`).
        """
        info = entry.info
        values = frame.f_locals
        if entry.only_watch:
            first = info.first(values)
            if self._classes.is_foreign(first if is_class(first) else type(first)):
                return False
        caller = frame.f_back
        if caller is not None and info.plain:
            first = values.get(info.first_name)
            top = lane.stack[-1] if lane.stack else None
            if top is not None and top.frame is caller:
                site = top.info.id
            else:
                site = self._codes.unwritten(caller.f_code).id
            like = (identity(type(first)), site, caller.f_lasti)
            plan = entry.plans.get(like)
            if plan is not None and plan.fits(first, code):
                receiver = self._objects.info(first, plan.info, plan.role)
                self._begin(lane, info, plan.found, receiver, plan.shape, frame, caller, values)
                return True
        found = self._receivers.identify(entry, values, code, lane.stack)
        if found is None and info.shares:
            # A thread may have changed what the closure holds, by which its function is known.
            found = self._receivers.identify(entry, frame.f_locals, code, lane.stack)
        if found is None:
            return False
        if not info.written:
            self._codes.write(info, frame.f_globals.get("__name__"))
        hop = self._begin(lane, info, found, found.receiver, 0, frame, caller, values)
        if found.kept is not None and caller is not None and info.plain:
            self._receivers.plan(entry, found, like, hop.shape)
        if info.generator:
            self._generators[identity(frame)] = hop.id
        return True

    def resume(self, lane: Lane, frame: types.FrameType, entry: Entry) -> bool:
        """A generator goes on; whether its call was a hop."""
        generator = self._generators.get(identity(frame))
        if generator is None:
            return False
        parent = lane.parent(frame.f_back)
        mark = Open(parent.id if parent else 0, frame, entry.info, entry.info.name)
        mark.parent = parent
        mark.marker = True
        mark.resumed = generator
        mark.depth = parent.depth if parent else -1
        mark.request = parent.request if parent else None
        lane.stack.append(mark)
        return True

    def raised(self, lane: Lane, frame: types.FrameType, kind: type, error: BaseException) -> None:
        """An exception passes through a frame: it may be what its hop ends with."""
        top = lane.stack[-1] if lane.stack else None
        if top is not None and top.frame is frame:
            # As text, at once: keeping the exception would keep its frames alive.
            top.exception = (class_name(kind), self._message(lane, top, error))

    def leave(self, lane: Lane, hop: Open, how: str, value: Any) -> None:
        """A frame was left, whose hop was taken out: ``returned``, ``raised`` or ``yielded``."""
        if hop.info.generator and how != "yielded":
            self._generators.pop(identity(hop.frame), None)
        if not hop.marker and not hop.inherited:
            self._end(lane, hop, how, value)

    def line(self, lane: Lane, frame: types.FrameType) -> None:
        """A frame is about to run a line."""
        top = lane.stack[-1] if lane.stack else None
        if top is None or top.frame is not frame or top.inherited:
            return
        if self._gate is not None:
            self._gate.at_line(lane, top, frame.f_lineno or 0)
        if not self._lines:
            return
        if top.name == "serve_forever":
            # An idle server goes round for ever: each line of its loop is shown once a wait.
            top.lines = top.lines or set()
            if frame.f_lineno in top.lines:
                return
            top.lines.add(frame.f_lineno)
        now = self._variables(frame)
        if COPIES:
            hold(frame)
        before = top.seen
        changed = now if before is None else {k: v for k, v in now.items() if before.get(k) != v}
        top.seen = now
        lane.put(json.dumps(["i", top.id, frame.f_lineno, changed, _now()]) + "\n")

    # Beginning

    def _begin(
        self, lane: Lane, info: Any, found: Found, receiver: Any, shape: int,
        frame: types.FrameType, caller: types.FrameType | None, values: Any,
    ) -> Open:  # fmt: skip
        """Open a hop. ``shape`` is 0 where no call of its like was seen before."""
        gate = self._gate
        stack = lane.stack
        hop = Open(self._process.number(), frame, info, found.attribute or info.name)
        hop.receiver = receiver
        top = stack[-1] if stack else None
        if top is None or top.frame is not caller:
            top = lane.parent(caller)
        if top is None or top.marker or top.inherited:
            lane.place_below(hop, top)
        else:
            hop.parent = top
            hop.depth = top.depth + 1
        strike, given = self._arguments(lane, hop, info, values, caller)
        polls = lane.polls
        if (
            polls.running
            or (top is not None and top.name == "serve_forever")
            # Where somebody may stop at it, or look at it while it waits, none is held back.
            or (hop.name == "handle_request" and gate is None)
        ):
            polls.mind(hop, top)
        stack.append(hop)
        if not shape or strike is not None:
            shape = hop.shape = self._shape(info, found, caller, strike)
        is_thread = receiver is not None and receiver.role == "thread"
        if polls.seeing:
            if is_thread:
                # The new lane is written at once and names this poll's hops: no longer held back.
                polls.break_off()
            else:
                polls.saw(shape, hop.depth, receiver.id if receiver else 0)
        text = _call_text(lane, hop, shape, given)
        if found.tentative:
            lane.hold(hop, text)
        else:
            above = hop.parent
            if not lane.opened or (
                above is not None and above.held is not None and above.held.text is not None
            ):
                lane.confirm(hop)
            if polls.buffer is None:
                lane.write(text)
            else:
                polls.buffer.append(text)
        if is_thread and info.name != "run":
            self._lanes.starts[receiver.id] = hop
        if gate is not None and not hop.is_held:
            if polls.buffer is not None and gate.is_stop(hop):
                polls.break_off()
            if polls.buffer is None:
                gate.at_call(lane, hop)
        return hop

    def _shape(
        self, info: Any, found: Found, caller: types.FrameType | None, strike: str | None
    ) -> int:
        """What this call shares with all its like, as one number."""
        site = self._codes.site(caller) if caller is not None else None
        owner, cls = found.owner, found.cls
        return self._process.shape(
            info.id, site, cls.id if cls else None, owner.id if owner else None,
            found.attribute, found.reason, found.held_as, found.names, strike,
        )  # fmt: skip

    def _arguments(
        self, lane: Lane, hop: Open, info: Any, values: Any, caller: types.FrameType | None
    ) -> tuple[str | None, str]:
        """Who struck, if the interpreter made the call itself; the arguments as JSON.

        On the way the hop's request is told, by identity of an argument.
        """
        find = self._requests.find
        shows = self._values
        show = None if self._shown is None else shows.encoded
        hides = shows.hides
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
                shown.append(f'{info.encoded[0]}:"{shows.hidden(first)}"')
            else:
                shown.append(f"{info.encoded[0]}:{show(first)}")
            if not info.given and info.name != "__del__":
                assign(lane, hop, None, self._process)
                return None, shown[0]
        for name, key in info.given:
            value = values.get(name)
            if request is None:
                request = find(value)
            if show is not None:
                if hide or (hides and name in info.hidden):
                    hop.secret = True
                    shown.append(f'{key}:"{shows.hidden(value)}"')
                else:
                    shown.append(f"{key}:{show(value)}")
                    # A header's name, say, in an argument of its own: what follows is its value.
                    hide = hides and shows.names(value)
            if value is caller or type(value) is ReferenceType:
                strike = "signal" if value is caller else _dead(value)
        if info.name == "__del__" and caller and "__del__" not in caller.f_code.co_names:
            strike = "finalizer"
        assign(lane, hop, request, self._process)
        return strike, ",".join(shown)

    def _variables(self, frame: types.FrameType) -> dict[str, str]:
        """The variables of a frame as texts."""
        shown = self._shown
        if shown is None:
            return {}
        return {
            name: shown.hidden(value) if shown.hides and is_secret(name) else shown.show(value)
            for name, value in list(frame.f_locals.items())
        }

    # Ending

    def _message(self, lane: Lane, hop: Open, error: BaseException) -> str:
        """An exception's message; hidden in each hop that it leaves where one of them has a secret."""
        if hop.secret:
            lane.hidden_error = identity(error)
        if lane.hidden_error == identity(error):
            return REDACTED
        return self._values.message(error)

    def _end(self, lane: Lane, hop: Open, how: str, value: Any) -> None:
        shown = self._shown
        hop.frame = None
        if how == "raised":
            kind, message = hop.exception or ("", "")
            rest = f"null,{encode(kind)},{encode(message if shown is not None else '')}"
        elif shown is None:
            rest = "null"
        elif value is None:
            rest = '"None"'
        elif hop.secret and type(value) is not bool:
            rest = f'"{shown.hidden(value)}"'
        else:
            rest = shown.encoded(value)
        text = f'["e",{hop.id},{_now()},"{how}",{rest}]\n'
        held = hop.held
        if held is not None and held.text is not None:
            held.end = text
            if held.text is not None:
                return
        polls = lane.polls
        if polls.seeing:
            polls.saw("end", how)
        elif polls.running:
            polls.flush()  # what is around the run ends
        if polls.buffer is None:
            lane.write(text)
        else:
            polls.buffer.append(text)
        if hop.name in _SPECIAL or not lane.stack:
            self._after(lane, hop, how, value)
        if self._gate is not None and polls.buffer is None:
            self._gate.left(lane, hop)

    def _after(self, lane: Lane, hop: Open, how: str, value: Any) -> None:
        if hop.name in _TURNS:
            lane.polls.left(hop, how)
        elif how == "returned" and hop.receiver is not None:
            if hop.name == "get_request":
                accept(lane, hop, value, self._process, self._requests, self._shown)
            elif hop.name == "server_activate":
                announce(hop.receiver, self._process)
        if not lane.stack and lane.kind != "main" and lane.start is not None:
            self._process.put(f'["z",{lane.id},{_now()}]\n')


def _call_text(lane: Lane, hop: Open, shape: int, given: str) -> str:
    parent, receiver, request = hop.parent, hop.receiver, hop.request
    return (
        f'["h",{hop.id},{lane.id},{parent.id if parent is not None else "null"},{hop.depth},'
        f"{request.id if request is not None else 'null'},{shape},"
        f"{receiver.id if receiver is not None else 'null'},"
        f"{hop.resumed or 'null'},{_now()},{{{given}}}]\n"
    )


def _dead(reference: Any) -> str | None:
    """A reference whose object is gone is what a weakref callback is given."""
    return "weakref" if reference() is None else None
