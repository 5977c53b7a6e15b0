"""How a lane comes into the recording: with its first hop, and what was held back for it.

``Thread.start`` and ``Thread.run`` are hops only when that thread serves,
which its first hop of another kind shows.
"""

from __future__ import annotations

import os
import threading
import time
from _json import encode_basestring_ascii as encode
from _thread import get_ident
from typing import TYPE_CHECKING

from .facts.wrapping import own_dict

if TYPE_CHECKING:
    from .lane import Lane
    from .opens import Open


def place(lane: Lane, hop: Open, top: Open | None) -> None:
    """Parent and depth where the hop above is none of this lane's ordinary open ones."""
    if top is None:
        receiver = hop.receiver
        if receiver is not None and receiver.role == "thread" and not lane.opened:
            lane.start = lane.recorder.thread_starts.pop(receiver.id, None)
        hop.parent = lane.start
    elif top.marker:
        hop.resumed = top.resumed
        hop.parent = top.parent if top.parent is not None else lane.start
        hop.depth = top.depth + 1
    else:
        hop.parent = top


def confirm(lane: Lane, hop: Open) -> None:
    """Write what was held back on the way to this hop, then open its lane."""
    chain = []
    above = hop.parent
    while above is not None and above.text is not None:
        chain.append(above)
        above = above.parent
    for held in reversed(chain):
        open_lane(held.lane, held)
        text, held.text = held.text, None
        held.lane.put(text or "")
        # The end may have come before or after: whoever sees both writes it (twice is harmless).
        if held.end_text is not None:
            held.lane.put(held.end_text)
    open_lane(lane, hop)


def open_lane(lane: Lane, first: Open) -> None:
    """Write a lane's own facts, and the edge that leads to it."""
    if lane.opened:
        return
    lane.opened = True
    start = lane.start
    thread: object = threading._active.get(get_ident())  # type: ignore[attr-defined]
    if start is not None and first.receiver is not None and first.receiver.role == "thread":
        thread = first.receiver.ref()
    # Through the instance's dict: a subclass may answer for its attributes with its own code.
    facts = own_dict(thread) or {}
    name = facts.get("_name")
    number = facts.get("_ident") or get_ident()
    daemon = "true" if facts.get("_daemonic") else "false"
    put = lane.recorder.put
    put(
        f'["l",{lane.id},"{lane.kind}",{encode(name if type(name) is str else "")},'
        f"{os.getpid()},{number},{daemon},{start.id if start else 'null'},{time.monotonic_ns()}]\n"
    )
    lane.write = lane.recorder.direct()
    if start is not None:
        kind = "fork" if lane.kind == "fork" else "thread"
        put(f'["x",{start.id},{first.id},"{kind}"]\n')
