import queue
import socketserver
import threading
import time


class PoolMixIn(socketserver.ThreadingMixIn):
    waiting = queue.Queue()

    def work(self):
        while True:
            self.process_request_thread(*self.waiting.get())

    def process_request(self, request, client_address):
        self.waiting.put((request, client_address))


class Pooled(PoolMixIn, socketserver.TCPServer):
    pass


class Shout(socketserver.StreamRequestHandler):
    def handle(self):
        time.sleep(0.5)
        self.wfile.write(self.rfile.readline().upper())


with Pooled(("127.0.0.1", 0), Shout) as server:
    for number in range(2):
        threading.Thread(target=server.work, daemon=True).start()
    server.serve_forever(poll_interval=0.1)
