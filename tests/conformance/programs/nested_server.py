"""A handler that runs a server of its own: the inner request has its own number."""

from socketserver import BaseRequestHandler, BaseServer


class Demo(BaseServer):
    def get_request(self):
        return object(), "client"

    def process_request(self, request, client_address):
        self.RequestHandlerClass(request, client_address, self)

    def shutdown_request(self, request):
        pass


class Inner(BaseRequestHandler):
    pass


class Outer(BaseRequestHandler):
    def handle(self):
        Demo(("", 0), Inner)._handle_request_noblock()


Demo(("", 0), Outer)._handle_request_noblock()

#: lane main
#: BaseServer.__init__                   | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Demo.get_request #1                 | Demo       | instance | returned | get_request in Demo
#:   BaseServer.verify_request #1        | BaseServer | instance | returned | verify_request in BaseServer
#:   Demo.process_request #1             | Demo       | instance | returned | process_request in Demo, shadows BaseServer, super BaseServer
#:     BaseRequestHandler.__init__ #1    | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:       BaseRequestHandler.setup #1     | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:       Outer.handle #1                 | Outer      | instance | returned | handle in Outer, shadows BaseRequestHandler, super BaseRequestHandler
#:         BaseServer.__init__ #1        | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#:         BaseServer._handle_request_noblock #2 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:           Demo.get_request #2         | Demo       | instance | returned | get_request in Demo
#:           BaseServer.verify_request #2 | BaseServer | instance | returned | verify_request in BaseServer
#:           Demo.process_request #2     | Demo       | instance | returned | process_request in Demo, shadows BaseServer, super BaseServer
#:             BaseRequestHandler.__init__ #2 | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:               BaseRequestHandler.setup #2 | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:               BaseRequestHandler.handle #2 | BaseRequestHandler | instance | returned | handle in BaseRequestHandler
#:               BaseRequestHandler.finish #2 | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
#:       BaseRequestHandler.finish #1    | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
