"""The server of xmlrpc.server's documentation, with an instance that answers for the rest."""

from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer


class RequestHandler(SimpleXMLRPCRequestHandler):
    rpc_paths = ("/RPC2",)


with SimpleXMLRPCServer(("127.0.0.1", 0), requestHandler=RequestHandler) as server:
    server.register_introspection_functions()
    server.register_function(pow)

    class MyFuncs:
        def mul(self, x, y):
            return x * y

    server.register_instance(MyFuncs())
    server.serve_forever()
