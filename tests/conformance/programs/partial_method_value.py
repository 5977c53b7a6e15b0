"""functools.partial around a bound method: fetched in one place, called in another."""

import functools
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self, number):
        return number

    def run(self):
        later = functools.partial(self.go, 3)
        return later()


Demo(("", 0), None).run()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.run            | Demo       | instance    | returned | run in Demo
#:   Demo.go           | Demo       | stored      | returned | go in Demo, fetched
