"""A hop as lines: everything once its question is answered, and what a step leads the eye to."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from lessons.course.lesson import Lead
from tests.lessons.course.small import scene
from tui.plain.hops import hop_lines, open_lines

LOOP = "BaseServer"


def test_an_open_question_shows_the_call_alone() -> None:
    found = scene("threads", "whose")
    (line,) = open_lines(found, "class")
    assert line.endswith("self.process_request(request, client_address)")
    assert "ThreadingMixIn" not in line
    assert open_lines(found, "order") == []


@pytest.mark.parametrize(
    ("lead", "lines"),
    [
        (
            "calls",
            [
                f"Inside, from near to far: {LOOP}._handle_request_noblock, {LOOP}.serve_forever",
                "It calls: _Threads.append, Thread.start",
            ],
        ),
        (
            "lookup",
            [
                "  Server",
                "  ThreadingMixIn: has process_request",
                "  TCPServer",
                "  BaseServer: has process_request",
                "  object",
            ],
        ),
        ("source", []),
    ],
)
def test_the_pane_that_a_step_leads_to_is_told(lead: Lead, lines: list[str]) -> None:
    found = scene("threads", "whose")
    base = hop_lines(found, "source")
    assert hop_lines(found, lead) == [*base, *lines]
    assert base[0] == f"Hop {found.hop}: ThreadingMixIn.process_request"


def test_lanes_are_told_by_their_times() -> None:
    (heading, line) = hop_lines(scene("threads", "lane"), "lanes")[-2:]
    assert heading == "When handle ran:"
    found = re.fullmatch(r"  hop \d+ in lane B: from (\d+) to (\d+) ms", line)
    assert found is not None
    assert int(found[1]) <= int(found[2])


def test_values_are_told() -> None:
    heading, request, address = hop_lines(scene("threads", "whose"), "values")[-3:]
    assert heading == "It was given:"
    assert request.startswith("  request = <socket ")
    assert address.startswith("  client_address = ('127.0.0.1', ")
    given = replace(scene("threads", "whose"), returned="7")
    assert hop_lines(given, "values")[-1] == "It returned 7."
