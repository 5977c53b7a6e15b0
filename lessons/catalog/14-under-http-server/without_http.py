import http.client
import http.server
import socket
import socketserver
import threading


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


class Site(socketserver.ThreadingMixIn, Announcing):
    pass


def fetch(server):
    browser = http.client.HTTPConnection(*server.server_address)
    browser.request("GET", "/")
    print("page:", browser.getresponse().read())
    browser.close()


def visit(server):
    idle = socket.create_connection(server.server_address)
    fetcher = threading.Thread(target=fetch, args=(server,))
    fetcher.start()
    fetcher.join(2)
    idle.close()
    fetcher.join()
    server.shutdown()


with Site(("127.0.0.1", 0), Page) as server:
    visitor = threading.Thread(target=visit, args=(server,))
    visitor.start()
    server.serve_forever(poll_interval=0.1)
    visitor.join()
