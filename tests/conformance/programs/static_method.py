"""A static method called on the class and on self: it has an owner and no receiver."""

from socketserver import BaseServer


class Base(BaseServer):
    @staticmethod
    def double(number):
        return 2 * number


class Demo(Base):
    def go(self):
        return self.double(4)


demo = Demo(("", 0), None)
demo.go()
Demo.double(5)

# Without a receiver there is no "next in the receiver's MRO": super is null.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Base.double       | Base       | instance    | returned | double in Base
#: Base.double         | Base       | class       | returned | double in Base
