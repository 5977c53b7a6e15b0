"""``__getattr__`` answers where neither class nor object has the name."""

from socketserver import BaseServer


class Base(BaseServer):
    def __getattr__(self, name):
        if name != "colour":
            raise AttributeError(name)
        return "blue"


class Demo(Base):
    def go(self):
        return self.colour


demo = Demo(("", 0), None)
demo.go()
try:
    demo.shape
except AttributeError:
    pass

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Base.__getattr__  | Base       | getattr     | returned | colour by getattr
#: Base.__getattr__    | Base       | getattr     | raised AttributeError | shape by getattr
