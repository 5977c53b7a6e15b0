import functools
import http.server
import socketserver


class Page(http.server.BaseHTTPRequestHandler):
    def __init__(self, *arguments, greeting):
        self.greeting = greeting
        super().__init__(*arguments)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.greeting)))
        self.end_headers()
        self.wfile.write(self.greeting)


class Announcing(socketserver.TCPServer):
    def server_bind(self):
        super().server_bind()
        print("bound to", self.server_address)


class Site(http.server.HTTPServer, Announcing):
    pass


handler = functools.partial(Page, greeting=b"hello\n")
with Site(("127.0.0.1", 0), handler) as server:
    server.serve_forever(poll_interval=0.1)
