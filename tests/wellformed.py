"""What it means that a recording is well-formed, however it came to its end.

A second reading of the rules, apart from the reader's own checks: a list of
complaints in words, empty where all is well.
"""

from __future__ import annotations

from collections.abc import Iterator

from lessons.explain.steps import Steps
from tracer.model import Hop, Lane
from tracer.recording import Recording

MOST = 50
"""Complaints after which it is enough."""


def complaints(recording: Recording, *, times: bool = True) -> list[str]:
    """Say what is not as it must be; without ``times`` not whether calls lie within each other."""
    found: list[str] = []
    for said in _all(recording, times=times):
        found.append(said)
        if len(found) >= MOST:
            break
    return found


def _all(recording: Recording, *, times: bool) -> Iterator[str]:
    recording.skeleton()  # as every reader does first: with it the rows are held against the tree
    hops = list(recording.hops())
    lanes = {lane.id: lane for lane in recording.lanes()}
    yield from _numbers(recording, hops, lanes)
    for hop in hops:
        yield from _hop(recording, hop, hops, lanes)
    if times:
        yield from _nesting(hops)
    yield from _edges(recording, hops, lanes)
    yield from _columns(recording, hops)
    yield from _explained(recording, hops)


def _numbers(recording: Recording, hops: list[Hop], lanes: dict[int, Lane]) -> Iterator[str]:
    if [hop.id for hop in hops] != list(range(1, len(recording) + 1)):
        yield "hops are not numbered from 1 without a gap"
    if sorted(lanes) != list(range(1, len(lanes) + 1)):
        yield "lanes are not numbered from 1 without a gap"
    requests = [request.id for request in recording.requests()]
    if requests != list(range(1, len(requests) + 1)):
        yield "requests are not numbered from 1 without a gap"


def _hop(recording: Recording, hop: Hop, hops: list[Hop], lanes: dict[int, Lane]) -> Iterator[str]:
    said = f"hop {hop.id}"
    if hop.lane not in lanes:
        yield f"{said} is on lane {hop.lane}, which does not exist"
    if recording.code(hop.code).id != hop.code:
        yield f"{said} ran a code that does not exist"
    if hop.site is not None:
        recording.code(recording.site(hop.site).code)
    for cls in (hop.receiver_class, hop.owner):
        if cls is not None and not recording.class_facts(cls, hop.revision).mro:
            yield f"{said} has a class without an MRO"
    for name, other in (("parent", hop.parent), ("resumed", hop.resumed)):
        # News of what started another process may come late.
        late = name == "parent" and lanes[hop.lane].kind == "process" and not hop.depth
        if other is not None and not 1 <= other < (len(hops) + 1 if late else hop.id):
            yield f"{said} has {name} {other}, which did not come earlier"
    yield from _depth(hop, hops)
    ended = hop.outcome != "unfinished"
    if ended != (hop.end_ns is not None):
        yield f"{said} is {hop.outcome} and ended at {hop.end_ns}"
    if hop.end_ns is not None and hop.end_ns < hop.start_ns:
        yield f"{said} ended before it began"
    if (hop.outcome == "raised") != (hop.exception is not None):
        yield f"{said} is {hop.outcome} with the exception {hop.exception}"


def _depth(hop: Hop, hops: list[Hop]) -> Iterator[str]:
    parent = None if hop.parent is None or hop.parent > len(hops) else hops[hop.parent - 1]
    if parent is not None and parent.lane == hop.lane and hop.depth:
        if hop.depth != parent.depth + 1:
            yield f"hop {hop.id} is at depth {hop.depth}, its parent at {parent.depth}"
    elif hop.depth:
        yield f"hop {hop.id} is at depth {hop.depth} without a parent in its lane"


def _nesting(hops: list[Hop]) -> Iterator[str]:
    """Within a lane, what a hop called lies within its time, and siblings follow each other."""
    last: dict[tuple[int, int | None], Hop] = {}
    for hop in hops:
        parent = None if hop.parent is None else hops[hop.parent - 1]
        if parent is not None and parent.lane == hop.lane:
            if hop.start_ns < parent.start_ns:
                yield f"hop {hop.id} began before its parent"
            # A generator's hop ends at its first yield, and what it calls later has another parent.
            if parent.end_ns is not None and (hop.end_ns is None or hop.end_ns > parent.end_ns):
                yield f"hop {hop.id} ended after its parent {parent.id}"
        before = last.get((hop.lane, hop.parent))
        last[hop.lane, hop.parent] = hop
        if before is not None and (before.end_ns is None or before.end_ns > hop.start_ns):
            yield f"hop {hop.id} began before {before.id} had ended"


def _edges(recording: Recording, hops: list[Hop], lanes: dict[int, Lane]) -> Iterator[str]:
    requests = {request.id for request in recording.requests()}
    for hop in hops:
        if hop.request is not None and hop.request not in requests:
            yield f"hop {hop.id} serves request {hop.request}, which does not exist"
    for edge in recording.hand_offs():
        if not 1 <= min(edge.from_hop, edge.to_hop) <= max(edge.from_hop, edge.to_hop) <= len(hops):
            yield f"a hand-off leads from {edge.from_hop} to {edge.to_hop}, which do not exist"
        elif edge.from_hop >= edge.to_hop and edge.kind != "process":
            yield f"a hand-off leads from {edge.from_hop} to {edge.to_hop}"
        elif edge.kind != "queue" and hops[edge.from_hop - 1].lane == hops[edge.to_hop - 1].lane:
            yield f"a {edge.kind} hand-off from {edge.from_hop} to {edge.to_hop} stays in its lane"
    for request in recording.requests():
        if not 1 <= request.accepted_hop <= len(hops):
            yield f"request {request.id} was accepted by hop {request.accepted_hop}"
    for lane in lanes.values():
        if lane.parent_hop is not None and not 1 <= lane.parent_hop <= len(hops):
            yield f"lane {lane.id} was started by hop {lane.parent_hop}"
        if lane.end_ns is not None and lane.end_ns < lane.start_ns:
            yield f"lane {lane.id} ended before it began"
    classes = {facts.id for facts in recording.classes()}
    for facts in recording.classes():
        if not {*facts.mro, *facts.bases} <= classes or facts.id not in facts.mro:
            yield f"class {facts.id} has the MRO {facts.mro}"
    for each in recording.objects():
        if each.class_id not in classes:
            yield f"{each.id} is of class {each.class_id}, which does not exist"


def _columns(recording: Recording, hops: list[Hop]) -> Iterator[str]:
    tree = recording.skeleton()
    for hop in hops:
        index = hop.id - 1
        told = (hop.parent or 0, hop.lane, hop.depth, hop.code, hop.request or 0, hop.start_ns)
        kept = (
            tree.parents[index], tree.lanes[index], tree.depths[index], tree.codes[index],
            tree.requests[index], tree.starts[index],
        )  # fmt: skip
        if told != kept:
            yield f"the columns say {kept} of hop {hop.id}, its row says {told}"


def _explained(recording: Recording, hops: list[Hop]) -> Iterator[str]:
    steps = Steps(recording)
    if sorted(step.hop.id for step in steps.all()) != [hop.id for hop in hops]:
        yield "not every hop is explained once"
