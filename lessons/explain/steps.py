"""A recording's hops, explained one by one: what every screen and report reads.

Hops of one shape (same site, code, classes …) share one explanation, so a long
recording costs little more than its distinct calls.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from lessons.explain.annotate import Annotation, Around, annotate
from lessons.explain.facts import Facts
from lessons.explain.request_index import RequestIndex
from lessons.explain.step import Step, Subgoal
from lessons.explain.subgoals import loop_of, own_subgoal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tracer.model import Hop
    from tracer.recording import Recording, Skeleton

_Shape: TypeAlias = tuple[object, ...]
_KEPT_HOPS = 8192
_KEPT_SUBGOALS = 65536
_ROLES = {"BaseServer": "server", "BaseRequestHandler": "handler"}
_THREAD_HOPS = frozenset({"start", "run"})
_HANDLER_CLASS = "RequestHandlerClass"
_PARTIALS = ("functools.partial(", "<functools.partial")


class Steps:
    """The explained hops of a recording. Call :meth:`refresh` when the recording has grown.

    Every method raises :class:`~tracer.errors.HopscopeError` where the file is
    damaged; those that take an id raise KeyError for one that is not there.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.facts = Facts(recording)
        """What the recording says, apart from its hops."""
        self._hops: OrderedDict[int, Hop] = OrderedDict()
        self._annotations: dict[_Shape, Annotation] = {}
        self._subgoals: dict[int, Subgoal | None] = {}

    def refresh(self) -> None:
        """Take in what has been recorded since."""
        self.recording.refresh()
        self.facts.refresh()
        self._hops.clear()
        for name in ("_requests", "_queued", "_given_partials"):
            self.__dict__.pop(name, None)

    @property
    def skeleton(self) -> Skeleton:
        """The call tree as columns, read once."""
        return self.recording.skeleton()

    @property
    def order(self) -> Sequence[int]:
        """Hop ids in the order of exports: by start, lane, and number in the lane."""
        return self.recording.nesting().order

    @cached_property
    def _requests(self) -> RequestIndex:
        return RequestIndex(self.skeleton)

    @cached_property
    def _queued(self) -> dict[int, int]:
        """For hops that a queue handed over: the hop that handed them."""
        return self.recording.queue_edges()

    def request_lanes(self, request: int) -> tuple[int, ...]:
        """Ids of the lanes that serve a request."""
        return self._requests.lanes(request)

    def request_ended(self, request: int) -> bool:
        """Whether each outermost hop that carries the request has ended."""
        return self._requests.has_ended(self.recording, request)

    def step(self, id: int) -> Step:
        """The step of that hop."""
        return self._explain(self._hop(id))

    def all(self) -> Iterator[Step]:
        """All steps in the order of :attr:`order`."""
        # Ids are nearly in that order: what comes early is kept until its turn.
        waiting: dict[int, Hop] = {}
        arriving = self.recording.hops()
        for number in self.order:
            while number not in waiting:
                hop = next(arriving)
                waiting[hop.id] = hop
                self._keep(hop)
            yield self._explain(waiting.pop(number))

    def _hop(self, id: int) -> Hop:
        found = self._hops.get(id)
        if found is None:
            found = self.recording.hop(id)
            self._keep(found)
        else:
            self._hops.move_to_end(id)
        return found

    def _keep(self, hop: Hop) -> None:
        self._hops[hop.id] = hop
        if len(self._hops) > _KEPT_HOPS:
            self._hops.popitem(last=False)

    def _explain(self, hop: Hop) -> Step:
        found = self._annotation(hop)
        subgoal = self._subgoal(hop)
        return Step(
            hop=hop,
            subgoal=subgoal,
            loop=loop_of(subgoal),
            dispatch=found.dispatch,
            place=found.place,
            fetch=found.fetch,
            via=found.via,
            lookup=found.lookup,
            sentence=found.sentence,
        )

    # What hops have in common

    def _annotation(self, hop: Hop) -> Annotation:
        caller = self._caller(hop)
        is_first = self._is_first_of_thread(hop)
        is_partial = self._is_partial(hop, caller)
        starter = self._starter(hop)
        fetcher = self._fetcher(hop)
        shape: _Shape = (
            hop.site,
            hop.code,
            hop.receiver_class,
            hop.receiver is None,
            hop.owner,
            hop.attribute,
            hop.owner_reason,
            hop.held_as,
            hop.instance_names,
            self._state(hop),
            hop.strike,
            is_first,
            _seen_from(hop, caller),
            _seen_from(hop, fetcher),
            starter and starter.code,
            # What depends on values: `__getattr__`'s argument, and what an attribute was given.
            hop.arguments.get(self._asked(hop), "") if hop.attribute == "__getattr__" else None,
            is_partial,
            _is_handed_itself(hop) if hop.held_as else None,
        )
        found = self._annotations.get(shape)
        named = None if found is None else found.holder
        if named is not None and caller is not None and caller.receiver != named:
            # Its words name the object that made the call: they are another's.
            shape = (shape, caller.receiver)
            found = self._annotations.get(shape)
        if found is None:
            around = Around(caller, fetcher, starter, is_partial, is_first)
            found = annotate(self.facts, hop, around)
            self._annotations[shape] = found
        return found

    def _state(self, hop: Hop) -> tuple[int, ...] | int:
        """How the classes that matter stood; a change elsewhere explains nothing anew."""
        if hop.receiver_class is None:
            return hop.revision
        return self.facts.state(hop.receiver_class, hop.revision)

    def _asked(self, hop: Hop) -> str:
        parameters = self.facts.code(hop.code).parameters
        return parameters[1] if len(parameters) > 1 else ""

    def _caller(self, hop: Hop) -> Hop | None:
        """The hop that made the call: a resumed generator's own, where one was resumed."""
        outer = hop.resumed if hop.resumed is not None else hop.parent
        return None if outer is None else self._hop(outer)

    def _starter(self, hop: Hop) -> Hop | None:
        if hop.depth or hop.parent is None:
            return None
        return self._hop(hop.parent)

    def _fetcher(self, hop: Hop) -> Hop | None:
        """The nearest hop outward that is no thread's own ``start`` or ``run``."""
        outer = hop.resumed or self._queued.get(hop.id) or hop.parent
        seen: set[int] = set()
        while outer is not None and outer not in seen:
            seen.add(outer)
            found = self._hop(outer)
            if not (found.receiver or "").startswith("thread#") or (
                self.facts.code(found.code).name not in _THREAD_HOPS
            ):
                return found
            outer = found.parent
        return None

    def _is_first_of_thread(self, hop: Hop) -> bool:
        if hop.depth:
            return False
        lane = self.recording.lane(hop.lane)
        is_thread = lane is not None and lane.kind == "thread"
        return is_thread and self.recording.first_in_lane(hop.lane) == hop.id

    def _is_partial(self, hop: Hop, caller: Hop | None) -> bool:
        """Whether the attribute that the class was taken from was given a partial."""
        if hop.attribute not in ("__init__", "__new__") or caller is None:
            return False
        return caller.receiver in self._given_partials

    @cached_property
    def _given_partials(self) -> frozenset[str | None]:
        """Objects whose ``__init__`` was given a partial as its handler class."""
        first: dict[str | None, Hop] = {}
        for code in self.recording.codes():
            if code.name != "__init__" or _HANDLER_CLASS not in code.parameters:
                continue
            for hop in map(self._hop, self.recording.hops_of_code(code.id)):
                if hop.receiver not in first or hop.id < first[hop.receiver].id:
                    first[hop.receiver] = hop
        return frozenset(
            receiver
            for receiver, hop in first.items()
            if hop.arguments.get(_HANDLER_CLASS, "").startswith(_PARTIALS)
        )

    # Subgoals

    def _subgoal(self, hop: Hop) -> Subgoal | None:
        """The hop's own, else that of the nearest hop outward that has one."""
        path: dict[int, None] = {}
        found: Subgoal | None = None
        current: Hop | None = hop
        # A damaged file may give a hop as its own ancestor.
        while current is not None and current.id not in path:
            if current.id in self._subgoals:
                found = self._subgoals[current.id]
                break
            path[current.id] = None
            found = self._own_subgoal(current)
            if found is not None:
                break
            current = None if current.parent is None else self._hop(current.parent)
        if len(self._subgoals) > _KEPT_SUBGOALS:
            self._subgoals.clear()
        for inner in path:
            self._subgoals[inner] = found
        return found

    def _own_subgoal(self, hop: Hop) -> Subgoal | None:
        name = hop.attribute or self.facts.code(hop.code).name
        found = own_subgoal(self._role(hop), name)
        return Subgoal.WAIT if found is None and hop.polls is not None else found

    def _role(self, hop: Hop) -> str | None:
        if hop.receiver is not None:
            return hop.receiver.partition("#")[0]
        if hop.receiver_class is None or hop.attribute != "__new__":
            return None
        for each in self.facts.class_at(hop.receiver_class, hop.revision).mro:
            facts = self.facts.class_at(each, hop.revision)
            if facts.module == "socketserver" and facts.qualname in _ROLES:
                return _ROLES[facts.qualname]
        return None


def _is_handed_itself(hop: Hop) -> bool:
    """Whether the first argument is the receiver, as it is for methods."""
    return hop.receiver is not None and next(iter(hop.arguments.values()), None) == hop.receiver


def _seen_from(hop: Hop, other: Hop | None) -> _Shape | None:
    """What of another hop an explanation may depend on."""
    if other is None:
        return None
    return (
        other.code,
        other.owner,
        other.receiver_class,
        other.receiver == hop.receiver,
        other.receiver is None,
        other.instance_names,
    )
