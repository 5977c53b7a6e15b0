"""An ``http.server`` that answers each GET with one page, and stops when asked for ``/quit``."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = b"<p>hello</p>"


class Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/quit":
            threading.Thread(target=self.server.shutdown).start()
        self.send_response(200)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        server.daemon_threads = False  # each request is answered before it ends
        print(server.server_address[1], flush=True)
        server.serve_forever(poll_interval=0.05)
