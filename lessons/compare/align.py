"""Two trees of calls as one list of rows: what is the same stands in one row.

Below calls that are the same the trees are aligned level by level. Below a
lookup that ended in different classes other code runs: there the calls are
aligned in the order in which they were made, at whatever depth.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

    from lessons.compare.run import ComparedRun, Node
    from lessons.compare.shapes import ShapeTable

_T = TypeVar("_T")
Kind: TypeAlias = Literal["same", "lookup", "outcome", "left", "right"]
_MOST_ROWS = 20_000
_MOST_TOKENS = 2_000
"""Calls on each side that are held against each other at once: the effort grows with the square."""
_MOST_TRIED = 50
"""Calls of one name that are looked at for one that was written alike."""


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """One row: a call of each run, or of one alone."""

    kind: Kind
    """``lookup``: found in different classes; ``outcome``: it ended otherwise."""
    left: Node | None
    right: Node | None
    left_level: int
    right_level: int
    whole: bool = False
    """It stands for all that it holds, which is the same in both."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """What is still to be told: two calls, or one without a partner."""

    left: Node | None
    right: Node | None
    left_level: int
    right_level: int


@dataclass(frozen=True, slots=True)
class _Token:
    """A call in a list of calls in the order in which they were made."""

    node: Node
    level: int
    whole: bool
    """The other run has such a subtree, too: it is not looked into."""

    @property
    def key(self) -> Hashable:
        """Equal for calls that are the same."""
        return self.node.shape if self.whole else self.node.face


class Alignment:
    """Aligns two runs."""

    def __init__(self, left: ComparedRun, right: ComparedRun, table: ShapeTable) -> None:
        self.left, self.right, self._table = left, right, table
        self._roles: dict[tuple[bool, int], str] = {}
        self.is_cut = False
        """Whether there was more than is told."""

    def rows(self) -> list[AlignedRow]:
        """The rows of both runs, from the outermost calls; then idle turns, where both have some."""
        pairs = self._side_by_side(
            self.left.children(self.left.root), self.right.children(self.right.root), 0, 0
        )
        idle = self.left.idle_turns(), self.right.idle_turns()
        found = self._told(pairs)
        if all(idle):
            matched = self._loose(*idle)
            pairs = [_Pair(one, other, 0, 0) for one, other in matched.items() if one and other]
            found += [row for row in self._told(pairs) if row.kind != "same" or not row.whole]
        return found

    def unfold(self, row: AlignedRow) -> list[AlignedRow]:
        """Look into a row that stands for equal subtrees: its rows, one level further in."""
        if not row.whole or row.left is None or row.right is None:
            return []
        pairs = self._inside(_Pair(row.left, row.right, row.left_level, row.right_level))
        return [_same(pair) for pair in pairs]

    def _told(self, pairs: list[_Pair]) -> list[AlignedRow]:
        found: list[AlignedRow] = []
        waiting = pairs[::-1]
        while waiting:
            if len(found) > _MOST_ROWS:
                self.is_cut = True
                break
            pair = waiting.pop()
            row = self._row(pair)
            found.append(row)
            if row.kind == "lookup":
                found += self._in_order(pair)
            elif not row.whole:
                waiting += self._inside(pair)[::-1]
        return found

    def _row(self, pair: _Pair) -> AlignedRow:
        left, right = pair.left, pair.right
        if left is None or right is None:
            kind: Kind = "left" if right is None else "right"
            return AlignedRow(kind, left, right, pair.left_level, pair.right_level)
        if left.shape == right.shape:
            return _same(pair)
        if left.face != right.face:
            kind = "lookup"
        else:
            kind = "same" if _key(left) == _key(right) else "outcome"
        return AlignedRow(kind, left, right, pair.left_level, pair.right_level)

    def _inside(self, pair: _Pair) -> list[_Pair]:
        left, right = pair.left, pair.right
        return self._side_by_side(
            [] if left is None else self.left.children(left),
            [] if right is None else self.right.children(right),
            pair.left_level + 1,
            pair.right_level + 1,
        )

    # Level by level

    def _side_by_side(
        self, left: list[Node], right: list[Node], left_level: int, right_level: int
    ) -> list[_Pair]:
        """Pair what two calls called, in the order of both."""
        partners = self._ordered(
            [n for n in left if not n.loose], [n for n in right if not n.loose]
        )
        partners |= self._loose([n for n in left if n.loose], [n for n in right if n.loose])
        taken = {id(other) for other in partners.values()}
        pending = [node for node in right if id(node) not in taken]
        place = {id(node): at for at, node in enumerate(right)}
        found: list[tuple[Node | None, Node | None]] = []
        for node in left:
            partner = partners.get(node)
            while pending and partner and place[id(pending[0])] < place[id(partner)]:
                found.append((_like(pending[0], left), pending.pop(0)))
            found.append((node, partner))
        found += [(_like(node, left), node) for node in pending]
        return [_Pair(one, other, left_level, right_level) for one, other in found]

    def _ordered(self, left: list[Node], right: list[Node]) -> dict[Node, Node]:
        """Partners of calls whose order counts: equal subtrees first, then equal calls."""
        partners = dict(_matched(left, right, lambda node: node.shape))
        for lefts, rights in _gaps(left, right, partners):
            partners |= _matched(lefts, rights, lambda node: node.face)
        for is_alike in (self._is_same_call, self._is_namesake):
            for lefts, rights in _gaps(left, right, partners):
                partners |= self._named_alike(lefts, rights, is_alike)
        return partners

    def _named_alike(
        self, left: list[Node], right: list[Node], is_alike: Callable[[Node, Node], bool]
    ) -> dict[Node, Node]:
        """Partners among calls of one name that are alike, in order."""
        partners: dict[Node, Node] = {}
        places: dict[str, list[int]] = {}
        for at, node in enumerate(right):
            places.setdefault(node.face.name, []).append(at)
        start = 0
        for one in left:
            named = places.get(one.face.name, ())
            first = bisect_left(named, start)
            for at in named[first : first + _MOST_TRIED]:
                if is_alike(one, right[at]):
                    partners[one] = right[at]
                    start = at + 1
                    break
        return partners

    def _loose(self, left: list[Node], right: list[Node]) -> dict[Node, Node]:
        """Partners of nodes whose order says nothing.

        A request that went as none of the other run's did is held against one
        of those all the same: so it shows where it parts from them.
        """
        partners: dict[Node, Node] = {}
        free = list(right)
        alike: tuple[Callable[[Node, Node], bool], ...] = (
            lambda one, other: one.shape == other.shape,
            lambda one, other: one.face == other.face,
            self._is_same_call,
        )
        for is_alike in alike:
            for one in left:
                if one in partners:
                    continue
                found = next((other for other in free if is_alike(one, other)), None)
                if found is not None:
                    partners[one] = found
                    free.remove(found)
        for one in left:
            if one not in partners and (like := _like(one, right)) is not None:
                partners[one] = like
        return partners

    def _is_namesake(self, one: Node, other: Node) -> bool:
        """Whether one name was asked for of the same kind of object, in whatever words."""
        if not one.hop or not other.hop or one.face.name != other.face.name:
            return False
        hops = self.left.recording.hop(one.hop), self.right.recording.hop(other.hop)
        return _role(hops[0].receiver) == _role(hops[1].receiver)

    def _is_same_call(self, one: Node, other: Node) -> bool:
        """Whether two calls of one name were asked for in the same words, of the same kind of object."""
        if not self._is_namesake(one, other):
            return False
        name = one.face.name
        left, right = self.left.steps.step(one.hop), self.right.steps.step(other.hop)
        if name.startswith("__") and name.endswith("__"):
            return True  # the interpreter's own: what is written names a class, or an operator
        if left.place is None or right.place is None:
            return True
        return left.place.text.split() == right.place.text.split()

    # In the order of calls

    def _in_order(self, pair: _Pair) -> list[AlignedRow]:
        """Rows of what two different functions called, at whatever depth."""
        if pair.left is None or pair.right is None:
            return []
        lefts = self.left.children(pair.left)
        rights = self.right.children(pair.right)
        inside = [self._table.reachable(node.shape for node in nodes) for nodes in (lefts, rights)]
        left = self._tokens(self.left, lefts, pair.left_level + 1, inside[1])
        right = self._tokens(self.right, rights, pair.right_level + 1, inside[0])
        partners = {id(one): other for one, other in _matched(left, right, lambda token: token.key)}
        partners |= self._named_alike_tokens(left, right, partners)
        return list(self._zipped(left, right, partners, pair))

    def _tokens(
        self, run: ComparedRun, nodes: list[Node], level: int, others: set[int]
    ) -> list[_Token]:
        found: list[_Token] = []
        waiting = [(node, level) for node in reversed(nodes)]
        while waiting:
            if len(found) == _MOST_TOKENS:
                self.is_cut = True
                break
            node, level = waiting.pop()
            whole = node.shape in others
            found.append(_Token(node, level, whole))
            if not whole:
                waiting += [(inner, level + 1) for inner in reversed(run.children(node))]
        return found

    def _named_alike_tokens(
        self, left: list[_Token], right: list[_Token], partners: dict[int, _Token]
    ) -> dict[int, _Token]:
        found: dict[int, _Token] = {}
        by_token = {one: partners[id(one)] for one in left if id(one) in partners}
        for lefts, rights in _gaps(left, right, by_token):
            ones = {one.node: one for one in lefts if not one.whole}
            others = {other.node: other for other in rights if not other.whole}
            for one, other in self._named_alike(
                list(ones), list(others), self._is_same_call
            ).items():
                found[id(ones[one])] = others[other]
        return found

    def _zipped(
        self,
        left: list[_Token],
        right: list[_Token],
        partners: dict[int, _Token],
        pair: _Pair,
    ) -> Iterator[AlignedRow]:
        taken = {id(token) for token in partners.values()}
        at = 0
        left_level, right_level = pair.left_level + 1, pair.right_level + 1
        for one in left:
            left_level = one.level
            other = partners.get(id(one))
            if other is None:
                yield AlignedRow("left", one.node, None, left_level, right_level)
                continue
            while at < len(right) and right[at] is not other:
                if id(right[at]) not in taken:
                    right_level = right[at].level
                    yield AlignedRow("right", None, right[at].node, left_level, right_level)
                at += 1
            at += 1
            right_level = other.level
            yield self._row(_Pair(one.node, other.node, left_level, right_level))
        for other in right[at:]:
            if id(other) not in taken:
                yield AlignedRow("right", None, other.node, left_level, other.level)


def _same(pair: _Pair) -> AlignedRow:
    return AlignedRow("same", pair.left, pair.right, pair.left_level, pair.right_level, whole=True)


def _like(node: Node, others: Sequence[Node]) -> Node | None:
    """The node to hold a request against that has no partner: one that began alike."""
    if not node.loose:
        return None
    return next((other for other in others if other.loose and other.face == node.face), None)


def _key(node: Node) -> str:
    return "" if node.ending is None else node.ending.key


def _role(receiver: str | None) -> str:
    return (receiver or "").partition("#")[0]


def _matched(
    left: Sequence[_T], right: Sequence[_T], key: Callable[[_T], Hashable]
) -> list[tuple[_T, _T]]:
    """Pairs of equal elements, in the order of both lists, as many as can easily be found."""
    ones, others = [key(one) for one in left], [key(one) for one in right]
    start = 0
    while start < min(len(ones), len(others)) and ones[start] == others[start]:
        start += 1
    end = 0
    while end < min(len(ones), len(others)) - start and ones[-1 - end] == others[-1 - end]:
        end += 1
    found = list(zip(left[:start], right[:start], strict=True))
    ones, others = ones[start : len(ones) - end], others[start : len(others) - end]
    if ones and others and max(len(ones), len(others)) <= _MOST_TOKENS:
        for block in SequenceMatcher(None, ones, others, autojunk=False).get_matching_blocks():
            one, other = start + block.a, start + block.b
            found += zip(
                left[one : one + block.size], right[other : other + block.size], strict=True
            )
    if end:
        found += zip(left[-end:], right[-end:], strict=True)
    return found


def _gaps(
    left: Sequence[_T], right: Sequence[_T], partners: Mapping[_T, _T]
) -> list[tuple[list[_T], list[_T]]]:
    """What lies between partners, in both lists: stretches of which neither is empty."""
    place = {id(one): at for at, one in enumerate(right)}
    found: list[tuple[list[_T], list[_T]]] = []
    lefts: list[_T] = []
    at = 0
    for one in left:
        if one not in partners:
            lefts.append(one)
            continue
        met = place[id(partners[one])]
        found.append((lefts, list(right[at:met])))
        lefts, at = [], met + 1
    found.append((lefts, list(right[at:])))
    return [(ones, others) for ones, others in found if ones and others]
