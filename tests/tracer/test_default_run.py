"""What a person sees first: the request's way through the default program, hop by hop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lessons.explain.step import Step
from lessons.explain.steps import Steps
from lessons.source.call_site import Dispatch
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# function, owner, dispatch; the arrow of the issue is the hand-off between start and run.
CHAIN = [
    ("_handle_request_noblock", "BaseServer", Dispatch.INSTANCE),
    ("get_request", "TCPServer", Dispatch.INSTANCE),
    ("verify_request", "BaseServer", Dispatch.INSTANCE),
    ("process_request", "ThreadingMixIn", Dispatch.INSTANCE),
    ("start", "Thread", Dispatch.INSTANCE),
    ("run", "Thread", Dispatch.THREAD_ENTRY),
    ("process_request_thread", "ThreadingMixIn", Dispatch.STORED),
    ("finish_request", "BaseServer", Dispatch.INSTANCE),
    ("__init__", "BaseRequestHandler", Dispatch.CONSTRUCTOR),
    ("setup", "StreamRequestHandler", Dispatch.INSTANCE),
    ("handle", "Conversation", Dispatch.INSTANCE),
    ("finish", "StreamRequestHandler", Dispatch.INSTANCE),
    ("shutdown_request", "TCPServer", Dispatch.INSTANCE),
    ("close_request", "TCPServer", Dispatch.INSTANCE),
]


class Run:
    """One recording of the default program, explained."""

    def __init__(self, path: Path) -> None:
        target = parse([])
        assert isinstance(target, Target)
        self.code = record(target, Options(stdout="null"), path, lambda _: None).code
        self.recording = Recording(path)
        self.steps = list(Steps(self.recording).all())

    def owner(self, step: Step) -> str:
        return "" if step.hop.owner is None else self.qualname(step.hop.owner)

    def qualname(self, cls: int) -> str:
        return self.recording.class_facts(cls).qualname

    def name(self, step: Step) -> str:
        return self.recording.code(step.hop.code).name

    def of_request(self) -> list[Step]:
        return [step for step in self.steps if step.hop.request == 1]

    def the(self, name: str, owner: str) -> Step:
        (found,) = [s for s in self.of_request() if self.name(s) == name and self.owner(s) == owner]
        return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    found = Run(tmp_path_factory.mktemp("default") / "run.hops")
    yield found
    found.recording.close()


def test_it_is_complete(run: Run) -> None:
    assert run.code == 0
    assert run.recording.meta.complete
    assert run.recording.meta.notes == ()
    assert [request.id for request in run.recording.requests()] == [1]


def test_the_chain_is_a_subsequence_of_the_request(run: Run) -> None:
    hops = iter((run.name(s), run.owner(s), s.dispatch) for s in run.of_request())
    missing = [link for link in CHAIN if link not in hops]
    assert missing == []


def test_process_request_is_found_in_the_mixin_and_shadows_the_base(run: Run) -> None:
    lookup = run.the("process_request", "ThreadingMixIn").lookup
    assert lookup is not None
    assert [run.qualname(c.class_id) for c in lookup.candidates if c.asked] == [
        "ThreadingTCPServer",
        "ThreadingMixIn",
    ]
    assert lookup.chosen is not None
    assert run.qualname(lookup.chosen) == "ThreadingMixIn"
    assert [run.qualname(cls) for cls in lookup.shadowed] == ["BaseServer"]
    assert lookup.super is not None
    assert run.qualname(lookup.super) == "BaseServer"


def test_the_thread_s_target_was_fetched_in_process_request(run: Run) -> None:
    step = run.the("process_request_thread", "ThreadingMixIn")
    assert step.fetch is not None
    assert step.fetch.certain
    assert step.fetch.place.text == "self.process_request_thread"
    assert step.fetch.place.file.endswith("socketserver.py")


def test_the_request_changes_lanes_from_start_to_run(run: Run) -> None:
    start, thread_run = run.the("start", "Thread").hop, run.the("run", "Thread").hop
    edges = [(e.from_hop, e.to_hop, e.kind) for e in run.recording.hand_offs()]
    assert (start.id, thread_run.id, "thread") in edges
    assert thread_run.parent == start.id
    assert thread_run.lane != start.lane
    assert thread_run.depth == 0


def test_both_loops_and_the_stop_are_seen(run: Run) -> None:
    names = [run.name(step) for step in run.steps]
    assert names.count("answer") == 3  # the communication loop, once a message
    for name in ("serve_forever", "shutdown", "server_close"):
        assert name in names
    assert all(step.hop.outcome == "returned" for step in run.steps)


def test_no_hop_is_unexplained(run: Run) -> None:
    assert [s.sentence for s in run.steps if s.dispatch is Dispatch.UNKNOWN] == []
