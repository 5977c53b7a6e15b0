import socketserver


class Stopper(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.readline() == b"stop\n":
            self.server.shutdown()


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Stopper)
server.serve_forever()
server.server_close()
