"""A server whose every name and value is hostile text: ``program.py PAYLOADS``, a JSON file.

It serves one request over a socket pair of its own making, so that it needs no client.
"""

import json
import socket
import socketserver
import sys
import threading
import types
from pathlib import Path
from typing import Any

TEXTS = json.loads(Path(sys.argv[1]).read_text())
PAYLOAD, SURROGATE, LONG = TEXTS["payload"], TEXTS["surrogate"], "x" * TEXTS["long"]


def renamed(function: Any, name: str) -> Any:
    code = function.__code__.replace(co_name=name, co_qualname=f"Cls.{name}")
    return types.FunctionType(code, function.__globals__, name, function.__defaults__)


class Bad(Exception):
    pass


NAME = PAYLOAD.replace("\0", "")  # in a class's name the interpreter takes all but this
Bad.__qualname__ = Bad.__name__ = f"Bad{NAME}"


def handle(self: Any) -> Any:
    method = getattr(self, PAYLOAD)
    for text in (PAYLOAD, SURROGATE, PAYLOAD + LONG, b"\x1b[2J\xff\x00" * 1000, [PAYLOAD] * 500):
        method(text)
    raise Bad(PAYLOAD + LONG)


def take(self: Any, text: Any, **further: Any) -> Any:
    return text


def serve(server: Any, ours: Any) -> None:
    threading.current_thread().name = f"Thread {PAYLOAD}"
    server.finish_request(ours, PAYLOAD)


def silent(self: Any, *_: Any) -> None:
    pass


body = {"handle": handle, PAYLOAD: renamed(take, PAYLOAD), "__module__": PAYLOAD}
Base = type(f"Base{NAME}", (socketserver.BaseRequestHandler,), body)
Handler = type(f"H{NAME}", (Base,), {"__module__": f"m{SURROGATE}", "__doc__": PAYLOAD})
Server = type(f"Server{NAME}", (socketserver.TCPServer,), {"serve": serve, "__module__": PAYLOAD})
Base.__qualname__ = f"Base{PAYLOAD}"


def main() -> None:
    server = Server(("127.0.0.1", 0), Handler)
    ours, theirs = socket.socketpair()
    with server, ours, theirs:
        threads = [
            threading.Thread(target=server.serve, args=(ours,), name=f"{PAYLOAD}{number}")
            for number in range(2)
        ]
        threading.excepthook = silent
        for thread in threads:
            thread.start()
            thread.join()
        server.finish_request(ours, LONG)


if __name__ == "__main__":
    main()
