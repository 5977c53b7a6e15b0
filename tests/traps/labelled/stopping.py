"""shutdown(): who calls it, and on which thread."""

import os
import signal
import socketserver
import threading
from socketserver import BaseRequestHandler, ForkingMixIn, TCPServer, ThreadingMixIn, ThreadingTCPServer


class StopsInService(TCPServer):
    """service_actions() runs on the serving thread: shutdown() waits for itself."""

    turns = 0

    def service_actions(self):
        self.turns += 1
        if self.turns > 10:
            self.shutdown()


class StopsFromThread(TCPServer):
    def service_actions(self):
        threading.Thread(target=self.shutdown).start()


class StopsInHandling(TCPServer):
    def handle_error(self, request, client_address):
        self.shutdown()


class ThreadedStopsInHandling(ThreadingMixIn, TCPServer):
    """handle_error() runs on the request's thread here."""

    def finish_request(self, request, client_address):
        super().finish_request(request, client_address)
        self.shutdown()


class ThreadedStopsWhileAccepting(ThreadingMixIn, TCPServer):
    """verify_request() runs on the serving thread, mixin or not."""

    def verify_request(self, request, client_address):
        if client_address[0] != "127.0.0.1":
            self.shutdown()
        return True


class StopMethod(TCPServer):
    """stop() is for others to call."""

    def stop(self):
        self.shutdown()
        self.server_close()


class StopsThroughHelper(TCPServer):
    def process_request(self, request, client_address):
        super().process_request(request, client_address)
        self.enough()

    def enough(self):
        self.shutdown()


class QuitHandler(BaseRequestHandler):
    """Used with a server that has one thread."""

    def handle(self):
        if self.request.recv(4) == b"quit":
            self.server.shutdown()


class ThreadedQuitHandler(BaseRequestHandler):
    """Used with a server that has a thread for each request."""

    def handle(self):
        self.server.shutdown()


class ForkedQuitHandler(BaseRequestHandler):
    """Used with a server that forks: the child waits for a loop that it does not run."""

    def handle(self):
        self.server.shutdown()


class UnusedQuitHandler(BaseRequestHandler):
    """Nobody knows which server it is used with."""

    def handle(self):
        self.server.shutdown()


class DeferredQuitHandler(BaseRequestHandler):
    def handle(self):
        threading.Thread(target=self.server.shutdown, daemon=True).start()


class LambdaQuitHandler(BaseRequestHandler):
    def handle(self):
        threading.Thread(target=lambda: self.server.shutdown()).start()


class ForkingServer(ForkingMixIn, TCPServer):
    pass


class SocketShutdown(BaseRequestHandler):
    """The socket's shutdown() is another one."""

    def handle(self):
        self.request.shutdown(1)


class FlagServer(TCPServer):
    """Its own shutdown() only sets a flag."""

    stopping = False

    def shutdown(self):
        self.stopping = True

    def service_actions(self):
        if self.turned():
            self.shutdown()

    def turned(self):
        return os.getpid() == 0


def run_quit():
    with TCPServer(("127.0.0.1", 0), QuitHandler) as server:
        server.serve_forever()


def run_others():
    ThreadingTCPServer(("127.0.0.1", 0), ThreadedQuitHandler).serve_forever()
    ForkingServer(("127.0.0.1", 0), ForkedQuitHandler).serve_forever()
    TCPServer(("127.0.0.1", 0), DeferredQuitHandler).serve_forever()
    TCPServer(("127.0.0.1", 0), LambdaQuitHandler).serve_forever()
    socketserver.TCPServer(("127.0.0.1", 0), SocketShutdown).serve_forever()


def run_until_signal():
    """The signal handler runs on the main thread, which serves: it waits for itself."""
    server = TCPServer(("127.0.0.1", 0), BaseRequestHandler)

    def stop(number, frame):
        server.shutdown()

    signal.signal(signal.SIGTERM, stop)
    server.serve_forever()


def run_in_thread():
    server = TCPServer(("127.0.0.1", 0), BaseRequestHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.shutdown()
    thread.join()
