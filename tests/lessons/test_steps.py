"""Whole recordings, explained: the chain of a request, order, subgoals, requests, growth."""

from __future__ import annotations

import sqlite3
from array import array
from contextlib import closing
from pathlib import Path

import pytest

from lessons.explain.step import Step, Subgoal
from lessons.explain.steps import Steps
from lessons.source.call_site import Dispatch
from tests.build import RecordingBuilder, chain_recording
from tracer.errors import HopscopeError
from tracer.model import Strike
from tracer.recording import Recording
from tracer.recording.columns import keep


@pytest.fixture
def chain(tmp_path: Path) -> Recording:
    return chain_recording(tmp_path, hops=60)


def in_request(recording: Recording, request: int = 1) -> list[Step]:
    return [step for step in Steps(recording).all() if step.hop.request == request]


def test_the_chain_of_a_request_is_the_articles(chain: Recording) -> None:
    def name(id: int | None) -> str | None:
        return None if id is None else chain.class_facts(id).qualname

    found = [
        (step.hop.attribute, step.dispatch, name(step.hop.owner)) for step in in_request(chain)
    ]
    assert found == [
        ("_handle_request_noblock", Dispatch.INSTANCE, "BaseServer"),
        ("get_request", Dispatch.INSTANCE, "TCPServer"),
        ("verify_request", Dispatch.INSTANCE, "BaseServer"),
        ("process_request", Dispatch.INSTANCE, "ThreadingMixIn"),
        ("append", Dispatch.INSTANCE, "_Threads"),
        ("reap", Dispatch.INSTANCE, "_Threads"),
        ("start", Dispatch.INSTANCE, "Thread"),
        ("run", Dispatch.THREAD_ENTRY, "Thread"),
        ("process_request_thread", Dispatch.STORED, "ThreadingMixIn"),
        ("finish_request", Dispatch.INSTANCE, "BaseServer"),
        ("__init__", Dispatch.CONSTRUCTOR, "BaseRequestHandler"),
        ("setup", Dispatch.INSTANCE, "StreamRequestHandler"),
        ("handle", Dispatch.INSTANCE, "Talk"),
        ("reply", Dispatch.INSTANCE, "Talk"),
        ("reply", Dispatch.INSTANCE, "Talk"),
        ("finish", Dispatch.INSTANCE, "StreamRequestHandler"),
        ("shutdown_request", Dispatch.INSTANCE, "TCPServer"),
        ("close_request", Dispatch.INSTANCE, "TCPServer"),
    ]


def test_process_request_is_told_as_the_article_tells_it(chain: Recording) -> None:
    step = next(s for s in in_request(chain) if s.hop.attribute == "process_request")
    assert step.sentence == (
        "Found in ThreadingMixIn: `self.process_request` on a ThreadingTCPServer; not in "
        "ThreadingTCPServer; BaseServer's version is shadowed."
    )
    assert step.lookup is not None
    assert step.lookup.super is not None
    assert chain.class_facts(step.lookup.super).qualname == "BaseServer"
    assert step.place is not None
    assert step.place.text == "self.process_request(request, client_address)"


def test_the_threads_target_was_fetched_in_process_request(chain: Recording) -> None:
    step = next(s for s in in_request(chain) if s.hop.attribute == "process_request_thread")
    assert step.place is not None
    assert step.place.text == "self._target(*self._args, **self._kwargs)"
    assert step.fetch is not None
    assert step.fetch.certain
    assert step.fetch.place.text == "self.process_request_thread"
    assert step.fetch.place.file.endswith("socketserver.py")


def test_the_handlers_class_was_reached_through_the_servers_attribute(chain: Recording) -> None:
    step = next(s for s in in_request(chain) if s.dispatch is Dispatch.CONSTRUCTOR)
    assert step.via == "self.RequestHandlerClass, an attribute of server#1"


