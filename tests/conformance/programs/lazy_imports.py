"""Modules that are imported at their first use, from 3.15 on: what they hold is known then."""

__lazy_modules__ = ["socketserver", "string"]

import socketserver
from string import capwords


class Demo(socketserver.BaseServer):
    title = staticmethod(capwords)

    def go(self):
        return self.title("a b")


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | returned | go in Demo
#:   capwords          | Demo       | instance    | returned | title in Demo
