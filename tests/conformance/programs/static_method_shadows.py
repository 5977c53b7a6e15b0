"""A base class gets the name of a static method later on: from then on it is shadowed."""

from socketserver import BaseServer


class Base(BaseServer):
    pass


class Demo(Base):
    @staticmethod
    def double(number):
        return 2 * number


def patched(self, number):
    return number


demo = Demo(("", 0), None)
demo.double(4)
Base.double = patched
demo.double(5)

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.double         | Demo       | instance    | returned | double in Demo
#: Demo.double         | Demo       | instance    | returned | double in Demo, shadows Base
