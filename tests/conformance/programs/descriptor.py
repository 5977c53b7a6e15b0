"""A descriptor that is no root: its ``__get__`` is no hop, but what it calls on the root is."""

from socketserver import BaseServer


class Field:
    def __get__(self, holder, owner):
        return holder.work()


class Demo(BaseServer):
    field = Field()

    def go(self):
        return self.field

    def work(self):
        return 1


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   Demo.work         | Demo       | instance    | returned | work in Demo
