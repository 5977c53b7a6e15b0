"""Rounds in a list of shapes: stretches that follow directly upon their like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LONGEST_PERIOD = 8


@dataclass(frozen=True, slots=True)
class Round:
    """A stretch that comes several times, one directly after the other."""

    start: int
    """Index of its first element."""
    period: int
    """How many elements it has."""
    times: int


def find_rounds(shapes: Sequence[int]) -> Iterator[Round]:
    """Cut a list of shapes into rounds of up to eight elements, from left to right."""
    at = 0
    while at < len(shapes):
        period, times = _best_round(shapes, at)
        yield Round(at, period, times)
        at += period * times


def _best_round(shapes: Sequence[int], at: int) -> tuple[int, int]:
    """Find the round at ``at`` that covers most: its length, and how often it comes."""
    best = (1, 1)
    for period in range(1, _LONGEST_PERIOD + 1):
        one = shapes[at : at + period]
        times = 1
        while shapes[at + times * period : at + (times + 1) * period] == one:
            times += 1
        if times > 1 and times * period > best[0] * best[1]:
            best = (period, times)
    return best
