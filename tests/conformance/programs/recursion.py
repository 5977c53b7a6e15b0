"""A chain 3,000 calls deep."""

import sys
from socketserver import BaseServer


class Demo(BaseServer):
    def down(self, left):
        return left and self.down(left - 1)


sys.setrecursionlimit(10_000)
Demo(("", 0), None).down(2_999)

#: lane main
#: BaseServer.__init__ | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: Demo.down (3000 nested) | Demo   | instance    | returned | down in Demo
