import socketserver


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())


class Server(socketserver.TCPServer, socketserver.ThreadingMixIn):
    pass


with Server(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
