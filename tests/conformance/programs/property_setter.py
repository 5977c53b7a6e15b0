"""Assigning to and deleting a property run its setter and deleter."""

from socketserver import BaseServer


class Demo(BaseServer):
    @property
    def size(self):
        return self._size

    @size.setter
    def size(self, size):
        self._size = size

    @size.deleter
    def size(self):
        del self._size


demo = Demo(("", 0), None)
demo.size = 3
demo.size += 1
del demo.size

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.size           | Demo       | property    | returned | size in Demo
#: Demo.size           | Demo       | property    | returned | size in Demo
#: Demo.size           | Demo       | property    | returned | size in Demo
#: Demo.size           | Demo       | property    | returned | size in Demo
