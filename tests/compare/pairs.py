"""Pairs of small real programs that part, with how they do: a handler and a server, changed by lines."""

from __future__ import annotations

from typing import NamedTuple

PROGRAM = """\
import os, signal, socket, socketserver, sys, threading, time

class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        self.one()
        self.two()
    def one(self):
        return True
    def two(self):
        pass

class Server(socketserver.TCPServer):
    pass

with Server(("127.0.0.1", 0), Handler) as server:
    with socket.create_connection(server.server_address) as client:
        client.sendall(b"hello\\n")
        server.handle_request()
"""
Change = tuple[str, str]


def program(*changes: Change) -> str:
    """The program with some of its lines replaced."""
    text = PROGRAM
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return text


def handles(*lines: str) -> Change:
    """What ``handle`` does."""
    return "        self.one()\n        self.two()\n", _indented(lines, 8)


def inherits(*bases: str) -> Change:
    """The bases of the server's class."""
    named = ", ".join(f"socketserver.{base}" for base in bases)
    return "class Server(socketserver.TCPServer):\n", f"class Server({named}):\n"


def server(*lines: str) -> Change:
    """The body of the server's class."""
    return "    pass\n\nwith", _indented(lines, 4) + "\nwith"


def asks_by(*lines: str) -> tuple[Change, ...]:
    """A plain function, which is no hop, between ``handle`` and what it asks for."""
    helper = "def ask(handler):\n" + _indented(lines, 4)
    return handles("ask(self)"), ("class Server(", f"{helper}\nclass Server(")


def generates(*lines: str) -> tuple[Change, ...]:
    """A generator that ``handle`` goes through, what it does between its values."""
    parts = "    def parts(self):\n        yield 1\n" + _indented(lines, 8) + "        yield 2\n"
    return handles("for part in self.parts(): pass"), ("class Server(", f"{parts}\nclass Server(")


def serves(*lines: str) -> Change:
    """What the program does with its server, once a client has sent its line."""
    return "        server.handle_request()\n", _indented(lines, 8)


def _indented(lines: tuple[str, ...], width: int) -> str:
    return "".join(f"{' ' * width}{line}\n" for line in lines)


THREADS = inherits("ThreadingMixIn", "TCPServer")
FORKS = inherits("ForkingMixIn", "TCPServer")
DAEMONS = server("daemon_threads = True")
WAITS = serves("server.handle_request()", "time.sleep(0.4)")
NESTED = (
    "    def two(self):\n        pass\n",
    "    def two(self, deep):\n        if deep: self.one()\n",
)
STRUCK = (
    "seen = False",
    "def on_signal(self, number, frame):",
    "    self.seen = True",
    "def close_request(self, request):",
    "    super().close_request(request)",
)
ALARM = (
    "    signal.signal(signal.SIGALRM, self.on_signal)",
    "    signal.setitimer(signal.ITIMER_REAL, 0.01)",
    "    while not self.seen: pass",
)
GATE = "def process_request(self, request, client_address):"


class Pair(NamedTuple):
    """Two programs and how they part, as one says it who knows both."""

    one: str
    other: str
    summary: str
    reasons: tuple[str, ...]
    """Some of those that must be given."""


