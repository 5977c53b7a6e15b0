import socketserver
from socketserver import BaseServer, TCPServer, ThreadingMixIn, ThreadingTCPServer


class Bench(TCPServer):
    @classmethod
    def combine(cls, first, second):
        class Combined(first, second):
            pass

        return Combined


class ThreadsFirst(ThreadingMixIn, TCPServer):
    pass


class ThreadsLast(TCPServer, ThreadingMixIn):
    pass


class Shout(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())


PAIRS = [
    (BaseServer, TCPServer),
    (TCPServer, BaseServer),
    (ThreadingMixIn, ThreadingTCPServer),
    (ThreadsFirst, ThreadsLast),
    (ThreadsLast, ThreadsFirst),
]

for first, second in PAIRS:
    try:
        Bench.combine(first, second)
    except TypeError as error:
        print(error)

Right = Bench.combine(ThreadingMixIn, TCPServer)
with Right(("127.0.0.1", 0), Shout) as server:
    server.serve_forever(poll_interval=0.1)
