import socketserver
import time


class Slow(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.recv(1024)
        time.sleep(0.5)
        self.request.sendall(b"done\n")


class Server(socketserver.TCPServer, socketserver.ThreadingMixIn):
    pass


with Server(("127.0.0.1", 0), Slow) as server:
    server.serve_forever()
