import concurrent.futures
import socketserver


class OneWorkerMixIn(socketserver.ThreadingMixIn):
    pool = concurrent.futures.ThreadPoolExecutor(1)

    def process_request(self, request, client_address):
        self.pool.submit(self.process_request_thread, request, client_address)


class Queued(OneWorkerMixIn, socketserver.TCPServer):
    pass


class Shout(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())


with Queued(("127.0.0.1", 0), Shout) as server:
    server.serve_forever(poll_interval=0.1)
