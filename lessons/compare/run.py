"""One of two runs: its calls in an order that does not depend on how threads took turns."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from lessons.compare.endings import Ending, ending_of
from lessons.compare.rounds import find_rounds
from lessons.compare.shapes import Face, Inside, ShapeTable
from lessons.explain.step import Subgoal
from lessons.explain.steps import Steps
from lessons.explain.subgoals import own_subgoal
from tracer.errors import HopscopeError
from tracer.language import _
from tracer.recording import nest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tracer.model import Hop
    from tracer.recording import Nesting, Recording, Skeleton


@dataclass(frozen=True, slots=True)
class Node:
    """A call, or a lane that begins (then ``hop`` is 0); what is like it is counted."""

    face: Face
    hop: int
    shape: int
    """Its plain shape."""
    ending: Ending | None = None
    """None for a lane."""
    times: int = 1
    loose: bool = False
    """Its place among its neighbours says nothing: a request, a turn of waiting, a lane."""
    is_turn: bool = False
    """A turn of a waiting server: how many there are says nothing."""
    begins: tuple[int, ...] = ()
    """For a lane: its outermost calls."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the hops of one context have in common."""

    face: Face
    ending: Ending
    strike: str | None
    is_poll: bool
    is_turn: bool


class ComparedRun:
    """A recording as a tree of :class:`Node`. Raises HopscopeError where it is damaged."""

    def __init__(self, recording: Recording, table: ShapeTable) -> None:
        self.recording = recording
        self.steps = Steps(recording)
        self._table = table
        tree = recording.skeleton()
        self._place, self._lanes, self._requests = tree.place, tree.lanes, tree.requests
        self._contexts = recording.contexts().numbers
        self._kinds = [self._kind(recording.hop(hop)) for hop in self._first_of_contexts(tree)]
        self._queued = recording.queue_edges()
        self._parents, self._nesting = self._nested(tree)
        self._shapes = array("i", bytes(4 * len(tree)))
        """By place: the exact shape."""
        self.exact = self._number_shapes()
        """The exact shape of the whole run."""

    def _first_of_contexts(self, tree: Skeleton) -> Iterator[int]:
        following = 0
        for hop, context in zip(tree.ids, self._contexts, strict=True):
            if context == following:
                following += 1
                yield hop
            elif not 0 <= context < following:
                raise self._damaged()

    def _damaged(self) -> HopscopeError:
        return HopscopeError(
            _("{path} is damaged: {error}").format(
                path=self.recording.path, error=_("its call tree does not fit together")
            ),
            _("Record the program again: the file cannot be repaired."),
        )

    def _kind(self, hop: Hop) -> _Kind:
        code = self.recording.code(hop.code)
        name = hop.attribute or code.name
        owner = None if hop.owner is None else self.class_name(hop.owner, hop.revision)
        face = Face(name, owner, "" if owner else f"{code.module}.{code.qualname}")
        role = (hop.receiver or "").partition("#")[0]
        is_turn = own_subgoal(role, name) is Subgoal.WAIT and name != "serve_forever"
        return _Kind(
            face,
            ending_of(hop),
            hop.strike,
            hop.polls is not None,
            is_turn,
        )

    def class_name(self, cls: int, revision: int) -> str:
        """Name a class: ``module:Class``."""
        facts = self.recording.class_facts(cls, revision)
        return f"{facts.module}:{facts.qualname}"

    def function_of(self, hop: int) -> str:
        """Qualified name of the function that a hop ran."""
        return self.recording.code(self.recording.hop(hop).code).qualname

    @cached_property
    def is_whole(self) -> bool:
        """Whether what is not recorded did not happen: nothing was cut off, nothing is noted as missing."""
        meta = self.recording.meta
        return meta.complete and not meta.notes

    def is_of_program(self, lane: int) -> bool:
        """Whether a lane is one of the process that ran the program."""
        first, facts = (
            self.recording.lane(min(self._main_lanes, default=0)),
            self.recording.lane(lane),
        )
        return first is not None and facts is not None and facts.pid == first.pid

    def names_inside(self, node: Node) -> set[str]:
        """Names of all that a call called and of what runs in the lanes that it started, polls included."""
        called = self.called(node.hop) if node.hop else node.begins
        kinds = (self._kinds[self._contexts[self._place(hop)]] for hop in called)
        return {kind.face.name for kind in kinds}

    def _nested(self, tree: Skeleton) -> tuple[array[int], Nesting]:
        """Parents by place, and the order of the tree that they make.

        What a queue handed over hangs below the call that handed it; what struck between two
        instructions hangs nowhere, since it could have struck anywhere.
        """
        parents = array("i", tree.parents)
        struck = {number for number, kind in enumerate(self._kinds) if kind.strike}
        for hop, handed in self._queued.items():
            parents[self._place(hop)] = handed
        if struck:
            for place, context in enumerate(self._contexts):
                if context in struck:
                    parents[place] = 0
        if not struck and not self._queued:
            return parents, self.recording.nesting()
        try:
            return parents, nest(replace(tree, parents=parents))
        except (KeyError, ValueError) as error:
            raise self._damaged() from error

    # Shapes

    def _number_shapes(self) -> int:
        """Number the shapes from the innermost calls outwards; that of the whole comes last."""
        rows, levels = self._nesting.rows, self._nesting.levels
        inside: list[list[int]] = [[]]
        for row in range(len(rows) - 1, -1, -1):
            level, place = levels[row], self._place(rows[row])
            while len(inside) < level + 2:
                inside.append([])
            called = inside[level + 1]
            kind = self._kinds[self._contexts[place]]
            found = self._inside(place, reversed(called))
            called.clear()
            self._shapes[place] = self._table.number(kind.face, kind.ending.key, found)
            inside[level].append(place)
        return self._table.number(Face("", None), "", self._inside(-1, reversed(inside[0])))

    def _inside(self, place: int, called: Iterable[int]) -> Inside:
        """Sort what the hop at a place called (-1: the outermost calls)."""
        own, lanes = self._by_lane(place, called)
        found = self._sorted(own)
        for kind, begins in lanes:
            found.lanes.append(self._lane_shape(kind, begins))
        return found

    def _lane_shape(self, kind: str, begins: list[int]) -> int:
        return self._table.number(Face("", None, lane=kind), "", self._sorted(begins))

    def _sorted(self, places: Iterable[int]) -> Inside:
        found = Inside([], Counter(), set(), [])
        for place in places:
            kind = self._kinds[self._contexts[place]]
            if kind.is_poll:
                continue
            if self._begins_request(place):
                found.apart[self._shapes[place]] += 1
            elif kind.is_turn and self._parents[place]:
                found.turns.add(self._shapes[place])
            else:
                found.sequence.append(self._shapes[place])
        return found

    def _by_lane(
        self, place: int, called: Iterable[int]
    ) -> tuple[list[int], list[tuple[str, list[int]]]]:
        """Part the calls of a hop's own lane from those of lanes that it started, by lane."""
        own: list[int] = []
        others: dict[object, tuple[str, list[int]]] = {}
        for each in called:
            lane = self._lanes[each]
            strike = self._kinds[self._contexts[each]].strike
            if strike:
                others[each, strike] = (strike, [each])
            elif self.recording.skeleton().ids[each] in self._queued:
                others[each, "queue"] = ("queue", [each])
            elif lane == self._lanes[place] if place >= 0 else lane in self._main_lanes:
                own.append(each)
            else:
                others.setdefault(lane, (self._lane_kind(lane), []))[1].append(each)
        return own, list(others.values())

    @cached_property
    def _main_lanes(self) -> frozenset[int]:
        return frozenset(
            lane for lane in self.recording.lane_ids() if self._lane_kind(lane) == "main"
        )

    def _lane_kind(self, lane: int) -> str:
        facts = self.recording.lane(lane)
        return "thread" if facts is None else facts.kind

    def _begins_request(self, place: int) -> bool:
        request, parent = self._requests[place], self._parents[place]
        if not request:
            return False
        return not parent or self._requests[self._place(parent)] != request

    # The tree

    @cached_property
    def root(self) -> Node:
        """The whole run, as a lane that holds the outermost calls."""
        outermost = tuple(self._stretch(0, len(self._nesting.rows)))
        return Node(Face("", None), 0, self._table.plain[self.exact], begins=outermost)

    def _stretch(self, row: int, end: int) -> Iterator[int]:
        """Hops whose subtrees lie side by side from one row to another."""
        rows, ends = self._nesting.rows, self._nesting.ends
        while row < end:
            yield rows[row]
            if not row < ends[row] <= end:
                raise self._damaged()
            row = ends[row]

    def called(self, hop: int) -> list[int]:
        """List the calls that a hop made and those that begin lanes that it started."""
        row = self._nesting.row_of[self._place(hop)]
        return list(self._stretch(row + 1, self._nesting.ends[row]))

    def children(self, node: Node) -> list[Node]:
        """What a node holds, like ones counted: rounds that follow each other, requests, lanes."""
        if node.hop:
            place, called = self._place(node.hop), self.called(node.hop)
        else:
            place, called = -1, list(node.begins)
        places = [self._place(hop) for hop in called]
        if node.face.lane:
            return self._counted(places)
        own, lanes = self._by_lane(place, places)
        begun = [self._lane(kind, begins) for kind, begins in lanes]
        return self._counted(own) + _merged(begun)

    def idle_turns(self) -> list[Node]:
        """The idle turns of waiting servers, like ones once: :meth:`children` leaves them out."""
        polls = {number for number, kind in enumerate(self._kinds) if kind.is_poll}
        found: dict[int, Node] = {}
        if polls:
            for place, context in enumerate(self._contexts):
                if context in polls:
                    node = self._node(place, loose=True)
                    found.setdefault(node.shape, node)
        return list(found.values())

    def _counted(self, places: list[int]) -> list[Node]:
        """Nodes of calls of one lane, in order of each one's first."""
        loose: list[Node] = []
        ordered: list[int] = []
        for place in places:
            kind = self._kinds[self._contexts[place]]
            if kind.is_poll:
                continue
            if self._begins_request(place) or (kind.is_turn and self._parents[place]):
                loose.append(self._node(place, loose=True))
            else:
                ordered.append(place)
        found = _merged(loose)
        plain = [self._table.plain[self._shapes[place]] for place in ordered]
        for one in find_rounds(plain):
            for place in ordered[one.start : one.start + one.period]:
                found.append(self._node(place, one.times))
        return sorted(found, key=lambda node: self._nesting.row_of[self._place(node.hop)])

    def _node(self, place: int, times: int = 1, *, loose: bool = False) -> Node:
        kind = self._kinds[self._contexts[place]]
        shape = self._table.plain[self._shapes[place]]
        hop = self.recording.skeleton().ids[place]
        is_turn = loose and not self._begins_request(place)
        return Node(kind.face, hop, shape, kind.ending, times, loose, is_turn)

    def _lane(self, kind: str, begins: list[int]) -> Node:
        ids = self.recording.skeleton().ids
        shape = self._table.plain[self._lane_shape(kind, begins)]
        hops = tuple(ids[place] for place in begins)
        return Node(Face("", None, lane=kind), 0, shape, loose=True, begins=hops)

    def exact_of(self, node: Node) -> int:
        """The exact shape of a call; of a lane that of its contents."""
        if node.hop:
            return self._shapes[self._place(node.hop)]
        return self._lane_shape(node.face.lane, [self._place(hop) for hop in node.begins])

    def size(self, node: Node) -> int:
        """How many hops a node holds, itself included, each of its kind counted once."""
        ends, row_of = self._nesting.ends, self._nesting.row_of
        rows = [row_of[self._place(hop)] for hop in (node.begins or (node.hop,))]
        return sum(ends[row] - row for row in rows)


def _merged(nodes: list[Node]) -> list[Node]:
    """Nodes of one shape as one, which counts them."""
    times = Counter(node.shape for node in nodes)
    first = {node.shape: node for node in reversed(nodes)}
    return [replace(first[shape], times=count) for shape, count in times.items()]
