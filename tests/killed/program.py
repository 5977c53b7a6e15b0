"""A server to be killed: ``program.py thread`` or ``fork``. It says its port on stdout."""

import socketserver
import sys


class Polite(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        for line in self.rfile:
            self.reply(line)

    def reply(self, line: bytes) -> None:
        if line == b"bad\n":
            raise ValueError(line)
        self.wfile.write(b"you said " + line)


class Louder(Polite):
    def reply(self, line: bytes) -> None:
        super().reply(line.upper() if line != b"bad\n" else line)


class Quiet:
    def handle_error(self, request: object, client_address: object) -> None:
        pass


class Threads(Quiet, socketserver.ThreadingTCPServer):
    daemon_threads = True


class Forks(Quiet, socketserver.ForkingTCPServer):
    pass


if __name__ == "__main__":
    kind = Threads if sys.argv[1] == "thread" else Forks
    with kind(("127.0.0.1", 0), Louder) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever(0.02)
