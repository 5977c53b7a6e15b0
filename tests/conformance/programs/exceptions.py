"""A handler that raises: the exception leaves hop after hop until _handle_request_noblock catches it."""

from socketserver import BaseRequestHandler, BaseServer


class Failing(BaseRequestHandler):
    def handle(self):
        raise ValueError("no")


class Demo(BaseServer):
    def get_request(self):
        return object(), "client"

    def handle_error(self, request, client_address):
        return None


Demo(("", 0), Failing)._handle_request_noblock()

#: lane main
#: BaseServer.__init__                   | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request #1                 | Demo       | instance | returned | get_request in Demo
#:   BaseServer.verify_request #1        | BaseServer | instance | returned | verify_request in BaseServer
#:   BaseServer.process_request #1       | BaseServer | instance | raised ValueError | process_request in BaseServer
#:     BaseServer.finish_request #1      | BaseServer | instance | raised ValueError | finish_request in BaseServer
#:       BaseRequestHandler.__init__ #1  | BaseRequestHandler | constructor | raised ValueError | __init__ in BaseRequestHandler, shadows object, super object
#:         BaseRequestHandler.setup #1   | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:         Failing.handle #1             | Failing    | instance | raised ValueError | handle in Failing, shadows BaseRequestHandler, super BaseRequestHandler
#:         BaseRequestHandler.finish #1  | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
#:   Demo.handle_error #1                | Demo       | instance | returned | handle_error in Demo, shadows BaseServer, super BaseServer
#:   BaseServer.shutdown_request #1      | BaseServer | instance | returned | shutdown_request in BaseServer
#:     BaseServer.close_request #1       | BaseServer | instance | returned | close_request in BaseServer
