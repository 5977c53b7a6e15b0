"""A recording as lessons ask it: names instead of ids, lanes by what they are for."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.course.received import NOBODY, Received
from lessons.explain.class_names import Names
from lessons.explain.endings import is_interruption
from lessons.explain.steps import Steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lessons.explain.step import Step
    from tracer.model import ClassFacts, Hop, Outcome
    from tracer.recording import Recording

_SERVING = frozenset({"serve_forever", "handle_request"})


class Evidence:
    """What a recording shows, and what the clients of its run received.

    Raises HopscopeError where the recording is damaged; KeyError for an unknown hop.
    """

    def __init__(self, recording: Recording, received: Received = NOBODY) -> None:
        self.recording = recording
        self.received = received
        self.steps = Steps(recording)
        self._stop = recording.meta.stop

    @cached_property
    def order(self) -> Sequence[int]:
        """Ids of all hops by their start, each lane in its own order."""
        return list(self.steps.order)

    @cached_property
    def ranks(self) -> dict[int, int]:
        """A hop's place in :attr:`order`, from 0."""
        return {hop: rank for rank, hop in enumerate(self.order)}

    def hop(self, id: int) -> Hop:
        """A hop as it was recorded."""
        return self.recording.hop(id)

    def outcome(self, id: int) -> Outcome:
        """How a hop ended; one that was going on when its run was stopped did not."""
        hop = self.hop(id)
        return "unfinished" if is_interruption(hop, self._stop) else hop.outcome

    def step(self, id: int) -> Step:
        """A hop, explained."""
        return self.steps.step(id)

    def function(self, id: int) -> str:
        """Name of the function that ran, or under which the class holds it."""
        hop = self.hop(id)
        return hop.attribute or self.recording.code(hop.code).name

    def title(self, id: int) -> str:
        """``BaseServer.finish_request``: owner and name; the name alone where there is no owner."""
        owner = self.owner(id)
        return f"{owner}.{self.function(id)}" if owner else self.function(id)

    def class_facts(self, id: int, hop: int) -> ClassFacts:
        """A class as it stood when a hop began."""
        return self.recording.class_facts(id, self.hop(hop).revision)

    def class_name(self, id: int, hop: int) -> str:
        """Name of a class beside those of a hop's receiver: the last part, where that is enough."""
        return self._names(hop)(id)

    def _names(self, hop: int) -> Names:
        return Names(lambda each: self.class_facts(each, hop), self.hop(hop).receiver_class)

    def owner(self, id: int) -> str | None:
        """Name of the class in whose ``__dict__`` the function was found."""
        owner = self.hop(id).owner
        return None if owner is None else self.class_name(owner, id)

    def receiver_class(self, id: int) -> str | None:
        """Name of the receiver's class."""
        return self._names(id).receiver

    def role(self, id: int) -> str | None:
        """``server``, ``handler``, ``thread`` or ``other``; None without a receiver."""
        receiver = self.hop(id).receiver
        return None if receiver is None else receiver.partition("#")[0]

    def mro(self, id: int) -> tuple[int, ...]:
        """Class ids of the receiver's MRO, in order; empty without a receiver."""
        klass = self.hop(id).receiver_class
        return () if klass is None else self.class_facts(klass, id).mro

    def caller(self, id: int) -> str | None:
        """Name of the function of the hop that made the call, or started the lane."""
        parent = self.hop(id).parent
        return None if parent is None else self.function(parent)

    def enclosing(self, id: int) -> list[str]:
        """Names of the functions around a hop, the nearest first, through hand-offs too."""
        return [self.function(each) for each in self.outer(id)]

    def outer(self, id: int) -> list[int]:
        """The hops around a hop, the nearest first, through hand-offs too."""
        found: dict[int, None] = {}
        outer = self.hop(id).parent
        while outer is not None and outer not in found and outer != id:
            found[outer] = None
            outer = self.hop(outer).parent
        return list(found)

    @cached_property
    def called(self) -> defaultdict[int, list[int]]:
        """By hop: those that it called, by their start."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for each in self.order:
            parent = self.hop(each).parent
            if parent is not None:
                found[parent].append(each)
        return found

    @cached_property
    def serving_lanes(self) -> frozenset[int]:
        """Lanes that run a server's loop."""
        return frozenset(
            self.hop(each).lane for each in self.order if self.function(each) in _SERVING
        )

    def lane_words(self, id: int) -> tuple[str, ...]:
        """What a hop's lane is, in the words of :data:`lessons.course.sought.LANES`."""
        number = self.hop(id).lane
        lane = self.recording.lane(number)
        kind = "main" if lane is None else lane.kind
        place = "serving" if number in self.serving_lanes else "other"
        return ("process" if kind in ("fork", "process") else kind, place)

    def is_same_process(self, one: int, other: int) -> bool:
        """Whether two hops ran in one process."""
        first, second = (self.recording.lane(self.hop(hop).lane) for hop in (one, other))
        return first is not None and second is not None and first.pid == second.pid
