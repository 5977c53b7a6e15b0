"""A decorator that keeps no ``__wrapped__``: what it calls cannot be found on the class."""

from socketserver import BaseServer


def watched(function):
    def wrapper(self):
        return function(self)

    return wrapper


class Demo(BaseServer):
    @watched
    def go(self):
        return self.work()

    def work(self):
        return 1


Demo(("", 0), None).go()

# Demo.go's own body is in no __dict__ (only in a closure): no hop; its calls are the wrapper's.
#: lane main
#: BaseServer.__init__      | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: watched.<locals>.wrapper | Demo       | instance    | returned | go in Demo
#:   Demo.work              | Demo       | instance    | returned | work in Demo
