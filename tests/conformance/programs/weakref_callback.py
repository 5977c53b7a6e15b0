"""A weak reference's callback strikes where the object dies, inside whatever hop is running."""

import weakref
from socketserver import BaseServer


class Thing:
    pass


class Demo(BaseServer):
    def go(self):
        thing = Thing()
        self.watch = weakref.ref(thing, self.gone)
        thing = None

    def gone(self, reference):
        return 1


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.gone         | Demo       | interrupt   | returned | -
