import concurrent.futures
import socketserver
import time


class PoolMixIn(socketserver.ThreadingMixIn):
    pool = concurrent.futures.ThreadPoolExecutor(3)

    def process_request(self, request, client_address):
        self.pool.submit(self.process_request_thread, request, client_address)


class Pooled(socketserver.TCPServer, PoolMixIn):
    pass


class Shout(socketserver.StreamRequestHandler):
    def handle(self):
        time.sleep(0.5)
        self.wfile.write(self.rfile.readline().upper())


with Pooled(("127.0.0.1", 0), Shout) as server:
    server.serve_forever(poll_interval=0.1)
