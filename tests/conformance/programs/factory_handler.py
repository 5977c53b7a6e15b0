"""RequestHandlerClass as a function: it lies in the server's own dictionary, so it is a hop."""

from socketserver import BaseRequestHandler, BaseServer


class Quiet(BaseRequestHandler):
    pass


def make(request, client_address, server):
    return Quiet(request, client_address, server)


demo = BaseServer(("", 0), make)
demo.finish_request(object(), "client")

#: lane main
#: BaseServer.__init__             | BaseServer | constructor   | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer.finish_request       | BaseServer | instance      | returned | finish_request in BaseServer
#:   make                          | -          | instance_dict | returned | RequestHandlerClass in instance
#:     BaseRequestHandler.__init__ | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:       BaseRequestHandler.setup  | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:       BaseRequestHandler.handle | BaseRequestHandler | instance | returned | handle in BaseRequestHandler
#:       BaseRequestHandler.finish | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
