"""The classes of ``labelled/`` and what is wrong with each, as labelled by hand; and what check says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.traps.checking import findings_of

HERE = Path(__file__).parent
FOLDER = HERE / "labelled"


@dataclass(frozen=True)
class Score:
    """How often check is right over the labelled set."""

    labelled: int
    right: tuple[str, ...]
    false_alarms: tuple[str, ...]
    missed: tuple[str, ...]

    @property
    def precision(self) -> float:
        return len(self.right) / (len(self.right) + len(self.false_alarms))

    @property
    def recall(self) -> float:
        return len(self.right) / (len(self.right) + len(self.missed))


def labels() -> dict[str, dict[str, list[str]]]:
    """By file and subject, the ids of what is wrong with it."""
    with (HERE / "labels.toml").open("rb") as file:
        return tomllib.load(file)


def score() -> Score:
    """Check every labelled file and compare."""
    said = labels()
    right, alarms, missed = [], [], []
    for file, subjects in said.items():
        wanted = {(subject, one) for subject, ids in subjects.items() for one in ids}
        found = set(_found(FOLDER / file))
        right += [f"{file} {s} {trap}" for s, trap in sorted(wanted & found)]
        alarms += [f"{file} {s} {trap}" for s, trap in sorted(found - wanted)]
        missed += [f"{file} {s} {trap}" for s, trap in sorted(wanted - found)]
    return Score(sum(map(len, said.values())), tuple(right), tuple(alarms), tuple(missed))


def _found(path: Path) -> Iterator[tuple[str, str]]:
    return ((one.subject, one.id) for one in findings_of(path))


def report() -> str:
    """Say in words how often check is right."""
    result = score()
    lines = [f"{result.labelled} classes and functions labelled by hand"]
    lines += [f"false alarm: {each}" for each in result.false_alarms]
    lines += [f"missed: {each}" for each in result.missed]
    lines.append(
        f"precision {result.precision:.3f} ({len(result.right)} of "
        f"{len(result.right) + len(result.false_alarms)} alarms right)"
    )
    lines.append(
        f"recall {result.recall:.3f} ({len(result.right)} of "
        f"{len(result.right) + len(result.missed)} traps found)"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())
