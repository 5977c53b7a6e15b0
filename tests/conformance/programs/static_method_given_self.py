"""A static method that is handed a server, or its class: neither is what it was called on."""

from socketserver import BaseServer


class Demo(BaseServer):
    @staticmethod
    def show(thing, *more):
        return 1

    def go(self):
        return self.show(self)


demo = Demo(("", 0), None)
demo.go()
Demo.show(demo)
Demo.show(Demo, 2)

# Without a receiver there is no "next in the receiver's MRO": super is null.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.show         | Demo       | instance    | returned | show in Demo
#: Demo.show           | Demo       | class       | returned | show in Demo
#: Demo.show           | Demo       | class       | returned | show in Demo
