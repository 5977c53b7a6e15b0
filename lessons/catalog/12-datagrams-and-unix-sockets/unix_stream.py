import os
import socketserver
import tempfile


class Shout(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with socketserver.UnixStreamServer(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
