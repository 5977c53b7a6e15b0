"""A decorated method: the wrapper is found on the class, and what it wraps runs inside it."""

import functools
from socketserver import BaseServer


def watched(function):
    @functools.wraps(function)
    def wrapper(self, *args):
        return function(self, *args)

    return wrapper


class Demo(BaseServer):
    @watched
    def go(self):
        return self.work()

    def work(self):
        return 1


Demo(("", 0), None).go()

# The wrapped function is a hop too: the class's value wraps its code. No attribute was looked up
# for that call (it comes from the decorator's closure): `stored`, and a reason instead of a search.
#: lane main
#: BaseServer.__init__          | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: watched.<locals>.wrapper     | Demo       | instance    | returned | go in Demo
#:   Demo.go                    | Demo       | stored      | returned | reason
#:     Demo.work                | Demo       | instance    | returned | work in Demo
