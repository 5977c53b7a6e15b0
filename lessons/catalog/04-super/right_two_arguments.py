import socketserver


class Greeting(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"good day\n")


class Announcing:
    def server_close(self):
        print("closing")
        super(Announcing, self).server_close()


class Threaded(Announcing, socketserver.ThreadingTCPServer):
    pass


class Plain(Announcing, socketserver.TCPServer):
    pass


threaded = Threaded(("127.0.0.1", 0), Greeting)
threaded.handle_request()
threaded.server_close()

plain = Plain(("127.0.0.1", 0), Greeting)
plain.server_close()
