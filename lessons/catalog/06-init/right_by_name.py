import socketserver


class Reusable:
    def __init__(self, address, handler):
        self.switch_reuse_on()
        socketserver.TCPServer.__init__(self, address, handler)

    def switch_reuse_on(self):
        self.allow_reuse_address = True


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())


class Server(Reusable, socketserver.ThreadingTCPServer):
    pass


server = Server(("127.0.0.1", 0), Echo)
server.serve_forever()
