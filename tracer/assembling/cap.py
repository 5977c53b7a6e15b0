"""A recording that may hold so many hops and no more: what goes, or stays out, when it is full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracer.language import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from tracer.recording import RecordingWriter

_PART_DROPPED = 4
"""One part in so many of the hops goes at once: looking for them takes a while."""
_LEAST_PART = 20
"""Where less than one part in so many could go, recording stops: it would be looked for ever again."""
_KEPT = N_("At most {count:,} hops are kept: {what}.")
_DROPPED = N_("the oldest {requests} ({hops}) were dropped")
_CLOSED = N_(
    "recording stopped when it was full: {hops} after that are missing, {requests} with them"
)
_HOPS = (N_("{count:,} hop"), N_("{count:,} hops"))
_REQUESTS = (N_("{count:,} request"), N_("{count:,} requests"))


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many hops: when they are there, the oldest requests go, or no more come in."""

    hops: int
    when_full: Literal["drop", "stop"] = "drop"


class Room:
    """Keeps a recording below its cap."""

    def __init__(self, writer: RecordingWriter, cap: Cap | None) -> None:
        self._writer = writer
        self._dropping = writer.dropping
        self._cap = cap
        self._held = 0
        self.is_closed = False
        """Nothing comes in any more."""
        self._late_hops = 0
        """Hops of requests that had been dropped."""
        self._missed_hops = self._missed_requests = 0
        """What came after it was closed."""
        self._said: str | None = None

    def is_full(self) -> bool:
        """Whether :meth:`make` is due before another hop comes in."""
        return self._cap is not None and not self.is_closed and self._held >= self._cap.hops

    def refuses(self, request: int | None) -> bool:
        """Whether a new hop that serves that request stays out; counted then."""
        if self._cap is None:
            return False
        if self.is_closed:
            self._missed_hops += 1
            return True
        if request is not None and not self._dropping.has("requests", request):
            self._late_hops += 1
            return True
        self._held += 1
        return False

    def refuses_request(self) -> bool:
        """Whether a new request stays out; counted then."""
        self._missed_requests += self.is_closed
        return self.is_closed

    def has_hop(self, hop: int) -> bool:
        """Whether the recording still holds a hop that was written to it."""
        return self._cap is None or self._dropping.has("hops", hop)

    def use(self, lane: int, receiver: str | None) -> None:
        """A new hop is on that lane and receiver, which may have gone with their old hops."""
        if self._cap is not None:
            self._dropping.bring_back("lanes", lane)
            if receiver is not None:
                self._dropping.bring_back("objects", receiver)

    def make(self, busy: Collection[int]) -> None:
        """Make room where there is none left: drop requests that are not busy, or close.

        All that was added must have been written.
        """
        if self._cap is None or not self.is_full():
            return
        most = self._cap.hops
        gone = 0
        if self._cap.when_full == "drop":
            wanted, least = -(-most // _PART_DROPPED), max(most // _LEAST_PART, 1)
            gone = self._dropping.drop(busy, wanted, least)
        self._held -= gone
        self.is_closed = not gone
        self.tell()

    def tell(self) -> str | None:
        """Note in the recording what it does not hold because of its cap; the same in words."""
        note = self._words(N_)  # a recording speaks English
        if note is not None and note != self._said:
            self._writer.replace_note(self._said, note)
            self._said = note
        return self._words(_)

    def _words(self, say: Callable[[str], str]) -> str | None:
        dropped = self._dropping.dropped
        if self._cap is None or not (dropped.hops or self.is_closed):
            return None
        parts = []
        if dropped.hops:
            hops = dropped.hops + self._late_hops
            parts.append(
                say(_DROPPED).format(
                    requests=_count(say, dropped.requests, _REQUESTS),
                    hops=_count(say, hops, _HOPS),
                )
            )
        if self.is_closed:
            parts.append(
                say(_CLOSED).format(
                    hops=_count(say, self._missed_hops, _HOPS),
                    requests=_count(say, self._missed_requests, _REQUESTS),
                )
            )
        return say(_KEPT).format(count=self._cap.hops, what=say("; ").join(parts))


def _count(say: Callable[[str], str], number: int, words: tuple[str, str]) -> str:
    return say(words[0] if number == 1 else words[1]).format(count=number)
