"""get_request() overridden to wrap what super() accepted, as for TLS: one request, not two."""

from socketserver import BaseServer


class Plain(BaseServer):
    def get_request(self):
        return object(), "client"


class Wrapping(Plain):
    def get_request(self):
        request, address = super().get_request()
        return [request], address


demo = Wrapping(("", 0), lambda request, address, server: None)
demo._handle_request_noblock()

# The request is what the outermost get_request returned; the inner one took part in accepting it.
#: lane main
#: BaseServer.__init__                   | BaseServer | constructor | returned | __init__ in BaseServer, shadows object, super object
#: BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   Wrapping.get_request #1             | Wrapping   | instance | returned | get_request in Wrapping, shadows Plain, super Plain
#:     Plain.get_request #1              | Plain      | super    | returned | get_request in Plain, written in Wrapping
#:   BaseServer.verify_request #1        | BaseServer | instance | returned | verify_request in BaseServer
#:   BaseServer.process_request #1       | BaseServer | instance | returned | process_request in BaseServer
#:     BaseServer.finish_request #1      | BaseServer | instance | returned | finish_request in BaseServer
#:       <lambda> #1                     | -          | instance_dict | returned | RequestHandlerClass in instance
#:     BaseServer.shutdown_request #1    | BaseServer | instance | returned | shutdown_request in BaseServer
#:       BaseServer.close_request #1     | BaseServer | instance | returned | close_request in BaseServer
