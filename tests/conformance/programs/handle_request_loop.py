"""handle_request() in a loop of one's own: no serve_forever, two real clients."""

import socket
from socketserver import StreamRequestHandler, TCPServer


class Echo(StreamRequestHandler):
    rbufsize = 0

    def handle(self):
        self.wfile.write(self.rfile.readline())


with TCPServer(("127.0.0.1", 0), Echo) as server:
    server.timeout = 5
    for _ in range(2):
        with socket.create_connection(server.server_address, timeout=5) as client:
            client.sendall(b"hello\n")
            server.handle_request()
            client.recv(10)

# selectors asks the server for its fileno(); that happens before the request exists.
# handle_request and _handle_request_noblock get the request's number once it does.
#: lane main
#: TCPServer.__init__              | TCPServer  | constructor | returned | __init__ in TCPServer, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__           | BaseServer | class    | returned | __init__ in BaseServer, shadows object, super object
#:   TCPServer.server_bind         | TCPServer  | instance | returned | server_bind in TCPServer
#:   TCPServer.server_activate     | TCPServer  | instance | returned | server_activate in TCPServer, shadows BaseServer, super BaseServer
#: BaseServer.__enter__            | BaseServer | special  | returned | __enter__ in BaseServer
#: BaseServer.handle_request #1    | BaseServer | instance | returned | handle_request in BaseServer
#:   TCPServer.fileno              | TCPServer  | instance | returned | fileno in TCPServer
#:   BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:     TCPServer.get_request #1    | TCPServer  | instance | returned | get_request in TCPServer
#:     BaseServer.verify_request #1 | BaseServer | instance | returned | verify_request in BaseServer
#:     BaseServer.process_request #1 | BaseServer | instance | returned | process_request in BaseServer
#:       BaseServer.finish_request #1 | BaseServer | instance | returned | finish_request in BaseServer
#:         BaseRequestHandler.__init__ #1 | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:           StreamRequestHandler.setup #1 | StreamRequestHandler | instance | returned | setup in StreamRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
# rbufsize 0 asks for an unbuffered reader; the writer is socketserver's own class.
#:             _SocketWriter.__init__ #1 | _SocketWriter | constructor | returned | __init__ in _SocketWriter, shadows object, super object
#:           Echo.handle #1        | Echo       | instance | returned | handle in Echo, shadows BaseRequestHandler, super BaseRequestHandler
#:             _SocketWriter.write #1 | _SocketWriter | instance | returned | write in _SocketWriter, shadows _BufferedIOBase, super _BufferedIOBase
#:           StreamRequestHandler.finish #1 | StreamRequestHandler | instance | returned | finish in StreamRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:       TCPServer.shutdown_request #1 | TCPServer | instance | returned | shutdown_request in TCPServer, shadows BaseServer, super BaseServer
#:         TCPServer.close_request #1 | TCPServer | instance | returned | close_request in TCPServer, shadows BaseServer, super BaseServer
#: BaseServer.handle_request #2    | BaseServer | instance | returned | handle_request in BaseServer
#:   TCPServer.fileno              | TCPServer  | instance | returned | fileno in TCPServer
#:   BaseServer._handle_request_noblock #2 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:     TCPServer.get_request #2    | TCPServer  | instance | returned | get_request in TCPServer
#:     BaseServer.verify_request #2 | BaseServer | instance | returned | verify_request in BaseServer
#:     BaseServer.process_request #2 | BaseServer | instance | returned | process_request in BaseServer
#:       BaseServer.finish_request #2 | BaseServer | instance | returned | finish_request in BaseServer
#:         BaseRequestHandler.__init__ #2 | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:           StreamRequestHandler.setup #2 | StreamRequestHandler | instance | returned | setup in StreamRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:             _SocketWriter.__init__ #2 | _SocketWriter | constructor | returned | __init__ in _SocketWriter, shadows object, super object
#:           Echo.handle #2        | Echo       | instance | returned | handle in Echo, shadows BaseRequestHandler, super BaseRequestHandler
#:             _SocketWriter.write #2 | _SocketWriter | instance | returned | write in _SocketWriter, shadows _BufferedIOBase, super _BufferedIOBase
#:           StreamRequestHandler.finish #2 | StreamRequestHandler | instance | returned | finish in StreamRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:       TCPServer.shutdown_request #2 | TCPServer | instance | returned | shutdown_request in TCPServer, shadows BaseServer, super BaseServer
#:         TCPServer.close_request #2 | TCPServer | instance | returned | close_request in TCPServer, shadows BaseServer, super BaseServer
#: BaseServer.__exit__             | BaseServer | special  | returned | __exit__ in BaseServer
#:   TCPServer.server_close        | TCPServer  | instance | returned | server_close in TCPServer, shadows BaseServer, super BaseServer
