"""In a diamond, super() leads to a class that is no parent of the one it is written in."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Left(Base):
    def go(self):
        return super().go()


class Right(Base):
    def go(self):
        return super().go()


class Demo(Left, Right):
    pass


Demo(("", 0), None).go()
Left(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Left.go             | Left       | instance    | returned | go in Left, shadows Right Base, super Right
#:   Right.go          | Right      | super       | returned | go in Right, shadows Base, super Base, written in Left
#:     Base.go         | Base       | super       | returned | go in Base, written in Right
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Left.go             | Left       | instance    | returned | go in Left, shadows Base, super Base
#:   Base.go           | Base       | super       | returned | go in Base, written in Left
