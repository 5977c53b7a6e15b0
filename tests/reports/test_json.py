"""``report --format json``: the documented fields, no others, and the same bytes each time."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.build import chain_recording
from tests.reports.goldens import compare, scrubbed
from tests.reports.made import made_recording
from tracer.recording import Recording
from tui.reports.run import json as report

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "json.md"
REPORT, MRO = "# `hopscope report --format json`", "# `hopscope mro --format json`"
NESTED = {
    "lanes": "Lane", "classes": "Class", "objects": "Object", "requests": "Request",
    "hops": "Hop", "hand_offs": "Hand-off", "function": "Function", "site": "Place",
    "fetch": "Fetch", "lookup": "Lookup", "candidates": "Candidate", "exception": "Exception",
}  # fmt: skip


def documented(part: str = REPORT) -> dict[str, list[str]]:
    """Fields by heading, as the tables of ``docs/json.md`` name them, in order."""
    text = DOCUMENT.read_text(encoding="utf-8").split(part)[1].split("\n# ")[0]
    found: dict[str, list[str]] = {}
    heading = ""
    for line in text.splitlines():
        if line.startswith("##"):
            heading = line.strip("# ")
        elif line.startswith("| field "):
            found[heading] = []
        elif heading in found and (row := re.match(r"\| `(\w+)` \|", line)):
            found[heading].append(row[1])
    return found


def written(recording: Recording) -> str:
    out = io.StringIO()
    report.write(recording, out)
    return out.getvalue()


def tables(value: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Every object inside a document: the heading it belongs under, and its fields."""
    if isinstance(value, list):
        for element in value:
            yield from tables(element, name)
    if isinstance(value, dict) and name != "arguments":
        yield NESTED.get(name, name), list(value)
        for key, inner in value.items():
            yield from tables(inner, key)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Recording]:
    recording = made_recording(tmp_path)
    yield recording
    recording.close()


@pytest.fixture
def chain(tmp_path: Path) -> Iterator[Recording]:
    recording = chain_recording(tmp_path, 60)
    yield recording
    recording.close()


def test_the_fields_written_are_those_documented(made: Recording, chain: Recording) -> None:
    expected = documented()
    met = set()
    for recording in (made, chain):
        for heading, fields in tables(json.loads(written(recording)), "The document"):
            assert fields == expected[heading], heading
            met.add(heading)
    assert met == set(expected), "a table describes what no recording showed"


def test_documented_values_are_the_vocabularys(chain: Recording) -> None:
    from lessons.explain.step import Subgoal
    from lessons.source.call_site import Dispatch

    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.split("### Dispatch")[1].split("\n#")[0]
    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [str(d) for d in Dispatch]
    (row,) = re.findall(r"^\| `subgoal` .*$", text, re.MULTILINE)
    assert re.findall(r"`([A-Z ]+)`", row) == [str(s) for s in Subgoal]


def test_a_small_recording_word_for_word(made: Recording, tmp_path: Path) -> None:
    compare("made.json", scrubbed(written(made), tmp_path))


def test_the_same_recording_gives_the_same_bytes(chain: Recording) -> None:
    first = written(chain)
    again = Recording(chain.path)
    try:
        assert written(again) == first
    finally:
        again.close()


def test_it_is_ascii_and_no_control_character_is_live(made: Recording) -> None:
    text = written(made)
    assert text.isascii()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text)
    (request,) = json.loads(text)["requests"]
    assert request["client"] == "('127.0.0.1', 5\x1b[31m)", "escaped, and not altered"


def test_every_id_leads_somewhere(chain: Recording) -> None:
    document = json.loads(written(chain))
    ids = {name: {one["id"] for one in document[name]} for name in list(NESTED)[:5]}
    classes, hops = ids["classes"], ids["hops"]
    assert hops == set(range(1, len(chain) + 1))
    for one in document["classes"]:
        assert {*one["bases"], *one["mro"]} <= classes
    for hop in document["hops"]:
        assert hop["lane"] in ids["lanes"]
        assert hop["parent"] is None or hop["parent"] in hops
        assert hop["request"] is None or hop["request"] in ids["requests"]
        assert hop["receiver"] is None or hop["receiver"] in ids["objects"]
        lookup = hop["lookup"] or {"candidates": [], "shadowed": []}
        assert {c["class"] for c in lookup["candidates"]} <= classes
        assert set(lookup["shadowed"]) <= classes
    assert {edge["to_hop"] for edge in document["hand_offs"]} <= hops


def test_hops_are_in_order_of_start_then_lane(chain: Recording) -> None:
    keys = [(h["start_ns"], h["lane"]) for h in json.loads(written(chain))["hops"]]
    assert keys == sorted(keys)
    assert len(keys) == len(chain)
