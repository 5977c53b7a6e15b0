"""A recording that may hold so many hops and no more: when it is full, nothing comes in any more."""

from __future__ import annotations

from tracer.model import Note


class Cap:
    """At most so many hops (None: any number); counts what stays out."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._hops = self._requests = 0
        """How many hops came, and how many requests since it was reached."""

    @property
    def is_reached(self) -> bool:
        """Whether a hop had to stay out: nothing comes in any more."""
        return self._most is not None and self._hops > self._most

    def take_hop(self) -> bool:
        """Count a new hop; whether it comes in."""
        self._hops += 1
        return not self.is_reached

    def take_request(self) -> bool:
        """Count a new request; whether it comes in."""
        self._requests += self.is_reached
        return not self.is_reached

    @property
    def note(self) -> Note:
        """That recording has stopped."""
        return Note("full", {"most": self._most or 0})

    @property
    def last_note(self) -> Note:
        """The same, with how much is missing by now."""
        most = self._most or 0
        missing = {"hops": self._hops - most, "requests": self._requests}
        return Note("full-since", {"most": most, **missing})
