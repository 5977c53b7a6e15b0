"""Calls with all that they called, as numbers: equal numbers, equal subtrees, in two runs alike.

A *shape* has two forms. The *exact* one counts; the *plain* one does not: rounds
of equal calls, equal requests and equal lanes are one there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from lessons.compare.rounds import find_rounds

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Sequence

_Key: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """What two calls have in common that count as the same."""

    name: str
    """The attribute that was called, else the function's own name; empty for a lane."""
    owner: str | None
    """Module and name of the class that its function was found in."""
    function: str = ""
    """Module and name of a function that was found in no class."""
    lane: str = ""
    """For a lane: what kind of a lane begins."""


@dataclass(slots=True)
class Inside:
    """What was called directly: exact shapes."""

    sequence: list[int]
    """In order."""
    apart: Counter[int]
    """Requests: in which order clients came says nothing of the program."""
    turns: set[int]
    """Turns of a waiting server, however many."""
    lanes: list[int]
    """Lanes that were started."""


class ShapeTable:
    """Gives numbers to shapes; one table serves both runs."""

    def __init__(self) -> None:
        self._exact: dict[_Key, int] = {}
        self._plain: dict[_Key, int] = {}
        self.plain: list[int] = []
        """By exact shape: the plain one."""
        self._inside: list[tuple[int, ...]] = []
        """By plain shape: the plain shapes inside."""

    def number(self, face: Face, ending: str, inside: Inside) -> int:
        """Number the exact shape of a call that ended so (its ending's key; empty: by a return)."""
        key: _Key = (
            face,
            ending,
            tuple(inside.sequence),
            tuple(sorted(inside.apart.items())),
            tuple(sorted(inside.turns)),
            tuple(sorted(inside.lanes)),
        )
        found = self._exact.get(key)
        if found is None:
            found = self._exact[key] = len(self.plain)
            self.plain.append(self._simplify(face, ending, inside))
        return found

    def _simplify(self, face: Face, ending: str, inside: Inside) -> int:
        plain = self.plain
        sequence = [plain[one] for one in inside.sequence]
        rounds = [
            shape
            for one in find_rounds(sequence)
            for shape in sequence[one.start : one.start + one.period]
        ]
        loose = [
            tuple(sorted({plain[each] for each in group}))
            for group in (inside.apart, inside.turns, inside.lanes)
        ]
        key: _Key = (face, ending, tuple(rounds), *loose)
        found = self._plain.get(key)
        if found is None:
            found = self._plain[key] = len(self._inside)
            self._inside.append(tuple(dict.fromkeys((*rounds, *_flat(loose)))))
        return found

    def reachable(self, shapes: Iterable[int]) -> set[int]:
        """Collect the plain shapes, and all that are inside of them."""
        found: set[int] = set()
        waiting = list(shapes)
        while waiting:
            shape = waiting.pop()
            if shape not in found:
                found.add(shape)
                waiting.extend(self._inside[shape])
        return found


def _flat(groups: Sequence[Sequence[int]]) -> list[int]:
    return [one for group in groups for one in group]
