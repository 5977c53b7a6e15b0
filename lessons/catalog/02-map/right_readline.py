import socketserver


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        line = self.rfile.readline()
        while line:
            self.wfile.write(line.strip() + b"\n")
            line = self.rfile.readline()


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo)
server.serve_forever()
