import http.server


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "6")
        self.end_headers()
        self.wfile.write(b"hello\n")


with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
    print("bound to", server.server_address)
    print("page: hello")
