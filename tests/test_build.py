"""The builder keeps its word: what other tests rely on is checked here."""

from __future__ import annotations

from pathlib import Path

from tests.build import RecordingBuilder, chain_recording


def test_parents_depths_and_times_follow_from_the_order_of_building(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    outer = build.hop(code)
    inner = build.hop(code)
    build.end(inner, value="1")
    build.end(outer, exception=("ValueError", "no"))
    lane = build.lane("thread", "t", parent_hop=outer)
    other = build.call(code, lane=lane)

    hops = {hop.id: hop for hop in build.finish().hops()}

    assert [(hops[i].parent, hops[i].depth) for i in (outer, inner, other)] == [
        (None, 0),
        (outer, 1),
        (outer, 0),
    ]
    assert hops[outer].outcome == "raised"
    assert hops[inner].value == "1"
    assert hops[outer].start_ns < hops[inner].start_ns < (hops[inner].end_ns or 0)
    assert (hops[inner].end_ns or 0) < (hops[outer].end_ns or 0)


def test_a_class_gets_the_order_that_python_gives_it(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    top = build.cls("Top")
    left, right = build.cls("Left", [top]), build.cls("Right", [top])
    bottom = build.cls("Bottom", [left, right])

    facts = build.finish().class_facts(bottom)

    assert facts.mro == (bottom, left, right, top, build.object_class)


def test_a_growing_recording_shows_open_hops_as_unfinished(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    hop = build.hop(build.code("f"))
    recording = build.open()
    assert recording.hop(hop).outcome == "unfinished"
    build.end(hop)
    build.flush()
    recording.refresh()
    assert recording.hop(hop).outcome == "returned"


def test_the_chain_holds_about_as_many_hops_as_asked_and_is_complete(tmp_path: Path) -> None:
    recording = chain_recording(tmp_path, hops=200)

    assert 170 <= len(recording) <= 220
    assert recording.meta.complete
    assert all(hop.outcome == "returned" for hop in recording.hops())
    assert len(recording.requests()) == len(recording.hand_offs()) > 5
    assert [hop.id for hop in recording.hops()] == list(range(1, len(recording) + 1))


def test_the_chain_has_the_sites_of_the_real_socketserver(tmp_path: Path) -> None:
    recording = chain_recording(tmp_path, hops=40)
    hop = next(h for h in recording.hops() if h.attribute == "process_request")
    assert hop.site is not None
    site = recording.site(hop.site)
    source = recording.source(recording.code(site.code).file)
    assert source is not None
    assert site.line is not None
    line = source.text.split("\n")[site.line - 1]
    assert line[site.byte_column : site.end_byte_column] == (
        "self.process_request(request, client_address)"
    )
