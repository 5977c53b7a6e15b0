import socketserver


class Greeter(socketserver.StreamRequestHandler):
    def __init__(self, request, client_address, server):
        super().__init__(request, client_address, server)
        self.greeting = b"welcome\n"

    def handle(self):
        self.rfile.readline()
        self.wfile.write(self.greeting)


with socketserver.TCPServer(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever()
