"""Servers and their mixins, in orders that work and in orders that do not."""

import http.server
import queue
import socketserver
import xmlrpc.server
from concurrent.futures import ThreadPoolExecutor
from socketserver import ForkingMixIn, TCPServer, ThreadingMixIn, ThreadingTCPServer, UDPServer


class MixinFirst(ThreadingMixIn, TCPServer):
    pass


class MixinLast(TCPServer, ThreadingMixIn):
    pass


class DatagramsMixinLast(UDPServer, ThreadingMixIn):
    daemon_threads = True


class HttpMixinLast(http.server.HTTPServer, socketserver.ThreadingMixIn):
    """With its own constructor, as such servers often have."""

    def __init__(self, port):
        http.server.HTTPServer.__init__(self, ("127.0.0.1", port), http.server.BaseHTTPRequestHandler)


class RpcMixinLast(xmlrpc.server.SimpleXMLRPCServer, ThreadingMixIn):
    pass


class RpcMixinFirst(ThreadingMixIn, xmlrpc.server.SimpleXMLRPCServer):
    pass


class ForkAfterThread(ThreadingTCPServer, ForkingMixIn):
    pass


class BelowMixinLast(MixinLast):
    """The order is not written here: its base has the mistake."""


class Forwarding(TCPServer, ThreadingMixIn):
    """Late, but reached by name."""

    def process_request(self, request, client_address):
        ThreadingMixIn.process_request(self, request, client_address)

    def server_close(self):
        TCPServer.server_close(self)


class Borrowing(TCPServer, ThreadingMixIn):
    """Late, but the class takes what it wants of it."""

    process_request = ThreadingMixIn.process_request
    server_close = ThreadingMixIn.server_close


class CustomThreading(ThreadingMixIn):
    daemon_threads = True


class CustomMixinLast(TCPServer, CustomThreading):
    pass


class CustomMixinFirst(CustomThreading, TCPServer):
    pass


class PoolMixin:
    """A pool, written by someone who knows that it comes first."""

    workers = 4
    _pool = None

    def process_request(self, request, client_address):
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.workers)
        self._pool.submit(self.work, request, client_address)

    def work(self, request, client_address):
        self.finish_request(request, client_address)
        self.shutdown_request(request)


class PoolFirst(PoolMixin, TCPServer):
    pass


class PoolLast(TCPServer, PoolMixin):
    pass


class QueueFeeding:
    """Not named a mixin, and yet one: finish_request is the server's."""

    waiting = queue.Queue()

    def process_request(self, request, client_address):
        self.waiting.put((request, client_address))

    def _work(self):
        request, client_address = self.waiting.get()
        self.finish_request(request, client_address)


class QueueLast(TCPServer, QueueFeeding):
    pass


class QueueFirst(QueueFeeding, TCPServer):
    pass


class Greeting:
    """Adds something, overrides nothing."""

    def greet(self):
        return "hello"


class AddsOnly(TCPServer, Greeting):
    pass


class TwoMixins(Greeting, ThreadingMixIn, TCPServer):
    pass


class SecondMixinLate(Greeting, TCPServer, ThreadingMixIn):
    pass
