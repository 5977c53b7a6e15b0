import socketserver


class Echo(socketserver.DatagramRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


with socketserver.TCPServer(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
