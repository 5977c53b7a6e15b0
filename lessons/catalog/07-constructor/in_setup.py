import socketserver


class Greeter(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.greeting = b"welcome\n"

    def handle(self):
        self.rfile.readline()
        self.wfile.write(self.greeting)


with socketserver.TCPServer(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever()
