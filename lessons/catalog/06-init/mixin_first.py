import socketserver


class Greeting:
    def __init__(self, *args):
        self.greeting = b"welcome\n"
        super().__init__(*args)


class Greeter(socketserver.StreamRequestHandler):
    def handle(self):
        self.rfile.readline()
        self.wfile.write(self.server.greeting)


class Server(Greeting, socketserver.TCPServer):
    pass


with Server(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever()
