"""A thread whose target is a lambda: Thread.run is the hop that the lambda's calls belong to."""

import threading
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        thread = threading.Thread(target=lambda: self.work())
        thread.start()
        thread.join()

    def work(self):
        return 1


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor  | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance     | returned | go in Demo
#:   Thread.start      | Thread     | instance     | returned | start in Thread
#: lane thread from Thread.start
#: Thread.run          | Thread     | thread_entry | returned | -
#:   Demo.work         | Demo       | instance     | returned | work in Demo
