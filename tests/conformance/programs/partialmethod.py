"""functools.partialmethod: the class holds the same code under two names; the call says which."""

import functools
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self, number):
        return number

    go_three = functools.partialmethod(go, 3)


demo = Demo(("", 0), None)
demo.go_three()
demo.go(4)

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go_three in Demo
#: Demo.go             | Demo       | instance    | returned | go in Demo
