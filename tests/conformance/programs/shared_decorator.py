"""One decorator used in two classes: one wrapper code, told apart by its free variables."""

import functools
from socketserver import BaseServer


def watched(function):
    @functools.wraps(function)
    def wrapper(self):
        return function(self)

    return wrapper


class Base(BaseServer):
    @watched
    def go(self):
        return 1


class Demo(Base):
    @watched
    def go(self):
        return super().go()


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__            | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: watched.<locals>.wrapper       | Demo       | instance    | returned | go in Demo, shadows Base, super Base
#:   Demo.go                      | Demo       | stored      | returned | reason
#:     watched.<locals>.wrapper   | Base       | super       | returned | go in Base, written in Demo
#:       Base.go                  | Base       | stored      | returned | reason
