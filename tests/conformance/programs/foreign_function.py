"""Functions of other modules as class attributes: the class that holds them owns them."""

import copy
import string
from socketserver import BaseServer


class Demo(BaseServer):
    clone = copy.copy
    title = staticmethod(string.capwords)

    def go(self):
        return self.title("a b")


demo = Demo(("", 0), None)
demo.clone()
demo.go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: copy                | Demo       | instance    | returned | clone in Demo
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   capwords          | Demo       | instance    | returned | title in Demo
