"""super() called inside comprehensions: the code that calls is not the method's own on every Python."""

from socketserver import BaseServer


class Base(BaseServer):
    def go(self, number):
        return number


class Demo(Base):
    def go(self, number):
        return [super(Demo, self).go(each) for each in range(number)]

    def sum(self):
        return sum(super(Demo, self).go(each) for each in (7,))


demo = Demo(("", 0), None)
demo.go(2)
demo.sum()

# The bodies of comprehensions and generator expressions are no hops: their calls are the method's.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo, shadows Base, super Base
#:   Base.go           | Base       | super       | returned | go in Base, written in Demo
#:   Base.go           | Base       | super       | returned | go in Base, written in Demo
#: Demo.sum            | Demo       | instance    | returned | sum in Demo
#:   Base.go           | Base       | super       | returned | go in Base, written in Demo
