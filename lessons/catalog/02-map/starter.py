import socketserver


class Echo(socketserver.BaseRequestHandler):
    def handle(self):
        line = self.rfile.readline()
        self.wfile.write(line)


with socketserver.TCPServer(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
