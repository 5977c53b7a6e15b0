"""Any stream server of socketserver by name, with a handler of your choice.

``python any_stream.py ForkingTCPServer base`` runs until its standard input ends.
"""

import os
import shutil
import socket
import socketserver
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Conversation(socketserver.StreamRequestHandler):
    """Reads and writes its client's socket as files, a line at a time."""

    def handle(self) -> None:
        """Go round the communication loop: once for each line."""
        for line in self.rfile:
            self.wfile.write(self.answer(line))

    def answer(self, line: bytes) -> bytes:
        """Say what the client is told."""
        return line.upper()


class BareConversation(socketserver.BaseRequestHandler):
    """Has nothing but the socket: ``self.request``."""

    def handle(self) -> None:
        """Go round the communication loop: once for each piece that arrives."""
        while piece := self.request.recv(1024):
            self.request.sendall(self.answer(piece))

    def answer(self, piece: bytes) -> bytes:
        """Say what the client is told."""
        return piece.upper()


HANDLERS = {"stream": Conversation, "base": BareConversation}


@contextmanager
def free_address(family: int) -> Iterator[tuple[str, int] | str]:
    """Give a free port, or a path in a directory that is removed afterwards."""
    if family == socket.AF_INET:
        yield ("127.0.0.1", 0)
        return
    directory, owner = tempfile.mkdtemp(prefix="socketserver-"), os.getpid()
    try:
        yield os.path.join(directory, "server")
    finally:
        if os.getpid() == owner:  # never in a forked child: its parent still listens
            shutil.rmtree(directory)


def stop_at_end_of_input(server: socketserver.BaseServer) -> None:
    """Wait until nobody can type any more, then end the connection loop."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    server.shutdown()


def serve(server_class: type[socketserver.TCPServer], handler: str = "stream") -> None:
    """Serve clients until the standard input ends."""
    with (
        free_address(server_class.address_family) as address,
        server_class(address, HANDLERS[handler]) as server,  # type: ignore[arg-type]
    ):
        print("listening on", server.server_address, flush=True)
        stopper = threading.Thread(target=stop_at_end_of_input, args=(server,), daemon=True)
        stopper.start()
        server.serve_forever(poll_interval=0.1)
        stopper.join()


def class_named(names: str) -> type[socketserver.TCPServer]:
    """Find a class of socketserver, or make one of several: ``TCPServer,ThreadingMixIn``."""
    bases = [getattr(socketserver, name) for name in names.split(",")]
    return bases[0] if len(bases) == 1 else type("Server", tuple(bases), {})


if __name__ == "__main__":
    serve(class_named(sys.argv[1]), *sys.argv[2:])
