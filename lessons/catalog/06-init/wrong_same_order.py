import socketserver


class Reusable:
    def __init__(self, *args):
        self.switch_reuse_on()
        super().__init__(*args)

    def switch_reuse_on(self):
        self.allow_reuse_address = True


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


class Server(socketserver.TCPServer, Reusable):
    pass


with Server(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
