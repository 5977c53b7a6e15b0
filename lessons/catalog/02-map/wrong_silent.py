import socketserver


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        print("one")
        print("two")
        print("three")


with socketserver.TCPServer(("127.0.0.1", 0), Echo) as server:
    server.serve_forever()
