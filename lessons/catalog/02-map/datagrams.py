import socket
import socketserver
import tempfile
from pathlib import Path


class Silent(socketserver.BaseRequestHandler):
    def handle(self):
        pass


with tempfile.TemporaryDirectory() as folder:
    address = str(Path(folder) / "socket")
    with (
        socketserver.UnixDatagramServer(address, Silent) as server,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as client,
    ):
        client.sendto(b"hello\n", address)
        server.handle_request()
