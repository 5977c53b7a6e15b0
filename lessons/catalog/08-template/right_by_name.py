import socketserver


class Shout(socketserver.StreamRequestHandler):
    def setup(self):
        self.answered = 0
        socketserver.StreamRequestHandler.setup(self)

    def handle(self):
        while True:
            line = self.rfile.readline()
            if not line:
                return
            self.answer(line)

    def answer(self, line):
        self.answered += 1
        self.wfile.write(line.upper())

    def finish(self):
        socketserver.StreamRequestHandler.finish(self)
        print(self.answered, "lines answered")


with socketserver.TCPServer(("127.0.0.1", 0), Shout) as server:
    server.serve_forever()
