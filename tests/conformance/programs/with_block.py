"""A server in a ``with`` block: three calls at one site, told apart by opcode and name."""

from socketserver import BaseServer


class Demo(BaseServer):
    def go(self):
        return 1


with Demo(("", 0), None) as demo:
    demo.go()

#: lane main
#: BaseServer.__init__     | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer.__enter__    | BaseServer | special     | returned | __enter__ in BaseServer
#: Demo.go                 | Demo       | instance    | returned | go in Demo
#: BaseServer.__exit__     | BaseServer | special     | returned | __exit__ in BaseServer
#:   BaseServer.server_close | BaseServer | instance  | returned | server_close in BaseServer