PAIRS = {
    "a handler that never returns": Pair(
        program(THREADS, DAEMONS, WAITS),
        program(THREADS, DAEMONS, WAITS, handles("self.one()", "time.sleep(60)")),
        "handle: in A it returned, in B it was still running when the program ended",
        ("Handler.handle is written otherwise in A and in B.",),
    ),
    "a child process that is killed": Pair(
        program(FORKS),
        program(FORKS, handles("os.kill(os.getpid(), signal.SIGKILL)")),
        "handle: in A it returned, in B it was still running when its process ended",
        (),
    ),
    "a program that leaves by os._exit": Pair(
        program(),
        program(handles("self.one()", "os._exit(0)")),
        "handle: in A it returned, in B it has no recorded end",
        (),
    ),
    "an exception": Pair(
        program(),
        program(("        return True\n", "        raise OSError('gone')\n")),
        "one: in A it returned, in B it raised OSError",
        ("Handler.one is written otherwise in A and in B.",),
    ),
    "a call of the module": Pair(
        program(),
        program(serves("server.verify_request(None, None)", "server.handle_request()")),
        "the module other.py calls verify_request in B only",
        ("Nothing that was recorded calls it: that is up to the programs.",),
    ),
    "the module instead of __init__": Pair(
        program(),
        program(("Handler) as", "Handler, bind_and_activate=False) as"),
                serves("pass"), ("    with socket", "    server.server_bind(); server.server_activate()\n    with socket")),
        "TCPServer.__init__ calls server_bind in A only",
        ("In B the module other.py calls server_bind.",
         "bind_and_activate of TCPServer.__init__ is True in A and False in B."),
    ),
    "a mixin that is passed by": Pair(
        program(THREADS, server(GATE, "    socketserver.TCPServer.process_request(self, request, client_address)")),
        program(THREADS, server(GATE, "    super().process_request(request, client_address)")),
        "process_request: BaseServer in A, ThreadingMixIn in B",
        ("ThreadingMixIn is not in the MRO of TCPServer (A).",),
    ),
    "a class that the object is none of": Pair(
        program(server("def server_activate(self):", "    super().server_activate()")),
        program(
            server(
                "def server_activate(self):",
                "    socketserver.UDPServer.server_activate(self)",
                "    self.socket.listen()",
            )
        ),
        "server_activate: TCPServer in A, UDPServer in B",
        (
            "UDPServer is not in the MRO of Server (A).",
            "In B UDPServer comes before TCPServer in the MRO of UDPServer.",
        ),
    ),
    "one call more in a forked process": Pair(
        program(FORKS),
        program(FORKS, ("    def two(self):\n        pass\n", "    def two(self):\n        self.one()\n")),
        "Handler.two calls one in B only",
        ("Handler.two is written otherwise in A and in B.",),
    ),
    "a helper in between": Pair(
        program(*asks_by("handler.one()")),
        program(*asks_by("handler.one()", "handler.two()")),
        "ask (below Handler.handle) calls two in B only",
        ("Handler.handle is the same code in both.",),
    ),
    "a nested function": Pair(
        program(handles("(lambda: self.one())()")),
        program(handles("(lambda: self.two())()")),
        "Handler.handle goes on with one in A, with two in B",
        ("Handler.handle is written otherwise in A and in B.",),
    ),
    "a generator that goes on": Pair(
        program(*generates("self.one()")),
        program(*generates("self.one()", "self.two()")),
        "Handler.parts (below Handler.handle) calls two in B only",
        ("Handler.handle is the same code in both.",),
    ),
    "an interrupt": Pair(
        program(),
        program(("        return True\n", "        signal.raise_signal(signal.SIGINT)\n")),
        "Handler.handle calls two in A only",
        ("In B Handler.handle was interrupted (KeyboardInterrupt).",),
    ),
    "a signal": Pair(
        program(server(*STRUCK, *ALARM)),
        program(server(*STRUCK)),
        "a lane of its own (signal) is recorded in A, and none such in B",
        (),
    ),
    "a fork of its own": Pair(
        program(handles("self.one()", "self.two()", "if not os.fork(): self.one(); os._exit(0)", "os.wait()")),
        program(),
        "a lane of its own (fork) that Handler.handle starts is recorded in A, and none such in B",
        (),
    ),
    "the same call once more": Pair(
        program(handles("self.one()", "self.two()", "self.one()")),
        program(),
        "Handler.handle goes on with one in A, and calls nothing more in B",
        ("Handler.handle is written otherwise in A and in B.",),
    ),
    "a like call with more inside": Pair(
        program(NESTED, handles("self.two(True)", "self.two(False)")),
        program(NESTED, handles("self.two(False)")),
        "Handler.handle: its call of two in A has no counterpart in B",
        (),
    ),
    "a value": Pair(
        program(server("def verify_request(self, *args):", "    return server is self")),
        program(server("def verify_request(self, *args):", "    return server is not self")),
        "BaseServer._handle_request_noblock goes on with process_request in A, "
        "with shutdown_request in B",
        ("BaseServer._handle_request_noblock is the same code in both: values decide here.",
         "verify_request, called before, returned True in A and False in B."),
    ),
    "a thread that runs something else": Pair(
        program(handles("threading.Thread(target=self.one).start()")),
        program(handles("threading.Thread(target=self.two).start()")),
        "Thread.run goes on with one in A, with two in B",
        ("Thread.run is the same code in both: values decide here.",),
    ),
    "a trace function that was taken away": Pair(
        program(),
        program(handles("self.one()", "sys.settrace(None)", "self.two()")),
        "handle: in A it returned, in B it has no recorded end",
        (),
    ),
}  # fmt: skip
