import os
import socketserver
import tempfile


class Shout(socketserver.BaseRequestHandler):
    def answer(self, message):
        return message.upper()

    def handle(self):
        message = self.request.recv(1024)
        self.request.sendall(self.answer(message))


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with socketserver.UnixDatagramServer(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
