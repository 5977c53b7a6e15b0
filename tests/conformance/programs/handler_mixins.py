"""A mixin listed too late cannot take effect; one listed first wraps the handler's own method."""

from socketserver import BaseRequestHandler


class Logged:
    def handle(self):
        return super().handle()


class Early(Logged, BaseRequestHandler):
    pass


class Late(BaseRequestHandler, Logged):
    pass


Early(None, "client", None)
Late(None, "client", None)

#: lane main
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   BaseRequestHandler.setup    | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:   Logged.handle               | Logged             | instance | returned | handle in Logged, shadows BaseRequestHandler, super BaseRequestHandler
#:     BaseRequestHandler.handle | BaseRequestHandler | super    | returned | handle in BaseRequestHandler, written in Logged
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
#: BaseRequestHandler.__init__   | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:   BaseRequestHandler.setup    | BaseRequestHandler | instance | returned | setup in BaseRequestHandler
#:   BaseRequestHandler.handle   | BaseRequestHandler | instance | returned | handle in BaseRequestHandler, shadows Logged, super Logged
#:   BaseRequestHandler.finish   | BaseRequestHandler | instance | returned | finish in BaseRequestHandler
