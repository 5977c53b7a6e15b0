import socketserver


class Greeter(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"220 welcome\r\n")


class Counting:
    seen = 0

    def verify_request(self, request, client_address):
        self.seen += 1
        print("client", self.seen)
        return True


class Server(Counting, socketserver.ThreadingTCPServer):
    pass


with Server(("127.0.0.1", 0), Greeter) as server:
    server.serve_forever()
