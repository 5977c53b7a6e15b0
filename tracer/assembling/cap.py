"""A recording that may hold so many hops and no more: when it is full, nothing comes in any more."""

from __future__ import annotations

from tracer.language import N_

_FULL = N_("At most {count:,} hops are kept: {what}.")
_STOPPED = N_("recording stopped when it was full")
_MISSING = N_(
    "recording stopped when it was full: {hops} after that are missing, {requests} with them"
)
_HOPS = (N_("{count:,} hop"), N_("{count:,} hops"))
_REQUESTS = (N_("{count:,} request"), N_("{count:,} requests"))


class Cap:
    """At most so many hops (None: any number); counts what stays out. Its notes are English."""

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
    def note(self) -> str:
        """That recording has stopped."""
        return _FULL.format(count=self._most, what=_STOPPED)

    @property
    def last_note(self) -> str:
        """The same, with how much is missing by now."""
        missing = self._hops - (self._most or 0)
        what = _MISSING.format(
            hops=_count(missing, _HOPS), requests=_count(self._requests, _REQUESTS)
        )
        return _FULL.format(count=self._most, what=what)


def _count(number: int, words: tuple[str, str]) -> str:
    return words[number != 1].format(count=number)
