import socketserver


class Greeting(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"welcome\n")


class Announcing(socketserver.TCPServer):
    def server_close(self):
        print("closing")
        super().server_close()


class Server(socketserver.ThreadingMixIn, Announcing):
    pass


server = Server(("127.0.0.1", 0), Greeting)
server.handle_request()
server.server_close()
