"""Raising, returning None and catching inside are three different outcomes of a call."""

from socketserver import BaseServer


class Demo(BaseServer):
    def quiet(self):
        pass

    def loud(self):
        raise KeyError("loud")

    def careful(self):
        try:
            self.loud()
        except KeyError:
            return

    def final(self):
        try:
            self.loud()
        finally:
            return 5


demo = Demo(("", 0), None)
demo.quiet()
demo.careful()
demo.final()
try:
    demo.loud()
except KeyError:
    pass

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.quiet          | Demo       | instance    | returned | quiet in Demo
#: Demo.careful        | Demo       | instance    | returned | careful in Demo
#:   Demo.loud         | Demo       | instance    | raised KeyError | loud in Demo
#: Demo.final          | Demo       | instance    | returned | final in Demo
#:   Demo.loud         | Demo       | instance    | raised KeyError | loud in Demo
#: Demo.loud           | Demo       | instance    | raised KeyError | loud in Demo
