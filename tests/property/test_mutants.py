"""The property notices a search that goes wrong: mutants of ``lessons.explain.lookup`` break it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from lessons.explain import lookup
from tests.property.check import Findings, check
from tests.property.programs import Program
from tests.property.run import open_run
from tests.property.survey import complaints, record_programs

PROGRAMS = 8


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Program, Path]]:
    return record_programs(PROGRAMS, tmp_path_factory.mktemp("programs"))


@pytest.fixture(scope="module")
def sound(recorded: list[tuple[Program, Path]]) -> list[tuple[Program, Path]]:
    """The recordings, of which all is explained rightly without a mutant."""
    assert not complaints(explain(recorded), 0)
    return recorded


def explain(recorded: list[tuple[Program, Path]]) -> Findings:
    total = Findings()
    for program, folder in recorded:
        with open_run(program, folder) as run:
            total.add(check(run))
    return total


def choose_one_too_far(has: Sequence[bool]) -> int | None:
    found = next((index for index, each in enumerate(has) if each), None)
    return None if found is None else found + 1


def start_without_skipping(mro: Sequence[int], written_in: int) -> int | None:
    return next((index for index, each in enumerate(mro) if each == written_in), None)


MUTANTS = {"choose": choose_one_too_far, "start_after": start_without_skipping}


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_breaks_the_property(
    name: str, sound: list[tuple[Program, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, name, MUTANTS[name])
    assert complaints(explain(sound), 0)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_wrong_where_no_rule_stops_it(
    name: str, sound: list[tuple[Program, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the rule that what is chosen must be what ran, the mutants claim what is false."""
    monkeypatch.setattr(lookup, "_broken_rule", lambda *facts: None)
    monkeypatch.setattr(lookup, name, MUTANTS[name])
    assert explain(sound).wrong
