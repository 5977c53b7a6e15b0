"""Handlers: what is there when handle() runs."""

import functools
import http.server
import logging
import socketserver
import ssl
from socketserver import BaseRequestHandler, DatagramRequestHandler, StreamRequestHandler


class Plain(StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())


class BareSetup(StreamRequestHandler):
    def setup(self):
        self.name = "x"

    def handle(self):
        self.wfile.write(self.name.encode())


class SuperSetup(StreamRequestHandler):
    def setup(self):
        super().setup()
        self.name = "x"


class NamedSetup(StreamRequestHandler):
    def setup(self):
        self.name = "x"
        StreamRequestHandler.setup(self)


class OwnFiles(StreamRequestHandler):
    """It makes both files by itself."""

    def setup(self):
        self.connection = ssl.create_default_context().wrap_socket(self.request)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")


class OwnBothEnds(StreamRequestHandler):
    """Neither setup nor finish of the base, and no use of its files."""

    def setup(self):
        self.buffer = b""

    def handle(self):
        self.buffer += self.request.recv(10)

    def finish(self):
        self.request.sendall(self.buffer)


class BaseSetup(BaseRequestHandler):
    """BaseRequestHandler.setup does nothing: there is nothing to miss."""

    def setup(self):
        self.name = "x"


class DatagramBareSetup(DatagramRequestHandler):
    def setup(self):
        self.seen = 0

    def handle(self):
        self.wfile.write(b"x")


class BareSetupMixin:
    def setup(self):
        self.tag = "t"


class MixinHidesSetup(BareSetupMixin, StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.tag.encode())


class GoodSetupMixin:
    def setup(self):
        super().setup()
        self.tag = "t"


class MixinPassesOn(GoodSetupMixin, StreamRequestHandler):
    pass


class BelowBareSetup(BareSetup):
    """Inherits the mistake; it is told once, above."""


class LateAttribute(BaseRequestHandler):
    def __init__(self, request, client_address, server):
        super().__init__(request, client_address, server)
        self.prefix = "> "

    def handle(self):
        self.request.sendall(self.prefix.encode())


class EarlyAttribute(BaseRequestHandler):
    def __init__(self, request, client_address, server):
        self.prefix = "> "
        super().__init__(request, client_address, server)

    def handle(self):
        self.request.sendall(self.prefix.encode())


class LateByName(StreamRequestHandler):
    def __init__(self, *args):
        StreamRequestHandler.__init__(self, *args)
        self.users = {}

    def handle(self):
        self.greet()

    def greet(self):
        self.wfile.write(repr(self.users).encode())


class LateUnread(BaseRequestHandler):
    """Nothing reads it: useless, and harmless."""

    def __init__(self, *args):
        super().__init__(*args)
        self.done = True

    def handle(self):
        self.request.sendall(b"x")


class SetUpToo(BaseRequestHandler):
    """Set afterwards, and in setup() as well."""

    def __init__(self, *args):
        super().__init__(*args)
        self.prefix = None

    def setup(self):
        self.prefix = "> "

    def handle(self):
        self.request.sendall(self.prefix.encode())


class LateHttp(http.server.BaseHTTPRequestHandler):
    def __init__(self, *args):
        super().__init__(*args)
        self.pages = {"/": b"home"}

    def do_GET(self):
        self.wfile.write(self.pages[self.path])


class Directory(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *args, folder, **kwargs):
        self.folder = folder
        super().__init__(*args, directory=folder, **kwargs)


LateFactory = functools.partial(Directory, folder="/tmp")


class LateTimeout(StreamRequestHandler):
    """setup() reads timeout while the constructor runs."""

    def __init__(self, *args):
        super().__init__(*args)
        self.timeout = 5


class AfterwardsReport(BaseRequestHandler):
    """What is set afterwards is read afterwards."""

    def __init__(self, *args):
        super().__init__(*args)
        self.took = 3
        self.report()

    def handle(self):
        self.request.sendall(b"x")

    def report(self):
        logging.info("took %s", self.took)


class GuardedRead(BaseRequestHandler):
    def __init__(self, *args):
        super().__init__(*args)
        self.cache = {}

    def handle(self):
        if hasattr(self, "cache"):
            self.request.sendall(repr(self.cache).encode())


class LateConditional(BaseRequestHandler):
    def __init__(self, request, client_address, server, prefix=None):
        if prefix is not None:
            self.prefix = prefix
        else:
            self.prefix = "> "
        BaseRequestHandler.__init__(self, request, client_address, server)

    def handle(self):
        self.request.sendall(self.prefix.encode())


class NotAHandler:
    def __init__(self):
        super().__init__()
        self.prefix = "> "

    def handle(self):
        return self.prefix


class ServerState(socketserver.TCPServer):
    """A server may set attributes after: it serves only later."""

    def __init__(self, *args):
        super().__init__(*args)
        self.state = {}

    def verify_request(self, request, client_address):
        return client_address not in self.state
