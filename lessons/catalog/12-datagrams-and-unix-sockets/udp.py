import socketserver


class Shout(socketserver.BaseRequestHandler):
    def handle(self):
        message, channel = self.request
        channel.sendto(message.upper(), self.client_address)


with socketserver.UDPServer(("127.0.0.1", 0), Shout) as server:
    server.serve_forever(poll_interval=0.1)
