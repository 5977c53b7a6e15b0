import os
import socketserver


class Counter(socketserver.ForkingTCPServer):
    visits = 0

    def add_one(self):
        self.visits += 1
        return self.visits


class Greet(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(b"visit, process %d\n" % os.getpid())


with Counter(("127.0.0.1", 0), Greet) as server:
    server.serve_forever(poll_interval=0.1)
