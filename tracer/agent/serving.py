"""What hops tell of a server's work: where it listens, which request is accepted, whom a hop serves."""

from __future__ import annotations

import json
import time
from _json import encode_basestring_ascii as encode
from typing import TYPE_CHECKING, Any

from .facts.values import listening_address
from .facts.wrapping import own_dict

if TYPE_CHECKING:
    from .facts.objects import ObjectInfo
    from .facts.requests import Requests, RequestState
    from .facts.values import Values
    from .lane import Lane
    from .opens import Open
    from .process import Process

_ENCLOSING = ("_handle_request_noblock", "handle_request", "get_request")


def assign(lane: Lane, hop: Open, own: RequestState | None, process: Process) -> None:
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
            _note_queue(lane, hop, request, process)
        request.lanes.add(lane.id)
        request.last_lane = lane.id
    request.last_hop = hop.id


def _note_queue(lane: Lane, hop: Open, request: RequestState, process: Process) -> None:
    """A request came to a lane that was not started for it."""
    start = lane.start
    if request.last_hop and not (start is not None and start.request is request):
        process.put(f'["x",{request.last_hop},{hop.id},"queue"]\n')


def accept(
    lane: Lane, hop: Open, value: Any, process: Process, requests: Requests, values: Values | None
) -> None:
    """``get_request`` has returned ``value``: a request begins. ``values`` shows the client."""
    above = lane.stack[-1] if lane.stack else None
    if above is not None and above.name == "get_request" and above.receiver is hop.receiver:
        # An override's own call of super().get_request(): the outer one decides what the request
        # is, and this one took part in accepting it.
        above.inner = (hop.id, *hop.inner)
        return
    if type(value) is not tuple or len(value) != 2:
        return
    request = requests.begin(process.number(), value[0])
    served = [hop.id, *hop.inner]
    for outer in reversed(lane.stack):
        if outer.marker or outer.name not in _ENCLOSING or outer.inherited:
            break
        outer.request = request
        served.append(outer.id)
    request.lanes.add(lane.id)
    request.last_hop, request.last_lane = hop.id, lane.id
    client = "" if values is None else values.show(value[1])
    now = time.monotonic_ns()
    lane.put(f'["r",{request.id},{encode(client)},{hop.id},{now},{json.dumps(served)}]\n')


def announce(server: ObjectInfo, process: Process) -> None:
    """A server has activated itself: say where it can be reached."""
    value = server.ref()
    own = None if value is None else own_dict(value)
    found = listening_address(own.get("socket")) if own else None
    if found is not None:
        process.put(json.dumps(["L", server.id, *found]) + "\n")