def test_every_hop_of_the_chain_is_explained(chain: Recording) -> None:
    steps = list(Steps(chain).all())
    assert len(steps) == len(chain)
    assert [s.sentence for s in steps if s.dispatch is Dispatch.UNKNOWN] == []
    kinds = {s.hop.attribute: s.dispatch for s in steps}
    assert kinds["__enter__"] is kinds["__exit__"] is Dispatch.SPECIAL
    assert kinds["shutdown"] is Dispatch.THREAD_ENTRY
    assert [s.dispatch for s in steps if s.hop.attribute == "server_close"] == [
        Dispatch.INSTANCE,
        Dispatch.SUPER,
    ]
    assert [s.dispatch for s in steps if s.hop.attribute == "__init__"][:2] == [
        Dispatch.CONSTRUCTOR,
        Dispatch.CLASS,
    ]


def test_subgoals_and_loops_follow_the_life_of_a_server(chain: Recording) -> None:
    found = {s.hop.attribute: (s.subgoal, s.loop) for s in Steps(chain).all()}
    assert found["server_bind"] == (Subgoal.CREATE, None)
    assert found["serve_forever"] == (Subgoal.WAIT, "connection")
    assert found["fileno"] == (Subgoal.WAIT, "connection")
    assert found["get_request"] == (Subgoal.ACCEPT, "connection")
    assert found["verify_request"] == (Subgoal.VERIFY, "connection")
    assert found["append"] == (Subgoal.DISPATCH, "connection")
    assert found["run"] == (Subgoal.DISPATCH, "connection")
    assert found["setup"] == (Subgoal.BUILD, "communication")
    assert found["reply"] == (Subgoal.HANDLE, "communication")
    assert found["finish"] == (Subgoal.CLEAN_UP, "communication")
    assert found["pop_all"] == (Subgoal.STOP, None)
    assert found["__enter__"] == (None, None)


