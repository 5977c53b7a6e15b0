import socketserver


class Server(socketserver.TCPServer):
    def load_words(self):
        return {b"hello\n": b"welcome\n"}


class Greeter(socketserver.StreamRequestHandler):
    def __init__(self, request, client_address, server):
        super().__init__(request, client_address, server)
        self.words = server.words

    def handle(self):
        line = self.rfile.readline()
        self.wfile.write(self.words.get(line, b"pardon?\n"))


with Server(("127.0.0.1", 0), Greeter) as server:
    server.words = server.load_words()
    server.serve_forever()
