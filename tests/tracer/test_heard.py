"""What the clients of a run received, client by client."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.tracer.running import write
from tracer.clients.heard import Heard
from tracer.recording import Recording
from tracer.running.options import Options
from tracer.running.run import record
from tracer.running.target import Target

STREAM = """
    import socketserver

    class Twice(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile:
                if line == b"quit\\n":
                    break
                self.wfile.write(line)
                self.wfile.write(line)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Twice) as server:
        server.serve_forever(0.05)
"""

DATAGRAMS = """
    import socketserver

    class Shout(socketserver.DatagramRequestHandler):
        def handle(self):
            self.wfile.write(self.rfile.read().upper())

    with socketserver.UDPServer(("127.0.0.1", 0), Shout) as server:
        server.serve_forever(0.05)
"""

WEB = """
    import http.server

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/" else 404)
            self.end_headers()
            self.wfile.write(b"page")

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        server.serve_forever(0.05)
"""

NOTHING = """
    import socketserver
    socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler, False).server_close()
"""


def heard(folder: Path, program: str, **options: Any) -> tuple[Heard, ...]:
    target = Target("script", str(write(folder, program)))
    chosen = Options(timeout=60.0, stdout="null", **options)
    return record(target, chosen, folder / "run.hops", lambda _text: None).heard


@pytest.mark.parametrize(
    ("program", "options", "received"),
    [
        (STREAM, {"send": ("a", "b"), "requests": 1}, ((b"a\na\nb\nb\n",),)),
        (STREAM, {"send": ("a",), "clients": 2, "requests": 2}, ((b"a\na\n",), (b"a\na\n",))),
        (
            STREAM,
            {"talks": (("a", "b"), ("quit", "c"), ()), "requests": 3},
            ((b"a\na\nb\nb\n",), (), ()),
        ),
        (
            STREAM,
            {"talks": tuple((str(n),) for n in range(5)), "together": True, "requests": 5},
            tuple((b"%d\n%d\n" % (n, n),) for n in range(5)),
        ),
        (DATAGRAMS, {"send": ("a", "b"), "clients": 2, "requests": 2}, ((b"A\n", b"B\n"),)),
        (DATAGRAMS, {"talks": (("a",), ("b", "c")), "requests": 3}, ((b"A\n",), (b"B\n", b"C\n"))),
        (
            WEB,
            {"get": ("/", "/none"), "requests": 2},
            ((b"200 OK\npage",), (b"404 Not Found\npage",)),
        ),
        (NOTHING, {"send": ("a",), "clients": 2}, ((), ())),
        (NOTHING, {}, ()),
    ],
)
def test_each_client_has_heard_its_own(
    tmp_path: Path, program: str, options: dict[str, Any], received: tuple[Heard, ...]
) -> None:
    assert heard(tmp_path, program, **options) == received


def test_a_silent_client_is_there_until_the_others_are_done(tmp_path: Path) -> None:
    assert heard(tmp_path, WEB, get=("/",), silent=1, requests=2) == ((b"200 OK\npage",),)
    with closing(Recording(tmp_path / "run.hops")) as recording:
        names = {code.id: code.name for code in recording.codes()}
        # Requests are numbered as they were accepted; which thread came first to handle is chance.
        handles = [hop for hop in recording.hops() if names[hop.code] == "handle"]
        silent, other = sorted(handles, key=lambda hop: hop.request or 0)
        (page,) = (h for h in recording.hops() if names[h.code] == "do_GET")
        assert (silent.request, other.request, page.request) == (1, 2, 2)
        assert silent.end_ns is not None
        assert page.end_ns is not None
        assert silent.start_ns < page.start_ns < page.end_ns < silent.end_ns
