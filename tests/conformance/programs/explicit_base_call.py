"""Class.name(self): the search is in that class's MRO and may land further on."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Middle(Base):
    pass


class Other(Base):
    def go(self):
        return 2


class Demo(Middle, Other):
    def __init__(self):
        Middle.__init__(self, ("", 0), None)

    def go(self):
        return Middle.go(self)


Demo().go()

# Demo's MRO is Demo, Middle, Other, Base: the receiver's own would have led to Other.
#: lane main
#: Demo.__init__         | Demo       | constructor | returned | __init__ in Demo, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__ | BaseServer | class       | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go               | Demo       | instance    | returned | go in Demo, shadows Other Base, super Other
#:   Base.go             | Base       | class       | returned | go in Base
