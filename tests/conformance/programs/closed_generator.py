"""Generators closed, thrown into and dropped: that goes on with the old hop, it is no new one."""

from socketserver import BaseServer


class Demo(BaseServer):
    def items(self):
        try:
            yield 1
        finally:
            self.note()

    def note(self):
        return 1

    def close(self):
        items = self.items()
        next(items)
        items.close()

    def throw(self):
        items = self.items()
        next(items)
        try:
            items.throw(KeyError("thrown"))
        except KeyError:
            pass

    def drop(self):
        for _ in self.items():
            break


demo = Demo(("", 0), None)
demo.close()
demo.throw()
demo.drop()

# C code (next) runs items; what the generator does at its end belongs to who ended it.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.close          | Demo       | instance    | returned | close in Demo
#:   Demo.items        | Demo       | callback    | yielded  | items in Demo, fetched
#:   Demo.note         | Demo       | instance    | returned | note in Demo, resumed Demo.items
#: Demo.throw          | Demo       | instance    | returned | throw in Demo
#:   Demo.items        | Demo       | callback    | yielded  | items in Demo, fetched
#:   Demo.note         | Demo       | instance    | returned | note in Demo, resumed Demo.items
#: Demo.drop           | Demo       | instance    | returned | drop in Demo
#:   Demo.items        | Demo       | instance    | yielded  | items in Demo
#:   Demo.note         | Demo       | instance    | returned | note in Demo, resumed Demo.items
