"""A request is not over while the thread or the child that was started for it has yet to begin."""

from __future__ import annotations

import contextlib
from pathlib import Path

from tests.tracer.running import recorded, write
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

# The child takes its time before its first hop: the parent's part of the request is long over.
SLOW_CHILD = """
    import os, socketserver, time

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(self.rfile.readline())

    def begin_slowly():
        try:
            time.sleep(1)
        except KeyboardInterrupt:
            os._exit(9)

    os.register_at_fork(after_in_child=begin_slowly)
    with socketserver.ForkingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.serve_forever()
"""


def test_a_child_that_is_slow_to_begin_is_waited_for(tmp_path: Path) -> None:
    options = Options(requests=1, send=("hello",), timeout=60.0, stdout="null")
    code, recording = recorded(write(tmp_path, SLOW_CHILD), options=options)
    try:
        assert code == 0
        kinds = {lane.id: lane.kind for lane in recording.lanes()}
        handled = [hop for hop in recording.hops() if recording.code(hop.code).name == "handle"]
        assert [(kinds[hop.lane], hop.outcome) for hop in handled] == [("fork", "returned")]
        assert [request.id for request in recording.requests()] == [1]
        assert recording.meta.complete
    finally:
        recording.close()


POOL = """
    import concurrent.futures, socketserver

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.wfile.write(self.rfile.readline())

    class Server(socketserver.ThreadingTCPServer):
        pool = concurrent.futures.ThreadPoolExecutor(1)

        def process_request(self, request, client_address):
            self.pool.submit(self.process_request_thread, request, client_address)

    with Server(("127.0.0.1", 0), Handler) as server:
        server.serve_forever()
"""


def test_a_request_that_began_a_pools_thread_is_over_though_the_thread_lives_on(
    tmp_path: Path,
) -> None:
    options = Options(requests=2, clients=2, send=("hello",), timeout=60.0, stdout="null")
    said: list[str] = []
    target = Target("script", str(write(tmp_path, POOL)))
    assert record(target, options, tmp_path / "pool.hops", said.append).code == 0
    assert [each for each in said if "the program ran" in each] == []
    with contextlib.closing(Recording(tmp_path / "pool.hops")) as recording:
        assert len(recording.requests()) == 2
