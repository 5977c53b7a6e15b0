"""Choices drawn by hypothesis, in the words that the generator needs."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Choices:
    """Wraps a Random that hypothesis makes; what is chosen shrinks to the first and to no.

    One Random for all choices, not a strategy for each: hypothesis makes new
    examples from old ones by copying like strategies' draws over each other, and
    five programs of six would nearly be the one before.
    """

    def __init__(self, random: Random) -> None:
        self._random = random

    def pick(self, items: Sequence[T]) -> T:
        return items[self.number(0, len(items) - 1)]

    def number(self, low: int, high: int) -> int:
        return low if low >= high else self._random.randint(low, high)

    def chance(self, percent: int) -> bool:
        return self.number(0, 99) >= 100 - percent

    def weighted(self, items: Sequence[tuple[int, T]]) -> T:
        """One of pairs of a weight and a thing."""
        left = self.number(0, sum(weight for weight, _ in items) - 1)
        for weight, item in items:
            left -= weight
            if left < 0:
                return item
        raise AssertionError("the weights do not add up")

    def some(self, items: Sequence[T], percent: int) -> list[T]:
        """A part of the items, in their order."""
        return [item for item in items if self.chance(percent)]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        left, found = list(items), []
        while left:
            found.append(left.pop(self.number(0, len(left) - 1)))
        return found
