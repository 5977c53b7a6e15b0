import socketserver
import time


class Slow(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(1024)
        time.sleep(0.5)
        self.request.sendall(b"done\n")


class Logging:
    def process_request(self, request, client_address):
        print("from", client_address)
        super().process_request(request, client_address)


class Server(Logging, socketserver.ThreadingTCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Slow) as server:
    server.serve_forever()
