"""One function under two names in an object's own ``__dict__``: the call says which one was asked."""

from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        self.second()
        getattr(self, "second")()
        self.first()
        kept = self.second
        kept()

    def copy(self):
        self.copied = self.first
        self.copied()


def answer():
    return 1


demo = Demo(("", 0), None)
demo.first = demo.second = answer
demo.go()
demo.copy()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance      | returned | go in Demo
#:   answer            | -          | instance_dict | returned | second in instance
#:   answer            | -          | instance_dict | returned | second in instance
#:   answer            | -          | instance_dict | returned | first in instance
#:   answer            | -          | stored        | returned | second in instance, fetched
#: Demo.copy           | Demo       | instance      | returned | copy in Demo
#:   answer            | -          | instance_dict | returned | copied in instance
