"""Options of a server: class attributes that its constructor reads."""

import contextlib
import http.server
import socket
import socketserver
from socketserver import BaseRequestHandler, TCPServer


class Reusing(TCPServer):
    allow_reuse_address = True


class ReusingTooLate(TCPServer):
    def __init__(self, address, handler):
        super().__init__(address, handler)
        self.allow_reuse_address = True


class ReusingInTime(TCPServer):
    def __init__(self, address, handler):
        self.allow_reuse_address = True
        super().__init__(address, handler)


class ReusingUnbound(TCPServer):
    def __init__(self, address, handler):
        super().__init__(address, handler, bind_and_activate=False)
        self.allow_reuse_address = True
        self.server_bind()
        self.server_activate()


class QueueTooLate(socketserver.ThreadingTCPServer):
    def __init__(self, address, handler):
        socketserver.ThreadingTCPServer.__init__(self, address, handler)
        self.request_queue_size = 50
        self.daemon_threads = True


class Lazy(TCPServer):
    """It binds when it is told to."""

    def __init__(self, address, handler):
        super().__init__(address, handler, False)


class Holder:
    """Keeps a server."""

    def __init__(self):
        self.server = TCPServer(("127.0.0.1", 0), BaseRequestHandler)
        self.server.allow_reuse_address = True


class SixTooLate(TCPServer):
    def __init__(self, address, handler):
        super().__init__(address, handler)
        self.address_family = socket.AF_INET6


def after():
    server = TCPServer(("127.0.0.1", 0), BaseRequestHandler)
    server.allow_reuse_address = True
    server.serve_forever()


def after_in_with():
    with TCPServer(("127.0.0.1", 0), BaseRequestHandler) as server:
        server.allow_reuse_address = True
        server.serve_forever()


def unbound():
    server = TCPServer(("127.0.0.1", 0), BaseRequestHandler, bind_and_activate=False)
    server.allow_reuse_address = True
    server.server_bind()
    server.server_activate()


def unbound_by_position():
    server = TCPServer(("127.0.0.1", 0), BaseRequestHandler, False)
    server.allow_reuse_address = True
    server.server_bind()


def lazy():
    server = Lazy(("127.0.0.1", 0), BaseRequestHandler)
    server.allow_reuse_address = True
    server.server_bind()


def before():
    TCPServer.allow_reuse_address = True
    TCPServer(("127.0.0.1", 0), BaseRequestHandler).serve_forever()


def already_so():
    """HTTPServer's class says so already: it changes nothing, and nothing is missing."""
    server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    server.allow_reuse_address = True
    server.serve_forever()


def read_later():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), BaseRequestHandler)
    server.daemon_threads = True
    server.timeout = 5
    server.serve_forever()


def another_object():
    server = TCPServer(("127.0.0.1", 0), BaseRequestHandler)
    with contextlib.closing(server):
        server = contextlib.ExitStack()
        server.allow_reuse_address = True
