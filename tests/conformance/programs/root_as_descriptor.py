"""A server that is itself a descriptor: ``__get__`` and ``__set__`` are found on its type alone."""

from socketserver import BaseServer


class Demo(BaseServer):
    def __get__(self, holder, owner):
        return 1

    def __set__(self, holder, value):
        pass


class Holder:
    demo = Demo(("", 0), None)


holder = Holder()
holder.demo
holder.demo = 2

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.__get__        | Demo       | special     | returned | __get__ in Demo
#: Demo.__set__        | Demo       | special     | returned | __set__ in Demo
