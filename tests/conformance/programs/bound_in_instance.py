"""A method bound to the very object that holds it is found there; bound to another, it is that one's."""

from socketserver import BaseServer
from types import MethodType


class Meter:
    def note(self):
        return 1


class Demo(BaseServer):
    def go(self):
        self.note()
        self.meter.note()
        return self.route("b")


def route(self, path):
    return path


demo, meter = Demo(("", 0), None), Meter()
demo.route = MethodType(route, demo)
demo.route("a")
demo.note, demo.meter = meter.note, meter
demo.note()
meter.note()
demo.go()

# Meter is no root object: its note() is no hop, whoever holds a bound method of it.
#: lane main
#: BaseServer.__init__ | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: route               | -          | instance_dict | returned | route in instance
#: Demo.go             | Demo       | instance      | returned | go in Demo
#:   route             | -          | instance_dict | returned | route in instance
