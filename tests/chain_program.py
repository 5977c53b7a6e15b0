"""The program whose life :mod:`tests.chain` builds; its text and positions are used, it never runs."""

from __future__ import annotations

import socketserver


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.reply(line)

    def reply(self, line: bytes) -> None:
        self.wfile.write(b"you said " + line)


def main() -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.serve_forever()


def stop(server: socketserver.BaseServer) -> None:
    server.shutdown()
