import os
import socketserver
import tempfile


class Shout(socketserver.StreamRequestHandler):
    def answer(self, message):
        return message.upper()

    def handle(self):
        for line in self.rfile:
            self.wfile.write(self.answer(line))


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with socketserver.UnixDatagramServer(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
