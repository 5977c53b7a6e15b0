import socketserver


class Server(socketserver.TCPServer):
    greeting = b"welcome\n"


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(self.server.greeting)


with Server(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever()
