"""``--max-hops``: what is dropped goes whole, what stays is sound, and both are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lessons.explain.steps import Steps
from tests.alike import unlike
from tests.tracer.running import write
from tracer.assembling.cap import Cap
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

REQUESTS = 30

SERVER = f"""
    import socket, socketserver, sys, threading

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            self.answer(self.request.recv(10))

        def answer(self, data):
            self.request.sendall(data)

    class Server(getattr(socketserver, sys.argv[1])):
        allow_reuse_address = True
        request_queue_size = 100

        def service_actions(self):
            super().service_actions()
            self.tidy()

        def tidy(self):
            pass

    def ask(address, data):
        link = socket.create_connection(address)
        link.sendall(data)
        return link

    def drive(server):
        # It is served as long as the others are, and never dropped.
        with socket.create_connection(server.server_address) as patient:
            for number in range({REQUESTS} - 1):
                with ask(server.server_address, b"x") as link:
                    link.recv(10)
            patient.sendall(b"y")
            patient.recv(10)
        server.shutdown()

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=drive, args=(server,)).start()
        server.serve_forever()
"""


@contextmanager
def capped(
    folder: Path, program: str, cap: Cap | None, *words: str
) -> Iterator[tuple[Recording, list[str]]]:
    """Record a program under a cap; the recording and what was said."""
    script, output, said = write(folder, program), folder / "run.hops", list[str]()
    options = Options(cap=cap, timeout=60.0, stdout="null")
    assert record(Target("script", str(script), words), options, output, said.append).code == 0
    recording = Recording(output)
    try:
        yield recording, said
    finally:
        recording.close()


def check_sound(recording: Recording) -> None:
    """Nothing mentions what is not there, and everything is explained."""
    hops = {hop.id: hop for hop in recording.hops()}
    assert list(hops) == list(recording.skeleton().ids)
    assert len(hops) == len(recording)
    lanes, requests = set(recording.lane_ids()), {each.id for each in recording.requests()}
    objects = {each.id for each in recording.objects()}
    for hop in hops.values():
        assert hop.parent is None or hop.parent in hops
        assert hop.resumed is None or hop.resumed in hops
        assert hop.request is None or hop.request in requests
        assert hop.receiver is None or hop.receiver in objects
        assert hop.lane in lanes
    steps = Steps(recording)
    for each in requests:
        own = [hop for hop in hops.values() if hop.request == each]
        assert set(steps.request_lanes(each)) == {hop.lane for hop in own}
        assert steps.request_ended(each) == all(hop.outcome != "unfinished" for hop in own)
    assert all({edge.from_hop, edge.to_hop} <= set(hops) for edge in recording.hand_offs())
    assert all(each.accepted_hop in hops for each in recording.requests())
    assert {each.parent_hop for each in recording.lanes()} <= {None, *hops}
    assert sorted(step.hop.id for step in steps.all()) == list(hops)
    assert not unlike(recording)
    assert [hop for row in [recording.nesting().rows] for hop in sorted(row)] == list(hops)


@pytest.mark.parametrize("kind", ["ThreadingTCPServer", "ForkingTCPServer"])
def test_the_oldest_requests_make_room_for_the_newest(tmp_path: Path, kind: str) -> None:
    with capped(tmp_path, SERVER, Cap(220), kind) as (recording, said):
        check_sound(recording)
        assert len(recording) <= 220
        kept = [request.id for request in recording.requests()]
        newest = kept[1:]
        assert kept[0] == 1, "the first is served to the end"
        assert newest == list(range(newest[0], REQUESTS + 1))
        assert 5 < len(newest) < REQUESTS - 5
        sizes = Counter(hop.request for hop in recording.hops() if hop.request in newest[1:])
        assert len(set(sizes.values())) == 1, "each is there with all its hops"
        names = [recording.code(hop.code).name for hop in recording.hops()]
        assert names.count("serve_forever") == names.count("server_bind") == 1
        assert names.count("tidy") < REQUESTS
        dropped = REQUESTS - len(kept)
        (note,) = recording.meta.notes
        assert f"the oldest {dropped} requests (" in note
        assert "were dropped" in note
        assert note in said


ONE_BY_ONE = f"""
    import socket, socketserver

    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            self.request.sendall(self.request.recv(10))

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        server.timeout = 30
        for number in range({REQUESTS}):
            with socket.create_connection(server.server_address) as link:
                link.sendall(b"x")
                server.handle_request()
                link.recv(10)
"""


def test_requests_that_are_asked_for_one_by_one_make_room_too(tmp_path: Path) -> None:
    with capped(tmp_path, ONE_BY_ONE, Cap(150)) as (recording, _):
        check_sound(recording)
        kept = [request.id for request in recording.requests()]
        assert kept == list(range(kept[0], REQUESTS + 1))
        assert 5 < len(kept) < REQUESTS - 5
        names = Counter(recording.code(hop.code).name for hop in recording.hops())
        assert names["handle_request"] == names["fileno"] == names["get_request"] == len(kept)


def test_recording_stops_when_it_is_full(tmp_path: Path) -> None:
    with capped(tmp_path, SERVER, Cap(220, "stop"), "ThreadingTCPServer") as (recording, said):
        check_sound(recording)
        assert list(recording.skeleton().ids) == list(range(1, 221))
        assert next(request.id for request in recording.requests()) == 1
        missing = REQUESTS - len(recording.requests())
        (note,) = recording.meta.notes
        assert "recording stopped when it was full: " in note
        assert f"hops after that are missing, {missing} requests with them" in note
        assert note in said
        ended = [hop for hop in recording.hops() if hop.outcome != "unfinished"]
        assert len(ended) == 220, "what had begun was recorded to its end"


def test_one_request_that_fills_it_is_cut_and_not_dropped(tmp_path: Path) -> None:
    with capped(tmp_path, SERVER, Cap(12), "ThreadingTCPServer") as (recording, _):
        check_sound(recording)
        assert len(recording) <= 12
        (note,) = recording.meta.notes
        assert "recording stopped when it was full" in note


def test_a_run_that_fits_says_nothing(tmp_path: Path) -> None:
    with capped(tmp_path, SERVER, Cap(100_000), "ThreadingTCPServer") as (recording, said):
        check_sound(recording)
        assert len(recording.requests()) == REQUESTS
        assert not recording.meta.notes
        assert not any("hops are kept" in line for line in said)
