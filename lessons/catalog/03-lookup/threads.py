import socketserver


class Greeter(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"220 welcome\r\n")


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeter)
server.serve_forever()
