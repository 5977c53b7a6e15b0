"""Hops are counted as one call only where each of them would be explained in the same words."""

from __future__ import annotations

from pathlib import Path

from lessons.explain.steps import Steps
from tests.alike import unlike
from tests.build import chain_recording
from tests.tracer.running import recorded, write

# What differs between like calls here is a value, an object, or a call further out.
DIFFERING = """
    import functools, socketserver, threading

    class Handler(socketserver.BaseRequestHandler):
        def __init__(self, *args, **named):
            super().__init__(*args)

        def handle(self):
            for other in (self, self.peer()):
                other.answer()

        def peer(self):
            found = Handler.__new__(Handler)
            found.request = self.request
            return found

        def answer(self):
            self.helper()

        def helper(self):
            pass

    class Server(socketserver.TCPServer):
        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return 1

        def look(self):
            for name in ("red", "green", "red"):
                getattr(self, name)
            return self.blue

    def serve(handler):
        with Server(("127.0.0.1", 0), handler) as server:
            server.look()
            for _ in range(3):
                import socket
                with socket.create_connection(server.server_address) as link:
                    server.handle_request()

    serve(Handler)
    serve(functools.partial(Handler, extra=1))
    thread = threading.Thread(target=serve, args=(Handler,))
    thread.start()
    thread.join()
"""


def test_a_real_run_is_counted_as_it_is_explained(tmp_path: Path) -> None:
    code, recording = recorded(write(tmp_path, DIFFERING))
    try:
        assert code == 0
        assert not unlike(recording)
        told = {step.via for step in Steps(recording).all()}
        assert len(told) > 1
        contexts = recording.contexts().numbers
        assert len(set(contexts)) < len(recording)
    finally:
        recording.close()


def test_a_request_of_the_same_shape_needs_no_explanation_of_its_own(tmp_path: Path) -> None:
    few, many = chain_recording(tmp_path, 100), chain_recording(tmp_path, 1000, name="many.hops")
    assert not unlike(many)
    assert set(few.contexts().numbers) == set(many.contexts().numbers)
