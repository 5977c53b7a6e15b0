"""A thread in which no hop runs serves nothing: its start and run are no hops either."""

import threading
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        thread = threading.Thread(target=len, args=("abc",))
        thread.start()
        thread.join()
        self.work()

    def work(self):
        return 1


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.work         | Demo       | instance    | returned | work in Demo
