"""Any datagram server of socketserver by name, with a handler of your choice.

Here each message is a request of its own, and each gets a handler of its own.
``python any_datagram.py ThreadingUDPServer base`` runs until its standard input ends.
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


class Reply(socketserver.DatagramRequestHandler):
    """Reads the message as a file; what it writes goes back when it finishes."""

    def handle(self) -> None:
        """Answer the one message of this request."""
        self.wfile.write(self.answer(self.rfile.read()))

    def answer(self, message: bytes) -> bytes:
        """Say what the client is told."""
        return message.upper()


class BareReply(socketserver.BaseRequestHandler):
    """Has nothing but ``self.request``: the message, and the server's own socket."""

    def handle(self) -> None:
        """Answer the one message of this request."""
        message, server_socket = self.request
        server_socket.sendto(self.answer(message), self.client_address)

    def answer(self, message: bytes) -> bytes:
        """Say what the client is told."""
        return message.upper()


HANDLERS = {"datagram": Reply, "base": BareReply}


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
        if os.getpid() == owner:  # never in a forked child: its parent still serves
            shutil.rmtree(directory)


def stop_at_end_of_input(server: socketserver.BaseServer) -> None:
    """Wait until nobody can type any more, then end the connection loop."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    server.shutdown()


def serve(server_class: type[socketserver.UDPServer], handler: str = "datagram") -> None:
    """Serve messages until the standard input ends."""
    with (
        free_address(server_class.address_family) as address,
        server_class(address, HANDLERS[handler]) as server,  # type: ignore[arg-type]
    ):
        print("listening on", server.server_address, flush=True)
        stopper = threading.Thread(target=stop_at_end_of_input, args=(server,), daemon=True)
        stopper.start()
        server.serve_forever(poll_interval=0.1)
        stopper.join()


def class_named(names: str) -> type[socketserver.UDPServer]:
    """Find a class of socketserver, or make one of several: ``UDPServer,ThreadingMixIn``."""
    bases = [getattr(socketserver, name) for name in names.split(",")]
    return bases[0] if len(bases) == 1 else type("Server", tuple(bases), {})


if __name__ == "__main__":
    serve(class_named(sys.argv[1]), *sys.argv[2:])
