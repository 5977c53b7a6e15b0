"""handle_request() that times out: handle_timeout runs and no request is counted."""

from socketserver import TCPServer


class Demo(TCPServer):
    timeout = 0.001

    def handle_timeout(self):
        return super().handle_timeout()


server = Demo(("127.0.0.1", 0), None)
server.handle_request()
server.server_close()

#: lane main
#: TCPServer.__init__            | TCPServer  | constructor | returned | __init__ in TCPServer, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__         | BaseServer | class    | returned | __init__ in BaseServer, shadows object, super object
#:   TCPServer.server_bind       | TCPServer  | instance | returned | server_bind in TCPServer
#:   TCPServer.server_activate   | TCPServer  | instance | returned | server_activate in TCPServer, shadows BaseServer, super BaseServer
#: BaseServer.handle_request     | BaseServer | instance | returned | handle_request in BaseServer, polls 1
#:   TCPServer.fileno            | TCPServer  | instance | returned | fileno in TCPServer
#:   Demo.handle_timeout         | Demo       | instance | returned | handle_timeout in Demo, shadows BaseServer, super BaseServer
#:     BaseServer.handle_timeout | BaseServer | super    | returned | handle_timeout in BaseServer, written in Demo
#: TCPServer.server_close        | TCPServer  | instance | returned | server_close in TCPServer, shadows BaseServer, super BaseServer
