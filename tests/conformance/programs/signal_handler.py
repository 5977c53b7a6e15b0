"""A signal handler strikes inside the hop that runs when the signal arrives."""

import signal
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        signal.signal(signal.SIGUSR1, self.note)
        signal.raise_signal(signal.SIGUSR1)

    def note(self, number, frame):
        return number


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.note         | Demo       | interrupt   | returned | -
