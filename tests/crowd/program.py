"""A ThreadingTCPServer that answers once all of its clients are there: ``program.py CLIENTS OUT``.

It says its port on stdout, serves until Ctrl-C, and writes its peak memory
(VmHWM, in kB) to OUT.
"""

import contextlib
import re
import socketserver
import sys
import threading
from pathlib import Path

CLIENTS = int(sys.argv[1])
PATIENCE = 60.0
everybody = threading.Barrier(CLIENTS)


class Answer(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        word = self.request.recv(100)
        everybody.wait(PATIENCE)
        self.request.sendall(self.answer(word))

    def answer(self, word: bytes) -> bytes:
        return b"you said " + word


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = CLIENTS


def main() -> None:
    with Server(("127.0.0.1", 0), Answer) as server:
        print(server.server_address[1], flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            server.serve_forever(0.05)
    status = Path("/proc/self/status").read_text()
    peak = re.search(r"VmHWM:\s+(\d+) kB", status)
    Path(sys.argv[2]).write_text(peak[1] if peak else "0")


if __name__ == "__main__":
    main()
