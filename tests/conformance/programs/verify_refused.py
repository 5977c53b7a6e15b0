"""A request that verify_request refuses counts; one that get_request fails to get does not."""

from socketserver import BaseServer


class Demo(BaseServer):
    broken = True

    def get_request(self):
        if self.broken:
            raise OSError("no connection")
        return object(), "client"

    def verify_request(self, request, client_address):
        return False


demo = Demo(("", 0), None)
demo._handle_request_noblock()
demo.broken = False
demo._handle_request_noblock()

#: lane main
#: BaseServer.__init__                   | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer._handle_request_noblock    | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request                    | Demo       | instance | raised OSError | get_request in Demo
#: BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request #1                 | Demo       | instance | returned | get_request in Demo
#:   Demo.verify_request #1              | Demo       | instance | returned | verify_request in Demo, shadows BaseServer, super BaseServer
#:   BaseServer.shutdown_request #1      | BaseServer | instance | returned | shutdown_request in BaseServer
#:     BaseServer.close_request #1       | BaseServer | instance | returned | close_request in BaseServer
