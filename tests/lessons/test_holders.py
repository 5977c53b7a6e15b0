"""Hops of one shape are explained once, but for the object that the words name."""

from __future__ import annotations

from pathlib import Path

from lessons.explain.steps import Steps
from tests.tracer.running import recorded, write

PARTIAL = """
    import functools
    from socketserver import BaseRequestHandler, BaseServer

    class Sized(BaseRequestHandler):
        def __init__(self, *args, size):
            super().__init__(*args)

    BaseServer(("", 0), functools.partial(Sized, size=3)).finish_request(object(), "client")
"""
BY_NAME = PARTIAL.replace(
    "    BaseServer((",
    """
    class Server(BaseServer):
        def finish_request(self, request, client_address):
            Sized(request, client_address, self, size=1)

    Server((""",
)
PROGRAM = """
    from socketserver import BaseRequestHandler, BaseServer

    servers = [BaseServer(("", 0), BaseRequestHandler) for _ in range(2)]
    for server in servers + servers:
        server.finish_request(object(), "client")
"""


def test_each_handler_class_is_an_attribute_of_its_own_server(tmp_path: Path) -> None:
    _, recording = recorded(write(tmp_path, PROGRAM))
    try:
        steps = [step for step in Steps(recording).all() if (step.hop.receiver or "")[0] == "h"]
    finally:
        recording.close()
    vias = [step.via for step in steps if step.via is not None]
    assert vias == [
        f"self.RequestHandlerClass, an attribute of server#{number}" for number in (1, 2, 1, 2)
    ]
    told = [step.sentence for step in steps if step.via is not None]
    assert all(via in sentence for via, sentence in zip(vias, told, strict=True))


def test_a_partial_is_told_by_what_the_server_was_given(tmp_path: Path) -> None:
    _, recording = recorded(write(tmp_path, PARTIAL))
    try:
        vias = [step.via for step in Steps(recording).all() if step.place is not None]
    finally:
        recording.close()
    assert "self.RequestHandlerClass, a functools.partial" in vias


def test_a_class_called_by_its_name_is_no_partial_whatever_the_server_was_given(
    tmp_path: Path,
) -> None:
    _, recording = recorded(write(tmp_path, BY_NAME))
    try:
        vias = [step.via for step in Steps(recording).all() if step.via is not None]
    finally:
        recording.close()
    assert "Sized, a name" in vias
    assert not [via for via in vias if "partial" in via]
