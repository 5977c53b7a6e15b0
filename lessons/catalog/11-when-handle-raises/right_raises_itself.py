import socketserver


class Desk(socketserver.ThreadingTCPServer):
    open_cases = 0

    def take(self):
        self.open_cases += 1

    def give_back(self):
        self.open_cases -= 1


class Doubler(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.take()
        line = self.rfile.readline()
        if not line.strip().isdigit():
            self.wfile.write(b"not a number\n")
            raise RuntimeError("not a number")
        self.wfile.write(b"%d\n" % (2 * int(line)))

    def finish(self):
        try:
            self.server.give_back()
        finally:
            socketserver.StreamRequestHandler.finish(self)


with Desk(("127.0.0.1", 0), Doubler) as server:
    server.serve_forever(poll_interval=0.1)
