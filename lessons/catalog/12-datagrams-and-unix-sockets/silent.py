import os
import socketserver
import tempfile


class Shout(socketserver.BaseRequestHandler):
    def handle(self):
        print("HELLO")
        print("AGAIN")


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "shout")
    with socketserver.UnixDatagramServer(path, Shout) as server:
        server.serve_forever(poll_interval=0.1)
