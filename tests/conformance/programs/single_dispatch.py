"""singledispatchmethod: functools chooses and calls, so the search cannot be read off the call."""

import functools
from socketserver import BaseServer


class Demo(BaseServer):
    @functools.singledispatchmethod
    def show(self, item):
        return self.work()

    @show.register
    def show_number(self, item: int):
        return self.work()

    def work(self):
        return 1


demo = Demo(("", 0), None)
demo.show(3)
demo.show("text")

# show_number lies in the class under that name; the general function is what the class's value
# wraps. functools' own code calls both, in a way that names neither: up to 3.14 what it calls may be
# made on the spot, from 3.15 on it is a variable.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.show_number    | Demo       | unknown     | returned | reason @3.14-
#: Demo.show_number    | Demo       | stored      | returned | reason @3.15+
#:   Demo.work         | Demo       | instance    | returned | work in Demo
#: Demo.show           | Demo       | unknown     | returned | reason @3.14-
#: Demo.show           | Demo       | stored      | returned | reason @3.15+
#:   Demo.work         | Demo       | instance    | returned | work in Demo
