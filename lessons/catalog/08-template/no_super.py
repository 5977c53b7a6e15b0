import socketserver


class Echo(socketserver.StreamRequestHandler):
    def setup(self):
        self.lines = 0

    def handle(self):
        for line in self.rfile:
            self.lines += 1
            self.wfile.write(line)


with socketserver.TCPServer(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
