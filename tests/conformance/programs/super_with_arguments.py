"""super(Class, self) names the class to start after, which need not be the one it is written in."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self):
        return 1


class Middle(Base):
    def go(self):
        return 2


class Demo(Middle):
    def go(self):
        return super(Demo, self).go() + super(Middle, self).go()


Demo(("", 0), None).go()

# `start` is the class after `written_in`, so for super(Middle, self) written_in is Middle.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo, shadows Middle Base, super Middle
#:   Middle.go         | Middle     | super       | returned | go in Middle, shadows Base, super Base, written in Demo
#:   Base.go           | Base       | super       | returned | go in Base, written in Middle
