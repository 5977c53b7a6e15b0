import socketserver


class Server(socketserver.TCPServer):
    def __init__(self, address, handler):
        super().__init__(address, handler)
        self.words = self.load_words()

    def load_words(self):
        return {b"hello\n": b"welcome\n"}


class Greeter(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.words = self.server.words

    def handle(self):
        for line in self.rfile:
            self.wfile.write(self.words.get(line, b"pardon?\n"))


with Server(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever()
