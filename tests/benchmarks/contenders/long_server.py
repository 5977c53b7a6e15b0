"""Serves N requests, each in a thread of its own, and tells its memory at a tenth of them and at the end.

``long_server.py N``: after each mark it waits for a line on stdin, so that others can be looked at.
"""

import socket
import socketserver
import sys
import threading
from pathlib import Path


class Echo(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.reply(line)

    def reply(self, line: bytes) -> None:
        self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 100


def ask(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(b"hello\n")
        link.shutdown(socket.SHUT_WR)
        while link.recv(100):
            pass


def resident() -> int:
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def drive(server: Server, requests: int) -> None:
    served = 0
    for mark in (requests // 10, requests):
        for _ in range(mark - served):
            ask(server.server_address[1])
        served = mark
        print(served, resident(), flush=True)
        sys.stdin.readline()
    server.shutdown()


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Echo) as server:
        threading.Thread(target=drive, args=(server, int(sys.argv[1]))).start()
        server.serve_forever()
