import socketserver


class Greeting(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"welcome\n")


server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Greeting)
server.handle_request()
server.server_close()
