import http.server
import socketserver


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")


class Announcing(socketserver.TCPServer):
    def server_bind(self):
        super().server_bind()
        print("bound to", self.server_address)


class Site(http.server.ThreadingHTTPServer, Announcing):
    pass


with Site(("127.0.0.1", 0), Page) as server:
    server.serve_forever(poll_interval=0.1)
