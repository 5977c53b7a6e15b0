import socket
import socketserver


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(b"welcome\n")


class Server(socketserver.TCPServer):
    def switch_reuse_on(self):
        self.allow_reuse_address = True

    def is_reuse_on(self):
        return self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR) != 0


with Server(("127.0.0.1", 0), Greeter) as server:
    server.switch_reuse_on()
    server.is_reuse_on()
    server.serve_forever()
