"""A generator's hop ends at its first yield; what it calls later hangs under who resumed it."""

from socketserver import BaseServer


class Demo(BaseServer):
    def items(self):
        self.note(1)
        yield 1
        self.note(2)
        yield 2

    def note(self, number):
        return number

    def go(self):
        for item in self.items():
            str(item)


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.items        | Demo       | instance    | yielded  | items in Demo
#:     Demo.note       | Demo       | instance    | returned | note in Demo
#:   Demo.note         | Demo       | instance    | returned | note in Demo, resumed Demo.items
