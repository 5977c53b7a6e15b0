"""Slots: reading one runs no Python code, and a function kept in one is in no ``__dict__``."""

from socketserver import BaseServer


class Demo(BaseServer):
    __slots__ = ("hook",)

    def go(self):
        return self.hook() + self.work()

    def work(self):
        return 1


demo = Demo(("", 0), None)
demo.hook = lambda: 2
demo.go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.work         | Demo       | instance    | returned | work in Demo
