"""python-osc's servers: ``threads`` or ``forks``."""

import sys

from pythonosc import osc_server
from pythonosc.dispatcher import Dispatcher


def double(address, *numbers):
    return ("/doubled", *(2 * each for each in numbers))


dispatcher = Dispatcher()
dispatcher.map("/double", double)
Server = {
    "threads": osc_server.ThreadingOSCUDPServer,
    "forks": osc_server.ForkingOSCUDPServer,
}[sys.argv[1]]
with Server(("127.0.0.1", 0), dispatcher) as server:
    server.serve_forever()