def test_order_is_by_start_then_lane_then_number(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    first, second = build.lane(), build.lane("thread", "t")
    late = build.call(code, lane=first, start_ns=900)
    tied = build.call(code, lane=second, start_ns=500)
    early = build.call(code, lane=first, start_ns=500)
    last = build.call(code, lane=first, start_ns=900)
    steps = Steps(build.finish())
    assert list(steps.order) == [early, tied, late, last]
    assert [step.hop.id for step in steps.all()] == [early, tied, late, last]


def test_a_step_by_id_equals_the_one_in_order(chain: Recording) -> None:
    steps = Steps(chain)
    assert all(Steps(chain).step(step.hop.id) == step for step in steps.all())
    with pytest.raises(KeyError):
        steps.step(len(chain) + 1)


def test_a_request_ends_with_its_last_lane_not_with_its_first(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    main = build.lane()
    outer = build.hop(code, lane=main, request=1)
    build.request(outer)
    build.end(outer)
    thread = build.lane("thread", "t", parent_hop=outer)
    inner = build.hop(code, lane=thread, request=1)
    recording = build.open()
    steps = Steps(recording)
    assert steps.request_lanes(1) == (main, thread)
    assert not steps.request_ended(1)
    build.end(inner)
    build.flush()
    steps.refresh()
    assert steps.request_ended(1)


def test_a_request_in_a_pool_ends_though_the_lane_lives_on(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    worker = build.lane("thread", "pool")
    run = build.hop(code, lane=worker)
    served = build.hop(code, lane=worker, request=1)
    build.request(served)
    build.end(served)
    steps = Steps(build.open())
    assert steps.request_ended(1)
    assert not steps.request_ended(2)
    assert steps.step(run).hop.outcome == "unfinished"


def test_a_growing_recording_is_taken_in(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    build.hop(code)
    steps = Steps(build.open())
    assert len(list(steps.all())) == 1
    build.call(code)
    build.flush()
    steps.refresh()
    assert list(steps.order) == [1, 2]
    assert [step.hop.outcome for step in steps.all()] == ["unfinished", "returned"]


def test_a_very_deep_chain_is_walked_in_loops(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    server = build.object("server", build.cls("S"))
    build.hop(build.code("serve_forever"), receiver=server, attribute="serve_forever")
    helper = build.code("helper")
    for _ in range(4000):
        build.hop(helper)
    steps = Steps(build.finish())
    assert steps.step(4001).subgoal is Subgoal.WAIT


def test_hops_that_call_themselves_are_damage(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    site = build.site(code, 1, 0, 1)
    build.call(code, parent=None, site=site)
    lane = build.lane("thread", "t", parent_hop=3)
    build.call(code, lane=lane, parent=None, site=site)
    loop = build.lane("thread", "u", parent_hop=2)
    build.call(code, lane=loop, site=site)
    steps = Steps(build.finish())
    with pytest.raises(HopscopeError, match="call themselves"):
        list(steps.all())
    with pytest.raises(HopscopeError, match="call themselves"):
        steps.step(2)


def test_columns_in_which_hops_call_themselves_are_damage_for_who_climbs(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    code = build.code("f")
    for _ in range(6):
        build.hop(code)
    build.finish().close()
    path = build.path
    with closing(sqlite3.connect(path)) as db:
        keep(db, "tree.parents", array("i", [0, 1, 2, 5, 4, 5]))
        db.commit()
    recording = Recording(path)
    tree = recording.skeleton(to_climb=True)
    assert (tree.parent(1), tree.parent(3)) == (0, 2)
    with pytest.raises(ValueError, match="call themselves"):
        tree.parent(4)
    with pytest.raises(HopscopeError, match="call themselves"):
        recording.skeleton()
    recording.close()


@pytest.mark.parametrize(
    ("strike", "words"),
    [
        ("signal", "a signal arrived"),
        ("finalizer", "being finalised"),
        ("weakref", "weak reference"),
    ],
)
def test_interrupts_have_no_search(tmp_path: Path, strike: Strike, words: str) -> None:
    build = RecordingBuilder(tmp_path)
    cls = build.cls("S", members={"stop": build.code("stop")})
    hop = build.call(
        1, receiver=build.object("server", cls), owner=cls, attribute="stop", strike=strike
    )
    step = Steps(build.finish()).step(hop)
    assert (step.dispatch, step.lookup) == (Dispatch.INTERRUPT, None)
    assert words in step.sentence


def reason_of(step: Step) -> str:
    assert step.dispatch is Dispatch.UNKNOWN
    assert step.lookup is not None
    assert step.lookup.reason is not None
    assert step.lookup.candidates == ()
    assert step.lookup.reason in step.sentence
    return step.lookup.reason


def test_each_unknown_says_its_reason(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    go = build.code("go")
    cls = build.cls("S", members={"go": go})
    server = build.object("server", cls)
    caller = build.code("main", file="m.py", first_line=1, parameters=())
    lost = build.code("lost", file="lost.py", first_line=1, parameters=())
    build.source("m.py", "def main():\n    s.go()\n    s + 1\n")
    known = {"receiver": server, "owner": cls, "attribute": "go"}
    hops = {
        "no source": build.call(go, site=build.site(lost, 2, 4, 10), **known),
        "no position": build.call(go, site=build.site(caller, None), **known),
        "no call": build.call(go, site=build.site(caller, 3, 4, 9, "BINARY_OP"), **known),
        "no caller": build.call(go, **known),
        "two owners": build.call(
            go,
            receiver=server,
            owner_reason="two classes share it",
            site=build.site(caller, 2, 4, 10),
        ),
        "fine": build.call(go, site=build.site(caller, 2, 4, 10), **known),
    }
    steps = Steps(build.finish())
    found = {name: steps.step(hop) for name, hop in hops.items()}
    assert found.pop("fine").dispatch is Dispatch.INSTANCE
    assert {name: reason_of(step) for name, step in found.items()} == {
        "no source": "the source of lost is not in the recording",
        "no position": "the interpreter gave no position for the call",
        "no call": "`s + 1` is no call of it",
        "no caller": "no Python code called it",
        "two owners": "two classes share it",
    }


def test_a_monkey_patch_changes_what_later_hops_see(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    old, new = build.code("go", "S.go"), build.code("patched")
    cls = build.cls("S", members={"go": old})
    server = build.object("server", cls)
    caller = build.code("main", file="m.py", first_line=1, parameters=())
    build.source("m.py", "def main():\n    s.go()\n")
    site = build.site(caller, 2, 4, 10)
    known = {"receiver": server, "owner": cls, "attribute": "go", "site": site}
    before = build.call(old, **known)
    build.change(cls, {"go": new})
    after = build.call(new, **known)
    wrong = build.call(old, **known)
    steps = Steps(build.finish())
    assert steps.step(before).dispatch is steps.step(after).dispatch is Dispatch.INSTANCE
    assert reason_of(steps.step(wrong)) == "S.go is not what ran"


def test_a_partial_that_the_server_was_given_is_said(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    text = "def finish_request(self, request):\n    self.RequestHandlerClass(request)\n"
    make = build.code("__init__", "S.__init__", parameters=("self", "RequestHandlerClass"))
    finish = build.code("finish_request", file="s.py", parameters=("self", "request"))
    build.source("s.py", "class S:\n" + "".join(f"  {line}\n" for line in text.splitlines()))
    finish = build.code(
        "finish_request", "S.finish_request", file="s.py", first_line=2, parameters=("self",)
    )
    init = build.code("__init__", "H.__init__")
    server_class = build.cls("S", members={"__init__": make, "finish_request": finish})
    handler_class = build.cls("H", members={"__init__": init})
    server = build.object("server", server_class)
    build.call(
        make, receiver=server, owner=server_class, attribute="__init__",
        arguments={"RequestHandlerClass": "functools.partial(<class 'H'>, size=3)"},
    )  # fmt: skip
    build.hop(finish, receiver=server, owner=server_class, attribute="finish_request")
    made = build.call(
        init, receiver=build.object("handler", handler_class), owner=handler_class,
        attribute="__init__", site=build.site(finish, 3, 6, 39),
    )  # fmt: skip
    step = Steps(build.finish()).step(made)
    assert step.dispatch is Dispatch.CONSTRUCTOR
    assert step.via == "self.RequestHandlerClass, a functools.partial"


def test_what_a_queue_handed_over_was_fetched_by_who_put_it_there(tmp_path: Path) -> None:
    build = RecordingBuilder(tmp_path)
    build.source(
        "s.py",
        "class S:\n  def put(self):\n    q.put(self.work)\n  def work(self): pass\n"
        "def drain(task):\n  task()\n",
    )
    put = build.code("put", "S.put", file="s.py", first_line=2)
    work = build.code("work", "S.work", file="s.py", first_line=4)
    drain = build.code("drain", file="s.py", first_line=5, parameters=("task",))
    cls = build.cls("S", members={"put": put, "work": work})
    server = build.object("server", cls)
    main, pool = build.lane(), build.lane("thread", "pool")
    build.call(put, lane=pool, receiver=server, owner=cls, attribute="put")
    sent = build.call(put, lane=main, receiver=server, owner=cls, attribute="put")
    site = build.site(drain, 6, 2, 8)
    known = {"receiver": server, "owner": cls, "attribute": "work", "site": site, "lane": pool}
    handed, alone = build.call(work, **known), build.call(work, **known)
    build.hand_off(sent, handed, "queue")
    steps = Steps(build.finish())
    fetch = steps.step(handed).fetch
    assert fetch is not None
    assert fetch.place.text == "self.work"
    assert steps.step(alone).fetch is None


def test_explanations_are_shared_by_hops_of_one_shape(tmp_path: Path) -> None:
    steps = Steps(chain_recording(tmp_path, hops=2000))
    sentences = [step.sentence for step in steps.all()]
    assert len(sentences) > 1900
    assert len({id(sentence) for sentence in sentences}) < 60
