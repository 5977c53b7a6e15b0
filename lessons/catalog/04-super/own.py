import socketserver


class Greeting(socketserver.BaseRequestHandler):
    def handle(self):
        self.request.sendall(b"welcome\n")


class Server(socketserver.ThreadingTCPServer):
    def process_request(self, request, client_address):
        print("a client from", client_address)
        super().process_request(request, client_address)


server = Server(("127.0.0.1", 0), Greeting)
server.handle_request()
server.server_close()
