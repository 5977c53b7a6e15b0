"""A loop of the program's own: turns that time out are counted where they are alike, one after another."""

import socket
from socketserver import StreamRequestHandler, TCPServer


class Echo(StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline())


class Demo(TCPServer):
    timeout = 0.001

    def wait(self, turns):
        for _ in range(turns):
            self.handle_request()

    def note(self):
        pass


server = Demo(("127.0.0.1", 0), Echo)
server.wait(4)
server.note()
for _ in range(3):
    server.handle_request()
server.timeout = 10
with socket.create_connection(server.server_address) as client:
    client.sendall(b"hello\n")
    server.handle_request()
    client.recv(10)
server.timeout = 0.001
server.handle_request()
server.server_close()

# The turn that accepts is none of the run; a hop between two turns parts them.
#: lane main
#: TCPServer.__init__                       | TCPServer            | constructor | returned | __init__ in TCPServer, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__                    | BaseServer           | class       | returned | __init__ in BaseServer, shadows object, super object
#:   TCPServer.server_bind                  | TCPServer            | instance    | returned | server_bind in TCPServer
#:   TCPServer.server_activate              | TCPServer            | instance    | returned | server_activate in TCPServer, shadows BaseServer, super BaseServer
#: Demo.wait                                | Demo                 | instance    | returned | wait in Demo
#:   BaseServer.handle_request              | BaseServer           | instance    | returned | handle_request in BaseServer, polls 1
#:     TCPServer.fileno                     | TCPServer            | instance    | returned | fileno in TCPServer
#:     BaseServer.handle_timeout            | BaseServer           | instance    | returned | handle_timeout in BaseServer
#:   BaseServer.handle_request              | BaseServer           | instance    | returned | handle_request in BaseServer, polls 3
#:     TCPServer.fileno                     | TCPServer            | instance    | returned | fileno in TCPServer
#:     BaseServer.handle_timeout            | BaseServer           | instance    | returned | handle_timeout in BaseServer
#: Demo.note                                | Demo                 | instance    | returned | note in Demo
#: BaseServer.handle_request                | BaseServer           | instance    | returned | handle_request in BaseServer, polls 1
#:   TCPServer.fileno                       | TCPServer            | instance    | returned | fileno in TCPServer
#:   BaseServer.handle_timeout              | BaseServer           | instance    | returned | handle_timeout in BaseServer
#: BaseServer.handle_request                | BaseServer           | instance    | returned | handle_request in BaseServer, polls 2
#:   TCPServer.fileno                       | TCPServer            | instance    | returned | fileno in TCPServer
#:   BaseServer.handle_timeout              | BaseServer           | instance    | returned | handle_timeout in BaseServer
#: BaseServer.handle_request #1             | BaseServer           | instance    | returned | handle_request in BaseServer
#:   TCPServer.fileno                       | TCPServer            | instance    | returned | fileno in TCPServer
#:   BaseServer._handle_request_noblock #1  | BaseServer           | instance    | returned | _handle_request_noblock in BaseServer
#:     TCPServer.get_request #1             | TCPServer            | instance    | returned | get_request in TCPServer
#:     BaseServer.verify_request #1         | BaseServer           | instance    | returned | verify_request in BaseServer
#:     BaseServer.process_request #1        | BaseServer           | instance    | returned | process_request in BaseServer
#:       BaseServer.finish_request #1       | BaseServer           | instance    | returned | finish_request in BaseServer
#:         BaseRequestHandler.__init__ #1   | BaseRequestHandler   | constructor | returned | __init__ in BaseRequestHandler, shadows object, super object
#:           StreamRequestHandler.setup #1  | StreamRequestHandler | instance    | returned | setup in StreamRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:             _SocketWriter.__init__ #1    | _SocketWriter        | constructor | returned | __init__ in _SocketWriter, shadows object, super object
#:           Echo.handle #1                 | Echo                 | instance    | returned | handle in Echo, shadows BaseRequestHandler, super BaseRequestHandler
#:             _SocketWriter.write #1       | _SocketWriter        | instance    | returned | write in _SocketWriter, shadows _BufferedIOBase, super _BufferedIOBase
#:           StreamRequestHandler.finish #1 | StreamRequestHandler | instance    | returned | finish in StreamRequestHandler, shadows BaseRequestHandler, super BaseRequestHandler
#:       TCPServer.shutdown_request #1      | TCPServer            | instance    | returned | shutdown_request in TCPServer, shadows BaseServer, super BaseServer
#:         TCPServer.close_request #1       | TCPServer            | instance    | returned | close_request in TCPServer, shadows BaseServer, super BaseServer
#: BaseServer.handle_request                | BaseServer           | instance    | returned | handle_request in BaseServer, polls 1
#:   TCPServer.fileno                       | TCPServer            | instance    | returned | fileno in TCPServer
#:   BaseServer.handle_timeout              | BaseServer           | instance    | returned | handle_timeout in BaseServer
#: TCPServer.server_close                   | TCPServer            | instance    | returned | server_close in TCPServer, shadows BaseServer, super BaseServer
