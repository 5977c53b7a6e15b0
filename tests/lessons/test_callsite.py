"""How each way of writing a call is explained, on this interpreter's own opcodes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.explain.step import Step
from lessons.explain.steps import Steps
from tests.lessons.cases import CASES, Case
from tests.lessons.harness import record
from tracer.recording import Recording


def described(recording: Recording, step: Step, expected: str) -> str:
    """A step in the words of a case: only those extras that the case names, save ``shadowed``."""

    def name(id: int | None) -> str:
        return "" if id is None else recording.class_facts(id).qualname.rpartition(".")[2]

    lookup = step.lookup
    text = step.place.text if step.place else None
    code = recording.code(step.hop.code).qualname.replace("main.<locals>", "Root.main.<locals>")
    extras = {
        "start": name(lookup.start) if lookup else "",
        "in": name(lookup.written_in) if lookup else "",
        "name": lookup.name if lookup else "",
        "found": (lookup.found_in or "") if lookup else "",
        "fetch": step.fetch.place.text if step.fetch else "",
        "via": step.via or "",
        "reason": (lookup.reason or "") if lookup else "",
        "shadowed": ",".join(map(name, lookup.shadowed)) if lookup else "",
    }
    return " ".join(
        [
            code,
            str(step.dispatch),
            "*" if " * " in expected else f"`{text}`",
            *([name(lookup.chosen)] if lookup and lookup.chosen else []),
            *sorted(
                f"{key}={value}"
                for key, value in extras.items()
                if f" {key}=" in expected or (key == "shadowed" and value)
            ),
        ]
    )


def ordered(expected: str) -> str:
    """A line of a case with its extras in order."""
    words = expected.split(" ")
    keys = ("start=", "in=", "name=", "found=", "fetch=", "via=", "reason=", "shadowed=")
    head: list[str] = []
    extras: list[list[str]] = []
    for word in words:
        if word.startswith(keys):
            extras.append([word])
        elif extras:
            extras[-1].append(word)
        else:
            head.append(word)
    return " ".join([*head, *sorted(" ".join(each) for each in extras)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_call_is_explained_as_it_was_written(tmp_path: Path, case: Case) -> None:
    recording = record(tmp_path, case.program)
    steps = list(Steps(recording).all())
    found = [
        described(recording, step, expected)
        for step, expected in zip(steps, case.expected, strict=False)
    ]
    more = [described(recording, step, "") for step in steps[len(case.expected) :]]
    assert [*found, *more] == [ordered(each) for each in case.expected]
