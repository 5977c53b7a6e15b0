"""``--max-hops``: recording stops when it is full, what it holds is sound, and both are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lessons.explain.steps import Steps
from tests.alike import unlike
from tests.tracer.running import write
from tracer.notes import note_words
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
        # It is served as long as the others are.
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
    folder: Path, program: str, max_hops: int, *words: str
) -> Iterator[tuple[Recording, list[str]]]:
    """Record a program under a cap; the recording and what was said."""
    script, output, said = write(folder, program), folder / "run.hops", list[str]()
    options = Options(max_hops=max_hops, timeout=60.0, stdout="null")
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


def test_recording_stops_when_it_is_full(tmp_path: Path) -> None:
    with capped(tmp_path, SERVER, 220, "ThreadingTCPServer") as (recording, said):
        check_sound(recording)
        assert list(recording.skeleton().ids) == list(range(1, 221))
        assert next(request.id for request in recording.requests()) == 1
        missing = REQUESTS - len(recording.requests())
        (note,) = map(note_words, recording.meta.notes)
        assert "recording stopped when it was full. " in note
        assert f" hops, {missing} requests." in note
        assert note in said
        at_once = "At most 220 hops are kept: recording stopped when it was full."
        assert said.index(at_once) < said.index(note), "that it is full is said when it is"
        ended = [hop for hop in recording.hops() if hop.outcome != "unfinished"]
        assert len(ended) == 220, "what had begun was recorded to its end"


def test_one_request_that_fills_it_is_cut(tmp_path: Path) -> None:
    with capped(tmp_path, SERVER, 12, "ThreadingTCPServer") as (recording, _):
        check_sound(recording)
        assert len(recording) <= 12
        (note,) = map(note_words, recording.meta.notes)
        assert "recording stopped when it was full" in note


def test_a_run_that_fits_says_nothing(tmp_path: Path) -> None:
    with capped(tmp_path, SERVER, 100_000, "ThreadingTCPServer") as (recording, said):
        check_sound(recording)
        assert len(recording.requests()) == REQUESTS
        assert not recording.meta.notes
        assert not any("hops are kept" in line for line in said)
