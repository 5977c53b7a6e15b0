"""A Thread subclass with its own run(): the run of a thread that serves, so the chain is unbroken."""

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

#: lane main
#: BaseServer.__init__ | BaseServer | constructor  | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance     | returned | go in Demo
#:   Thread.start      | Thread     | instance     | returned | start in Thread
#: lane thread from Thread.start
#: Worker.run          | Worker     | thread_entry | returned | -
#:   Demo.work         | Demo       | instance     | returned | work in Demo
#:   Demo.work         | Demo       | instance     | returned | work in Demo
