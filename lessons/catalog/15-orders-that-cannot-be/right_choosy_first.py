import socketserver


class Counting:
    counted = 0

    def process_request(self, request, client_address):
        self.counted += 1
        super().process_request(request, client_address)


class Counted(Counting, socketserver.ThreadingMixIn):
    pass


class Choosy:
    def verify_request(self, request, client_address):
        return client_address[0] == "127.0.0.1"


class Site(Choosy, Counted, socketserver.TCPServer):
    pass


class Shout(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())


with Site(("127.0.0.1", 0), Shout) as server:
    server.serve_forever(poll_interval=0.1)
