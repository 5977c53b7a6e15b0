import socketserver
import threading
import time


lock = threading.RLock()


class Server(socketserver.ThreadingTCPServer):
    visits = 0
    meeting = threading.Barrier(2)

    def count_visit(self):
        seen = self.visits
        time.sleep(1)
        self.visits = seen + 1
        return seen + 1


class Visitor(socketserver.StreamRequestHandler):
    def handle(self):
        self.talk()
        lock.acquire()
        try:
            self.server.count_visit()
        finally:
            lock.release()

    def talk(self):
        self.wfile.write(self.rfile.readline())
        self.server.meeting.wait(5)


with Server(("127.0.0.1", 0), Visitor) as server:
    server.serve_forever()
