"""A datagram is a request: TCPServer's methods, shadowed by UDPServer's where a datagram differs."""

import socket
from socketserver import DatagramRequestHandler, UDPServer


class Echo(DatagramRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.read())


server = UDPServer(("127.0.0.1", 0), Echo)
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.sendto(b"hello", server.server_address)
    server._handle_request_noblock()
    client.recv(10)
server.server_close()

#: lane main
#: TCPServer.__init__              | TCPServer  | constructor | returned | __init__ in TCPServer, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__           | BaseServer | class    | returned | __init__ in BaseServer, shadows object, super object
#:   TCPServer.server_bind         | TCPServer  | instance | returned | server_bind in TCPServer
#:   UDPServer.server_activate     | UDPServer  | instance | returned | server_activate in UDPServer, shadows TCPServer BaseServer, super TCPServer
#: BaseServer._handle_request_noblock #1 | BaseServer | instance | returned | _handle_request_noblock in BaseServer
#:   UDPServer.get_request #1      | UDPServer  | instance | returned | get_request in UDPServer, shadows TCPServer, super TCPServer
#:   BaseServer.verify_request #1  | BaseServer | instance | returned | verify_request in BaseServer
#:   BaseServer.process_request #1 | BaseServer | instance | returned | process_request in BaseServer
#:     BaseServer.finish_request #1 | BaseServer | instance | returned | finish_request in BaseServer
#:       BaseRequestHandler.__init__ #1 | BaseRequestHandler | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:         DatagramRequestHandler.setup #1 | DatagramRequestHandler | instance | returned | setup in DatagramRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:         Echo.handle #1            | Echo       | instance | returned | handle in Echo, shadows BaseRequestHandler, super BaseRequestHandler
#:         DatagramRequestHandler.finish #1 | DatagramRequestHandler | instance | returned | finish in DatagramRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:     UDPServer.shutdown_request #1 | UDPServer | instance | returned | shutdown_request in UDPServer, shadows TCPServer BaseServer, super TCPServer
#:       UDPServer.close_request #1  | UDPServer  | instance | returned | close_request in UDPServer, shadows TCPServer BaseServer, super TCPServer
#: TCPServer.server_close          | TCPServer  | instance | returned | server_close in TCPServer, shadows BaseServer, super BaseServer
