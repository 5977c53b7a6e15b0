import os
import socketserver


class Counter(socketserver.ForkingTCPServer):
    visits = 0

    def add_one(self):
        self.visits += 1
        return self.visits

    def verify_request(self, request, client_address):
        self.add_one()
        return True


class Greet(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        number = self.server.visits
        self.wfile.write(b"visit %d, process %d\n" % (number, os.getpid()))


with Counter(("127.0.0.1", 0), Greet) as server:
    server.serve_forever(poll_interval=0.1)
