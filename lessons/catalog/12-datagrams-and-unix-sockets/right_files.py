import os
import socketserver
import tempfile


class Shout(socketserver.DatagramRequestHandler):
    def answer(self, message):
        return message.upper()

    def handle(self):
        self.wfile.write(self.answer(self.rfile.read()))


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with socketserver.ThreadingUnixDatagramServer(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
