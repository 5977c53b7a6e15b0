"""Constructors that run, and those that never do."""

import socketserver
import threading
from socketserver import TCPServer


class CountingMixin:
    def __init__(self, *args, **kwargs):
        self.count = 0
        super().__init__(*args, **kwargs)

    def verify_request(self, request, client_address):
        self.count += 1
        return True


class CountingFirst(CountingMixin, TCPServer):
    pass


class Statistics:
    """Adds methods that need what its __init__ makes."""

    def __init__(self):
        self.times = []

    def note(self, seconds):
        self.times.append(seconds)

    def mean(self):
        return sum(self.times) / len(self.times)


class StatisticsNeverMade(TCPServer, Statistics):
    """TCPServer.__init__ calls BaseServer's by name: note() has no times."""


class StatisticsByName(TCPServer, Statistics):
    def __init__(self, address, handler):
        Statistics.__init__(self)
        TCPServer.__init__(self, address, handler)


class StatisticsSuperOnly(TCPServer, Statistics):
    """Its super().__init__() is TCPServer's, which stops there."""

    def __init__(self, address, handler):
        super().__init__(address, handler)
        self.name = "statistics"


class StatisticsMadeHere(TCPServer, Statistics):
    """It makes what the mixin needs by itself."""

    def __init__(self, address, handler):
        self.times = []
        super().__init__(address, handler)


class Idle:
    def __init__(self):
        self.idle_since = None

    def describe(self):
        return "a server"


class IdleNeverMade(TCPServer, Idle):
    """Idle.__init__ never runs, and no method misses what it would have made."""


class Cooperative:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = True


class Timer:
    def __init__(self):
        self.began = 0

    def elapsed(self):
        return 1 - self.began


class CooperativeThenTimer(Cooperative, Timer):
    pass


class LockedList(list, Statistics):
    """list's constructor is written in C and calls no other."""


class TimedThread(threading.Thread, Timer):
    """Thread.__init__ ends the chain: elapsed() has no began."""


class DefaultTimer(Timer):
    began = 5


class TimedDefault(threading.Thread, DefaultTimer):
    """There is a value for began in the class."""


class LoopInit(TCPServer, Statistics):
    def __init__(self, address, handler):
        for base in (Statistics,):
            base.__init__(self)
        super().__init__(address, handler)


class Connection(socketserver.StreamRequestHandler, Timer):
    """A handler with a mixin whose constructor never runs."""

    def handle(self):
        self.wfile.write(str(self.elapsed()).encode())
