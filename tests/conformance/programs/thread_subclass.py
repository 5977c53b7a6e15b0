"""A Thread subclass with its own run(): not Thread.run, so no hop; the lane opens with what it calls."""

import threading
from socketserver import BaseServer


class Worker(threading.Thread):
    def __init__(self, demo):
        super().__init__()
        self.demo = demo

    def run(self):
        self.demo.work()
        self.demo.work()


class Demo(BaseServer):
    def go(self):
        worker = Worker(self)
        worker.start()
        worker.join()

    def work(self):
        return 1


Demo(("", 0), None).go()

# "The first hop of a thread" is its entry, whatever called it; the second has a search of its own.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor  | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance     | returned | go in Demo
#:   Thread.start      | Thread     | instance     | returned | start in Thread
#: lane thread from Thread.start
#: Demo.work           | Demo       | thread_entry | returned | -
#: Demo.work           | Demo       | instance     | returned | work in Demo
