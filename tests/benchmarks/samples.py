"""Repeated measurements of one thing, and how they are told."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

_CALM = 2.0
"""Highest by lowest time of one contender on a machine that has nothing else to do."""


@dataclass
class Samples:
    """Times in seconds."""

    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    def times(self, base: Samples) -> float:
        """Median of the ratios round by round: what slows one round slows both alike."""
        pairs = zip(self.seconds, base.seconds, strict=True)
        return statistics.median(mine / theirs for mine, theirs in pairs)

    def percentile(self, percent: int) -> float:
        """The time that ``percent`` of a hundred are at or below."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def interleave(contenders: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Samples]:
    """Measure every contender once a round, so that a busy moment of the machine hits all alike."""
    found = {name: Samples() for name in contenders}
    for _ in range(rounds):
        for name, measure in contenders.items():
            found[name].seconds.append(measure())
    return found


def print_samples(title: str, found: Mapping[str, Samples], base: str, unit: float) -> None:
    """Print medians, spread, and how many times ``base``; ``unit`` in seconds (1e-6 or 1e-3)."""
    names = {1e-6: "µs", 1e-3: "ms"}
    print(f"\n{title} ({names[unit]}; median, lowest-highest of the rounds, times {base})")
    for name, samples in found.items():
        low, high = min(samples.seconds) / unit, max(samples.seconds) / unit
        ratio = samples.times(found[base])
        print(f"  {name:<28}{samples.median / unit:10.1f}  {low:9.1f}-{high:<9.1f}{ratio:7.2f}x")

    spread = max(found[base].seconds) / min(found[base].seconds)
    if spread > _CALM:
        print(f"  caution: {base} itself varied {spread:.1f}-fold, so the machine was busy;")
        print("  read marks that are near their limit as undecided")


@dataclass(frozen=True)
class Budget:
    """A promise: ``measured`` is at most ``allowed``."""

    text: str
    measured: float
    allowed: float
    unit: str = "x"

    @property
    def kept(self) -> bool:
        return self.measured <= self.allowed


def print_budgets(budgets: Sequence[Budget]) -> None:
    """Print each budget with its mark."""
    for budget in budgets:
        mark = "pass" if budget.kept else "MISS"
        told = f"{budget.measured:.2f}{budget.unit} of {budget.allowed:g}{budget.unit}"
        print(f"  [{mark}] {budget.text}: {told}")
