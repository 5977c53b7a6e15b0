import socketserver


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for i in range(3):
            self.wfile.write(b"nope\n")


with socketserver.TCPServer(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
