"""The client against servers that do not behave like the built-in ones."""

from __future__ import annotations

import contextlib
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tracer.clients import talk as clients
from tracer.clients.talk import talk
from tracer.model import Listening


@contextmanager
def serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[Listening]:
    with socketserver.TCPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield Listening("server#1", "tcp", ("127.0.0.1", server.server_address[1]))
        finally:
            server.shutdown()
            thread.join(20)


def test_a_silent_server_is_sent_every_message() -> None:
    heard: list[bytes] = []

    class Silent(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while piece := self.request.recv(100):
                heard.append(piece)

    with serving(Silent) as listening:
        assert talk(listening, [b"one\n", b"two\n"], 0.3) == [b"", b""]
    assert b"".join(heard) == b"one\ntwo\n"


def test_a_server_that_hangs_up_ends_the_talk() -> None:
    class Rude(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(b"bye\n")

    with serving(Rude) as listening:
        answers = talk(listening, [b"one\n", b"two\n", b"three\n"], 20)
    assert answers == [b"bye\n"]


def test_a_server_that_hangs_up_on_unread_words_was_reached() -> None:
    class Deaf(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"bye\n")

    with serving(Deaf) as listening:
        # What the client's own end of the talk meets depends on who is quicker.
        assert [talk(listening, [b"one\n"], 20) for _ in range(40)] == [[b"bye\n"]] * 40


def test_what_a_server_said_before_it_reset_the_connection_is_heard() -> None:
    class Deaf(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            self.request.sendall(b"bye")
            time.sleep(0.05)
            self.request.close()  # what it did not read makes a reset of it

    with serving(Deaf) as listening:
        assert [talk(listening, [b"one\n"], 20) for _ in range(5)] == [[b"bye"]] * 5


def test_a_server_that_never_ends_its_answer_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_LARGEST_ANSWER", 1 << 16)

    class Endless(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                for _ in range(1 << 20):
                    self.request.sendall(bytes(4096))

    with serving(Endless) as listening:
        (line, rest) = talk(listening, [b"one\n"], 20)
    assert 1 << 16 <= len(line) < 1 << 17
    assert 1 << 16 <= len(rest) < 1 << 17


def test_what_comes_after_the_last_answer_is_kept() -> None:
    class Chatty(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"yes\n")
            self.rfile.read()  # until the client has said all
            self.wfile.write(b"and\nmore\n")

    with serving(Chatty) as listening:
        assert talk(listening, [b"one\n"], 20) == [b"yes\n", b"and\nmore\n"]


def test_an_answer_without_an_end_of_line_is_kept() -> None:
    class Unfinished(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.rfile.readline()
            self.wfile.write(b"half")

    with serving(Unfinished) as listening:
        assert talk(listening, [b"one\n", b"two\n"], 20) == [b"half"]


def test_a_datagram_without_an_answer_counts_as_empty() -> None:
    class Picky(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            message, link = self.request
            if message != b"ignore me":
                link.sendto(message, self.client_address)

    with socketserver.UDPServer(("127.0.0.1", 0), Picky) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        listening = Listening("server#1", "udp", ("127.0.0.1", server.server_address[1]))
        assert talk(listening, [b"a", b"ignore me", b"b"], 2) == [b"a", b"", b"b"]
        server.shutdown()
        thread.join(20)
