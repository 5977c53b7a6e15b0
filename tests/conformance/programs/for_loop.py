"""``for`` calls ``__iter__`` once and ``__next__`` until it raises StopIteration."""

from socketserver import BaseServer


class Demo(BaseServer):
    left = 2

    def __iter__(self):
        return self

    def __next__(self):
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left


demo = Demo(("", 0), None)
for number in demo:
    str(number)

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.__iter__       | Demo       | special     | returned | __iter__ in Demo
#: Demo.__next__       | Demo       | special     | returned | __next__ in Demo
#: Demo.__next__       | Demo       | special     | returned | __next__ in Demo
#: Demo.__next__       | Demo       | special     | raised StopIteration | __next__ in Demo
