"""A class method called on the class, on an instance, and over super()."""

from socketserver import BaseServer


class Base(BaseServer):
    @classmethod
    def make(cls):
        return cls(("", 0), None)


class Demo(Base):
    @classmethod
    def make(cls):
        return super().make()


demo = Demo.make()
demo.make()

# The receiver is the class; super() is searched in its MRO.
#: lane main
#: Demo.make               | Demo       | class       | returned | make in Demo, shadows Base, super Base
#:   Base.make             | Base       | super       | returned | make in Base, written in Demo
#:     BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.make               | Demo       | instance    | returned | make in Demo, shadows Base, super Base
#:   Base.make             | Base       | super       | returned | make in Base, written in Demo
#:     BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
