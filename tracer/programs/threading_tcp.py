"""A ThreadingTCPServer whose handler talks with its client, message after message.

It runs until its standard input ends: ``python threading_tcp.py`` and Ctrl-D.
"""

import os
import socketserver
import sys
import threading


class Conversation(socketserver.StreamRequestHandler):
    """Serves one client: every line that it sends is answered in capitals."""

    def handle(self) -> None:
        """Go round the communication loop: once for each message of this client."""
        for line in self.rfile:
            self.wfile.write(self.answer(line))

    def answer(self, line: bytes) -> bytes:
        """Say what the client is told."""
        return line.upper()


def stop_at_end_of_input(server: socketserver.BaseServer) -> None:
    """Wait until nobody can type any more, then end the connection loop."""
    while os.read(sys.stdin.fileno(), 1024):
        pass
    server.shutdown()


if __name__ == "__main__":
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        print("listening on", server.server_address, flush=True)
        stopper = threading.Thread(target=stop_at_end_of_input, args=(server,), daemon=True)
        stopper.start()
        # The connection loop: once for each client. It looks for a stop ten times a second.
        server.serve_forever(poll_interval=0.1)
        stopper.join()
