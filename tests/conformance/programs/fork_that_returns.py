"""A forked child that goes on through its inherited hops: their returns there are not recorded."""

import os
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        return self.split()

    def split(self):
        child = os.fork()
        if child:
            os.waitpid(child, 0)
        return child

    def work(self):
        return 1


demo = Demo(("", 0), None)
if not demo.go():
    demo.work()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.split        | Demo       | instance    | returned | split in Demo
#: lane fork from Demo.split
#: Demo.work           | Demo       | instance    | returned | work in Demo
