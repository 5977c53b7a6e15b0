"""super() without arguments inside a nested function that takes self."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Demo(Base):
    def go(self):
        def inner(self):
            return super().go()

        return inner(self)


class Last(Demo):
    pass


Last(("", 0), None).go()

# inner is no hop. It is written in Demo, so the search starts after Demo.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo, shadows Base, super Base
#:   Base.go           | Base       | super       | returned | go in Base, written in Demo
