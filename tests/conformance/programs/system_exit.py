"""sys.exit is an exception like another."""

import sys
from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        self.leave()

    def leave(self):
        sys.exit(0)


Demo(("", 0), None).go()

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.go             | Demo       | instance    | raised SystemExit | go in Demo
#:   Demo.leave        | Demo       | instance    | raised SystemExit | leave in Demo
