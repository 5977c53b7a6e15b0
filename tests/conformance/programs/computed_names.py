"""``getattr(self, "do_" + word)``: certain only where nothing else can have answered for that name."""

from socketserver import BaseRequestHandler


class Web(BaseRequestHandler):
    def handle(self):
        method = getattr(self, "do_" + self.request)
        method()

    def do_GET(self):
        return 1

    def serve(self):
        return 2


class Answering(Web):
    def __getattr__(self, name):
        if not name.startswith("do_"):
            raise AttributeError(name)
        return self.serve


class Computing(Web):
    @property
    def do_PUT(self):
        return self.do_GET


class Holding(Web):
    def setup(self):
        self.do_PUT = self.do_GET


Web("GET", "client", None)
Answering("PUT", "client", None)
Answering("GET", "client", None)
Computing("PUT", "client", None)
Holding("PUT", "client", None)

#: lane main
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   BaseRequestHandler.setup    | BaseRequestHandler | instance    | returned | setup in BaseRequestHandler
#:   Web.handle                  | Web                | instance    | returned | handle in Web, shadows BaseRequestHandler, super BaseRequestHandler
#:     Web.do_GET                | Web                | stored      | returned | do_GET in Web, fetched
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance    | returned | finish in BaseRequestHandler
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   BaseRequestHandler.setup    | BaseRequestHandler | instance    | returned | setup in BaseRequestHandler
#:   Web.handle                  | Web                | instance    | returned | handle in Web, shadows BaseRequestHandler, super BaseRequestHandler
#:     Answering.__getattr__     | Answering          | getattr     | returned | do_PUT by getattr
#:     Web.serve                 | Web                | stored      | returned | reason
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance    | returned | finish in BaseRequestHandler
# do_GET may be the answer of __getattr__ for another name.
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   BaseRequestHandler.setup    | BaseRequestHandler | instance    | returned | setup in BaseRequestHandler
#:   Web.handle                  | Web                | instance    | returned | handle in Web, shadows BaseRequestHandler, super BaseRequestHandler
#:     Web.do_GET                | Web                | stored      | returned | reason
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance    | returned | finish in BaseRequestHandler
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   BaseRequestHandler.setup    | BaseRequestHandler | instance    | returned | setup in BaseRequestHandler
#:   Web.handle                  | Web                | instance    | returned | handle in Web, shadows BaseRequestHandler, super BaseRequestHandler
#:     Computing.do_PUT          | Computing          | property    | returned | do_PUT in Computing
#:     Web.do_GET                | Web                | stored      | returned | reason
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance    | returned | finish in BaseRequestHandler
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   Holding.setup               | Holding            | instance    | returned | setup in Holding, shadows BaseRequestHandler, super BaseRequestHandler
#:   Web.handle                  | Web                | instance    | returned | handle in Web, shadows BaseRequestHandler, super BaseRequestHandler
#:     Web.do_GET                | Web                | stored      | returned | reason
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance    | returned | finish in BaseRequestHandler
