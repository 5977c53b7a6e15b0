import os
import socket
import socketserver
import tempfile


class Shout(socketserver.BaseRequestHandler):
    def answer(self, message):
        return message.upper()

    def handle(self):
        message, channel = self.request
        channel.sendto(self.answer(message), self.client_address)


class Desk(socketserver.UnixStreamServer):
    socket_type = socket.SOCK_DGRAM


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with Desk(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
