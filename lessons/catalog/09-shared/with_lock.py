import socketserver
import threading


class Server(socketserver.ThreadingTCPServer):
    visits = 0
    meeting = threading.Barrier(2)
    lock = threading.Lock()

    def count_visit(self):
        with self.lock:
            seen = self.visits
            self.visits = seen + 1
        self.meeting.wait(10)

    def total(self):
        return self.visits


class Visitor(socketserver.StreamRequestHandler):
    lines = 0

    def handle(self):
        self.server.count_visit()
        self.server.total()
        for line in self.rfile:
            self.count_line()

    def count_line(self):
        self.lines += 1
        self.wfile.write(b"thank you\n")
        return self.lines


with Server(("127.0.0.1", 0), Visitor) as server:
    server.serve_forever()
