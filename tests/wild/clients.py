"""Real clients, one for each kind of server: each asks, and fails where an answer is not right."""

from __future__ import annotations

import http.client
import json
import logging
import logging.handlers
import socket
import struct
import xmlrpc.client

_SECONDS = 30.0
_HOST = "127.0.0.1"


def ask_http(port: int, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    """One request over a connection of its own; the status and the body of the answer."""
    link = http.client.HTTPConnection(_HOST, port, timeout=_SECONDS)
    try:
        headers = {"Content-Type": "application/json", "Connection": "close"}
        link.request("GET" if body is None else "POST", path, body, headers)
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()


def browse(port: int) -> None:
    """http.server: a listing, and a file that is not there."""
    status, body = ask_http(port, "/")
    assert status == 200
    assert b"Directory listing" in body
    assert ask_http(port, "/missing")[0] == 404


def ask_demo(port: int) -> None:
    """wsgiref's demo application."""
    status, body = ask_http(port, "/")
    assert status == 200
    assert body.startswith(b"Hello world!")


def call_procedures(port: int) -> None:
    """xmlrpc.server: one call of each kind that its dispatcher tells apart."""
    with xmlrpc.client.ServerProxy(f"http://{_HOST}:{port}/RPC2") as proxy:
        assert proxy.pow(2, 3) == 8
    with xmlrpc.client.ServerProxy(f"http://{_HOST}:{port}/RPC2") as proxy:
        assert proxy.mul(5, 2) == 10
    with xmlrpc.client.ServerProxy(f"http://{_HOST}:{port}/RPC2") as proxy:
        assert "pow" in proxy.system.listMethods()  # type: ignore[operator] # a marshalled list


def log(port: int) -> None:
    """The cookbook's logging receiver: two records over one connection."""
    handler = logging.handlers.SocketHandler(_HOST, port)
    try:
        for text in ("one", "two"):
            handler.emit(logging.makeLogRecord({"name": "wild", "msg": text, "levelno": 30}))
    finally:
        handler.close()


def ask_flask(port: int) -> None:
    """The Flask application: a page and a POST."""
    assert ask_http(port, "/") == (200, b"Hello, World!")
    status, body = ask_http(port, "/double", b'{"number": 21}')
    assert status == 200
    assert json.loads(body) == {"doubled": 42}


def ask_greeting(port: int) -> None:
    """The Werkzeug application."""
    assert ask_http(port, "/?name=you") == (200, b"Hello you!")
    assert ask_http(port, "/") == (200, b"Hello World!")


def ask_django(port: int) -> None:
    """The Django project: two pages, and one that no pattern fits."""
    assert ask_http(port, "/") == (200, b"Hello World!")
    assert ask_http(port, "/you/") == (200, b"Hello you!")
    assert ask_http(port, "/a/b/c")[0] == 404


def scrape(port: int) -> None:
    """prometheus_client's exporter."""
    status, body = ask_http(port, "/metrics")
    assert status == 200
    assert b"seen_total 3.0" in body


_QUESTION = struct.pack("!6H", 7, 0x0100, 1, 0, 0, 0) + b"\3abc\3def\0" + struct.pack("!2H", 1, 1)
_ADDRESS = bytes((1, 2, 3, 4))


def resolve_over_udp(port: int) -> None:
    """dnslib: two questions as datagrams."""
    for _ in range(2):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
            link.settimeout(_SECONDS)
            link.sendto(_QUESTION, (_HOST, port))
            assert link.recv(512).endswith(_ADDRESS)


def resolve_over_tcp(port: int) -> None:
    """dnslib: two questions, each over a connection."""
    for _ in range(2):
        with socket.create_connection((_HOST, port), _SECONDS) as link:
            link.sendall(struct.pack("!H", len(_QUESTION)) + _QUESTION)
            assert link.recv(512).endswith(_ADDRESS)


def send_osc(port: int) -> None:
    """python-osc: a message that is answered, and a datagram that is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.settimeout(_SECONDS)
        link.sendto(b"no OSC", (_HOST, port))
        link.sendto(b"/double\0,i\0\0" + struct.pack("!i", 21), (_HOST, port))
        assert link.recv(512).endswith(struct.pack("!i", 42))


def read_registers(port: int) -> None:
    """Modbus over TCP: one holding register, twice over one connection."""
    with socket.create_connection((_HOST, port), _SECONDS) as link:
        for number in (1, 2):
            link.sendall(struct.pack("!HHHBBHH", number, 0, 6, 1, 3, 0, 1))
            assert link.recv(256)[-2:] == struct.pack("!H", 17)
