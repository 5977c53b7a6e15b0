"""os.fork inside a hop: the child's new hops open a lane of their own under the hop that forked."""

import os
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        child = os.fork()
        if not child:
            self.work()
            self.work()
            os._exit(0)
        os.waitpid(child, 0)
        self.rest()

    def work(self):
        return 1

    def rest(self):
        return 2


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.rest         | Demo       | instance    | returned | rest in Demo
#: lane fork from Demo.go
#: Demo.work           | Demo       | instance    | returned | work in Demo
#: Demo.work           | Demo       | instance    | returned | work in Demo
