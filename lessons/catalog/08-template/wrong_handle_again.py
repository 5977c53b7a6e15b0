import socketserver


class Shout(socketserver.StreamRequestHandler):
    def setup(self):
        super().setup()
        self.answered = 0

    def handle(self):
        line = self.rfile.readline()
        if line:
            self.answer(line)
            self.handle()

    def answer(self, line):
        self.answered += 1
        self.wfile.write(line.upper())

    def finish(self):
        print(self.answered, "lines answered")
        super().finish()


with socketserver.TCPServer(("127.0.0.1", 0), Shout) as server:
    server.serve_forever()
