"""RequestHandlerClass as a functools.partial of a class: still a constructor, reached through it."""

import functools
from socketserver import BaseRequestHandler, BaseServer


class Quiet(BaseRequestHandler):
    def __init__(self, *args, size):
        self.size = size
        super().__init__(*args)


demo = BaseServer(("", 0), functools.partial(Quiet, size=3))
demo.finish_request(object(), "client")

# No get_request, so no request and no number.
#: lane main
#: BaseServer.__init__             | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer.finish_request       | BaseServer | instance    | returned | finish_request in BaseServer
#:   Quiet.__init__                | Quiet      | constructor | returned | __init__ in Quiet, shadows BaseRequestHandler object, super BaseRequestHandler, via
#:     BaseRequestHandler.__init__ | BaseRequestHandler | super | returned | __init__ in BaseRequestHandler, shadows object, super object, written in Quiet
#:       BaseRequestHandler.setup  | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:       BaseRequestHandler.handle | BaseRequestHandler | instance | returned | handle in BaseRequestHandler
#:       BaseRequestHandler.finish | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
