import socketserver


class Desk(socketserver.TCPServer):
    open_cases = 0

    def take(self):
        self.open_cases += 1

    def give_back(self):
        self.open_cases -= 1


class Doubler(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.take()
        number = int(self.rfile.readline())
        self.wfile.write(b"%d\n" % (2 * number))

    def finish(self):
        self.server.give_back()


with Desk(("127.0.0.1", 0), Doubler) as server:
    server.serve_forever(poll_interval=0.1)
