"""A method replaced while the program runs, then deleted: each call shows the class as it stood."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Demo(Base):
    def go(self):
        return 2


def patched(self):
    return 3


demo = Demo(("", 0), None)
demo.go()
Demo.go = patched
demo.go()
del Demo.go
demo.go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo, shadows Base, super Base
#: patched             | Demo       | instance    | returned | go in Demo, shadows Base, super Base
#: Base.go             | Base       | instance    | returned | go in Base
