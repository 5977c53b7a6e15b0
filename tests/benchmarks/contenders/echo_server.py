"""The server that every recorder records: answers one line a client, stops when told ``quit``."""

import socketserver
import threading


class Echo(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        line = self.rfile.readline()
        if line == b"quit\n":
            threading.Thread(target=self.server.shutdown).start()
        self.wfile.write(line)


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Echo) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever(poll_interval=0.05)
