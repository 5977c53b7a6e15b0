import functools
import socketserver


class Greeter(socketserver.StreamRequestHandler):
    def __init__(self, *args, greeting):
        self.greeting = greeting
        super().__init__(*args)

    def handle(self):
        self.rfile.readline()
        self.wfile.write(self.greeting)


make_handler = functools.partial(Greeter, greeting=b"welcome\n")

with socketserver.TCPServer(("127.0.0.1", 0), make_handler) as server:
    server.serve_forever()
