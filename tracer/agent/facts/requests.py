"""Requests: from the return of ``get_request``, known by the request object itself."""

from __future__ import annotations

import weakref
from typing import Any

from .identity import identity


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
