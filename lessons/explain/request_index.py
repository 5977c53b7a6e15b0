"""Which lanes serve a request, and whether it has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracer.recording import Recording, Skeleton


class RequestIndex:
    """Lanes and outermost hops by request, read once off the call tree."""

    def __init__(self, skeleton: Skeleton) -> None:
        self._lanes: dict[int, dict[int, None]] = {}
        self._outermost: dict[int, list[int]] = {}
        parents, lanes, requests = skeleton.parents, skeleton.lanes, skeleton.requests
        for place, request in enumerate(requests):
            if not request:
                continue
            self._lanes.setdefault(request, {})[lanes[place]] = None
            parent = parents[place]
            caller = skeleton.place(parent) if parent else None
            # A new lane's first hop has its parent in another lane: it is outermost in its own.
            if caller is None or (requests[caller], lanes[caller]) != (request, lanes[place]):
                self._outermost.setdefault(request, []).append(skeleton.ids[place])

    def lanes(self, request: int) -> tuple[int, ...]:
        """Ids of the lanes whose hops carry the request, in order of appearance."""
        return tuple(self._lanes.get(request, ()))

    def has_ended(self, recording: Recording, request: int) -> bool:
        """Whether every outermost hop that carries the request has ended."""
        outermost = self._outermost.get(request, [])
        return bool(outermost) and all(
            recording.hop(hop).outcome != "unfinished" for hop in outermost
        )
