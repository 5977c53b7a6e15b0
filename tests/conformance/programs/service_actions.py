"""Idle iterations of serve_forever: of a run of equal ones the first and the last are recorded."""

import threading
import time
from socketserver import TCPServer


class Demo(TCPServer):
    left = 5

    def service_actions(self):
        self.tick()

    def tick(self):
        self.left -= 1
        if not self.left:
            threading.Thread(target=self.shutdown).start()
            for _ in range(5000):
                if self._BaseServer__shutdown_request:
                    return
                time.sleep(0.001)


server = Demo(("127.0.0.1", 0), None)
server.serve_forever(poll_interval=0.001)
server.server_close()

# Four equal polls, folded: the first stands for itself, the last for the other three, "this one
# included". The fifth starts a thread that serves, so it is shown as it was.
#: lane main
#: TCPServer.__init__          | TCPServer  | constructor | returned | __init__ in TCPServer, shadows BaseServer object, super BaseServer
#:   BaseServer.__init__       | BaseServer | class    | returned | __init__ in BaseServer, shadows object, super object
#:   TCPServer.server_bind     | TCPServer  | instance | returned | server_bind in TCPServer
#:   TCPServer.server_activate | TCPServer  | instance | returned | server_activate in TCPServer, shadows BaseServer, super BaseServer
#: BaseServer.serve_forever    | BaseServer | instance | returned | serve_forever in BaseServer
#:   TCPServer.fileno          | TCPServer  | instance | returned | fileno in TCPServer
#:   Demo.service_actions      | Demo       | instance | returned | service_actions in Demo, shadows BaseServer, super BaseServer, polls 1
#:     Demo.tick               | Demo       | instance | returned | tick in Demo
#:   Demo.service_actions      | Demo       | instance | returned | service_actions in Demo, shadows BaseServer, super BaseServer, polls 3
#:     Demo.tick               | Demo       | instance | returned | tick in Demo
#:   Demo.service_actions      | Demo       | instance | returned | service_actions in Demo, shadows BaseServer, super BaseServer
#:     Demo.tick               | Demo       | instance | returned | tick in Demo
#:       Thread.start          | Thread     | instance | returned | start in Thread
#: TCPServer.server_close      | TCPServer  | instance | returned | server_close in TCPServer, shadows BaseServer, super BaseServer
#: lane thread from Thread.start
#: Thread.run                  | Thread     | thread_entry | returned | -
#:   BaseServer.shutdown       | BaseServer | stored   | returned | shutdown in BaseServer, fetched
