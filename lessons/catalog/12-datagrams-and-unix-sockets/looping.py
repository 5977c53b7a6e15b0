import os
import socketserver
import tempfile


class Shout(socketserver.BaseRequestHandler):
    def answer(self, message):
        return message.upper()

    def handle(self):
        message, channel = self.request
        address = self.client_address
        while True:
            channel.sendto(self.answer(message), address)
            message, address = channel.recvfrom(1024)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with socketserver.UnixDatagramServer(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
