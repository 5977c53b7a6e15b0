"""os._exit in a hop: hops that never ended are unfinished."""

import os
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        self.work()
        self.vanish()

    def work(self):
        return 1

    def vanish(self):
        os._exit(0)


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned   | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | unfinished | go in Demo
#:   Demo.work         | Demo       | instance    | returned   | work in Demo
#:   Demo.vanish       | Demo       | instance    | unfinished | vanish in Demo
