"""Requests: from the return of ``get_request``, known by the request object itself."""

from __future__ import annotations

import json
import time
import weakref
from _json import encode_basestring_ascii as encode
from typing import TYPE_CHECKING, Any

from .identity import identity

if TYPE_CHECKING:
    from ..lane import Lane
    from ..opens import Open

_ENCLOSING = ("_handle_request_noblock", "handle_request", "get_request")


class RequestState:
    """One accepted connection or datagram."""

    __slots__ = ("_datagram", "_ref", "id", "lanes", "last_hop", "last_lane")

    def __init__(self, number: int, request: object) -> None:
        self.id = number
        self.lanes: set[int] = set()
        self.last_hop = 0
        self.last_lane = 0
        self._datagram: tuple[int, Any] | None = None
        self._ref: Any = None
        if type(request) is tuple and len(request) == 2:
            # A datagram is (bytes, socket): a tuple allows no weak reference, and its id is
            # soon used again; its parts tell it from a later one.
            self._datagram = (identity(request[0]), _weakly(request[1]))
        else:
            self._ref = _weakly(request)

    def holds(self, value: object) -> bool:
        """Whether ``value`` is this request's object."""
        if self._datagram is not None:
            data, sock = self._datagram
            return (
                type(value) is tuple
                and len(value) == 2
                and identity(value[0]) == data
                and (sock is None or sock() is value[1])
            )
        return self._ref is None or self._ref() is value


def _weakly(value: object) -> Any:
    try:
        return weakref.ref(value)
    except TypeError:
        return None


class Requests:
    """The requests that may still be named by an argument."""

    def __init__(self) -> None:
        self._known: dict[int, RequestState] = {}

    def begin(self, number: int, request: object) -> RequestState:
        """A server's ``get_request`` has returned this request object."""
        if len(self._known) > 4096:
            self._known = dict(list(self._known.items())[-2048:])
        state = self._known[identity(request)] = RequestState(number, request)
        return state

    def find(self, value: object) -> RequestState | None:
        """The request that ``value`` is the object of."""
        state = self._known.get(identity(value))
        return state if state is not None and state.holds(value) else None


def assign(lane: Lane, hop: Open, own: RequestState | None) -> None:
    """Say which request a hop serves: by its own argument, else its receiver's, else its parent's."""
    receiver = hop.receiver
    request = own
    if request is None and receiver is not None:
        request = receiver.request
    if request is None and hop.parent is not None:
        request = hop.parent.request
    hop.request = request
    if request is None:
        return
    if receiver is not None and receiver.role == "handler" and receiver.request is None:
        receiver.request = request
    if request.last_lane != lane.id:
        if own is not None and lane.id not in request.lanes:
            _note_queue(lane, hop, request)
        request.lanes.add(lane.id)
        request.last_lane = lane.id
    request.last_hop = hop.id


def _note_queue(lane: Lane, hop: Open, request: RequestState) -> None:
    """A request came to a lane that was not started for it."""
    start = lane.start
    if request.last_hop and not (start is not None and start.request is request):
        lane.recorder.put(f'["x",{request.last_hop},{hop.id},"queue"]\n')


def accept(lane: Lane, hop: Open, value: Any) -> None:
    """``get_request`` has returned ``value``: a request begins."""
    above = lane.stack[-1] if lane.stack else None
    if above is not None and above.name == "get_request" and above.receiver is hop.receiver:
        # An override's own call of super().get_request(): the outer one decides what the request
        # is, and this one took part in accepting it.
        above.inner = (hop.id, *hop.inner)
        return
    if type(value) is not tuple or len(value) != 2:
        return
    recorder = lane.recorder
    request = recorder.requests.begin(recorder.number(), value[0])
    served = [hop.id, *hop.inner]
    for outer in reversed(lane.stack):
        if outer.marker or outer.name not in _ENCLOSING or outer.inherited:
            break
        outer.request = request
        served.append(outer.id)
    request.lanes.add(lane.id)
    request.last_hop, request.last_lane = hop.id, lane.id
    client = recorder.values.show(value[1]) if recorder.values_wanted else ""
    now = time.monotonic_ns()
    lane.put(f'["r",{request.id},{encode(client)},{hop.id},{now},{json.dumps(served)}]\n')
