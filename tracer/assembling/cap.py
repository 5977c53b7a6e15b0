"""A recording that may hold so many hops and no more: what goes, or stays out, when it is full."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tracer.model import Note
from tracer.notes import note_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tracer.recording import RecordingWriter

_PART_DROPPED = 4
"""One part in so many of the hops goes at once: looking for them takes a while."""
_LEAST_PART = 20
"""Where less than one part in so many could go, recording stops: it would be looked for ever again."""


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
        notes = list(self._notes())
        for note in notes:
            self._writer.replace_note(note)
        return " ".join(map(note_words, notes)) or None

    def _notes(self) -> Iterator[Note]:
        if self._cap is None:
            return
        most, dropped = self._cap.hops, self._dropping.dropped
        if dropped.hops:
            hops = dropped.hops + self._late_hops
            yield Note("dropped", {"most": most, "requests": dropped.requests, "hops": hops})
        if self.is_closed:
            hops, requests = self._missed_hops, self._missed_requests
            yield Note("full", {"most": most, "hops": hops, "requests": requests})
