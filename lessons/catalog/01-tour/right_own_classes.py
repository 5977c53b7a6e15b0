import socketserver


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(b"good day")


class Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


with Server(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever(poll_interval=0.1)
